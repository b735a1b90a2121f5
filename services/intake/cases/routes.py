"""What is sent to intake, and what is sent back."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, BeforeValidator, Field, FiniteFloat

from services.intake.cases.domain.cases import (
    Case,
    CaseKind,
    CaseState,
    Location,
    RejectReason,
    Visibility,
)
from services.intake.cases.domain.messages import Contact, Incoming
from services.intake.cases.domain.tracking import TrackingNumber, number_in, tracking_code
from services.intake.cases.workflows.contacts import open_contact_of
from services.intake.org.web import Web
from shared.chassis.access import acting
from shared.chassis.acting import Acting
from shared.chassis.sheets import a_code, a_date
from shared.kernel.places import Place, UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right


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
PREFIX = "/api/intake/v1/feedback"
ONLINE = "online_channel"
Code = Annotated[str, BeforeValidator(_code), Field(min_length=1)]


class ContactForm(BaseModel):
    """How whoever writes can be reached; every part may be left out."""

    full_name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""

    def as_contact(self) -> Contact:
        """The form in the words of the domain."""
        return Contact(**self.model_dump())


class FeedbackForm(BaseModel):
    """What a citizen sends. Without a unit it is meant for the place that is asked."""

    text: str
    category: str
    unit: str | None = None
    kind: CaseKind = CaseKind.REFLECTION
    visibility: Visibility = Visibility.ANONYMOUS
    contact: ContactForm = ContactForm()
    latitude: FiniteFloat | None = None
    longitude: FiniteFloat | None = None
    address: str = ""
    language: Literal["vi", "en"] = "vi"
    answers: dict[str, str | list[str]] = {}
    """To the category's own questions, by variable."""

    def as_incoming(
        self, place: Place, *, channel: str = ONLINE, external_ref: str | None = None
    ) -> Incoming:
        """The form in the words of the domain."""
        return Incoming(
            text=self.text,
            category=self.category,
            unit=UnitCode(self.unit or place.code),
            kind=self.kind,
            channel=channel,
            external_ref=external_ref,
            visibility=self.visibility,
            contact=self.contact.as_contact(),
            location=Location(
                latitude=self.latitude, longitude=self.longitude, address=self.address
            ),
            language=self.language,
            answers=dict(self.answers),
        )


class AdditionForm(BaseModel):
    """One more message about a case."""

    text: str
    language: Literal["vi", "en"] = "vi"


class ContestForm(BaseModel):
    """What is not done yet."""

    words: str


class RatingForm(BaseModel):
    """How content whoever wrote is, from 1 (not at all) to 5."""

    rating: int


class CaseStepForm(BaseModel):
    """A step; `version` is the one that was looked at, if it matters."""

    version: int | None = None


class AnswerForm(CaseStepForm):
    """What whoever wrote is told."""

    words: str = ""


class InterimForm(CaseStepForm):
    """How far it has come and, if it takes longer, until when."""

    words: str
    new_day: Day | None = None


class ReasonForm(CaseStepForm):
    """Why a case is not taken up. That it is not ours is no reason: it is handed over."""

    reason: str
    why: RejectReason = RejectReason.UNCLEAR


class CaseView(BaseModel):
    """What anybody with the tracking code may know: where it stands, never what was said.

    `reason` says why it was not taken up; whoever wrote is owed it.
    """

    tracking_code: str
    unit: str
    category: str
    kind: CaseKind
    received_on: date
    due_on: date
    due_is_provisional: bool
    promised_on: date
    state: CaseState
    acknowledged: bool
    closed_on: date | None
    reopen_until: date | None
    reopened: int
    rating: int | None
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


def case_view(feedback: Case, number: TrackingNumber, place: Place) -> dict[str, Any]:
    """The public side of a case, ready to be kept and to be sent."""
    return {
        "tracking_code": tracking_code(number, place.code),
        "unit": feedback.unit,
        "category": feedback.category,
        "kind": feedback.kind.value,
        "received_on": feedback.received_on.isoformat(),
        "due_on": feedback.due_on.isoformat(),
        "due_is_provisional": feedback.due_is_provisional,
        "promised_on": feedback.promised_on.isoformat(),
        "state": feedback.state.value,
        "acknowledged": feedback.acknowledged_at is not None,
        "closed_on": feedback.closed_on.isoformat() if feedback.closed_on else None,
        "reopen_until": feedback.reopen_until.isoformat() if feedback.reopen_until else None,
        "reopened": feedback.reopened,
        "rating": feedback.rating,
        "reason": feedback.reason,
    }


def words_view(feedback: Case, place: Place) -> dict[str, Any]:
    """The words of a case, ready to be sent to staff and to nobody else."""
    return {
        "tracking_code": tracking_code(feedback.number, place.code),
        "received_at": feedback.received_at.isoformat(),
        "text": feedback.text,
    }


KEPT_NOWHERE = {"Cache-Control": "no-store"}


class LookForm(BaseModel):
    """Why somebody looks; a seal is not opened without a reason."""

    reason: Annotated[str, Field(max_length=2000)] = ""


class WriterView(BaseModel):
    """How whoever wrote can be reached."""

    full_name: str
    phone: str
    email: str
    address: str


Looker = Annotated[Acting, Depends(acting(Right.WORK))]


identity_routes = APIRouter(prefix=PREFIX, tags=["intake"])


@identity_routes.post("/{tracking_code}/contact", response_model=WriterView)
async def look_at_writer(
    web: Web, *, tracking_code: str, form: LookForm, looker: Looker
) -> Response:
    """See who wrote; if their identity is sealed, only who decides, with a reason."""
    async with web.database.transaction() as tx:
        contact = await open_contact_of(
            tx, number_in(tracking_code), acting=looker, reason=form.reason
        )
    view = WriterView.model_validate(contact, from_attributes=True).model_dump()
    return answered(200, view, headers=KEPT_NOWHERE)
