"""What is sent to intake, and what is sent back."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import uuid4

import orjson
from fastapi import Response
from pydantic import BaseModel, BeforeValidator, Field

from services.intake.domain.categories import Category
from services.intake.domain.dossiers import Channel, Dossier, DossierCode, DossierId
from services.intake.domain.feedback import Feedback, State, Submission
from services.intake.domain.tracking import tracking_code
from shared.chassis.sheets import a_code, a_date
from shared.kernel.places import Place, UnitCode
from shared.kernel.rejection import Rejection


def _day(told: object) -> object:
    return _read(a_date, told)


def _code(told: object) -> object:
    return _read(a_code, told) if told != "" else told


def _read(parse: Any, told: object) -> object:
    try:
        return parse(told) if isinstance(told, str) else None
    except Rejection as refused:
        raise ValueError(f"{refused.vi} / {refused.en}") from refused


Day = Annotated[date, BeforeValidator(_day)]
Code = Annotated[str, BeforeValidator(_code), Field(min_length=1)]


class FeedbackForm(BaseModel):
    """What a citizen sends. Without a unit it is meant for the place that is asked."""

    text: str
    category: Category
    unit: str | None = None

    def as_submission(self, place: Place) -> Submission:
        """The form in the words of the domain."""
        unit = UnitCode(self.unit or place.code)
        return Submission(text=self.text, category=self.category, unit=unit)


class ReasonForm(BaseModel):
    """Why a case is not taken up."""

    reason: str


class CaseView(BaseModel):
    """What anybody with the tracking code may know: where it stands, never what was said.

    `reason` says why it was not taken up; whoever wrote is owed it.
    """

    tracking_code: str
    unit: str
    category: Category
    received_on: date
    due_on: date
    due_is_provisional: bool
    state: State
    closed_on: date | None
    reason: str | None


class WordsView(BaseModel):
    """What a citizen wrote, for those who answer it."""

    tracking_code: str
    received_at: datetime
    text: str


def answered(
    status: int, view: dict[str, Any], *, headers: dict[str, str] | None = None
) -> Response:
    """A view as an answer; it is in its final form and need not be looked at again."""
    return Response(orjson.dumps(view), status, headers, media_type="application/json")


def case_view(feedback: Feedback, place: Place) -> dict[str, Any]:
    """The public side of a case, ready to be kept and to be sent."""
    return {
        "tracking_code": tracking_code(feedback.number, place.code),
        "unit": feedback.unit,
        "category": feedback.category.value,
        "received_on": feedback.received_on.isoformat(),
        "due_on": feedback.due.on.isoformat(),
        "due_is_provisional": feedback.due.provisional,
        "state": feedback.state.value,
        "closed_on": feedback.closed_on.isoformat() if feedback.closed_on else None,
        "reason": feedback.reason,
    }


def words_view(feedback: Feedback, place: Place) -> dict[str, Any]:
    """The words of a case, ready to be sent to staff and to nobody else."""
    return {
        "tracking_code": tracking_code(feedback.number, place.code),
        "received_at": feedback.received_at.isoformat(),
        "text": feedback.text,
    }


class DossierForm(BaseModel):
    """One dossier as the one-stop desk registers it."""

    dossier_code: Code
    procedure_code: Code
    unit: str | None = None
    channel: Channel
    received_on: Day
    due_on: Day
    returned_on: Day | None = None

    def as_dossier(self, place: Place) -> Dossier:
        """The form in the words of the domain, newly named."""
        return Dossier(
            id=DossierId(uuid4()),
            code=DossierCode(self.dossier_code),
            procedure=self.procedure_code,
            unit=UnitCode(self.unit or place.code),
            channel=self.channel,
            received_on=self.received_on,
            due_on=self.due_on,
            returned_on=self.returned_on,
        )


class ReturnForm(BaseModel):
    """When the result was ready."""

    returned_on: Day


class DossierView(BaseModel):
    """A dossier as it stands."""

    dossier_code: str
    dossier_id: str
    procedure_code: str
    unit: str
    channel: Channel
    received_on: date
    due_on: date
    returned_on: date | None
    on_time: bool | None
    """Unknown until the result is returned."""
    early: bool | None


def dossier_view(dossier: Dossier) -> dict[str, Any]:
    """A dossier, ready to be kept and to be sent."""
    returned = dossier.returned_on
    return {
        "dossier_code": dossier.code,
        "dossier_id": str(dossier.id),
        "procedure_code": dossier.procedure,
        "unit": dossier.unit,
        "channel": dossier.channel.value,
        "received_on": dossier.received_on.isoformat(),
        "due_on": dossier.due_on.isoformat(),
        "returned_on": returned.isoformat() if returned else None,
        "on_time": dossier.is_on_time if returned else None,
        "early": dossier.is_early if returned else None,
    }
