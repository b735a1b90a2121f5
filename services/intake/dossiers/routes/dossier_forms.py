"""What is told of dossiers over HTTP, and what is answered."""

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from services.intake.cases.routes.forms import Code, Day
from services.intake.dossiers.catalogue import office_calendar, procedures
from services.intake.dossiers.domain.dossier_dates import (
    DossierLight,
    Interval,
    appointed,
    light_of,
)
from services.intake.dossiers.domain.dossier_mirror import MirroredDossier, in_order
from services.intake.dossiers.domain.dossier_steps import (
    MOST_WORDS,
    DossierReason,
    DossierStep,
    DossierStepTaken,
    Happened,
)
from services.intake.dossiers.domain.dossiers import (
    Dossier,
    DossierChannel,
    DossierCode,
    DossierReceipt,
    DossierState,
)
from shared.kernel.places import Place, UnitCode

MOST_STEPS = 50


class ReceiptForm(BaseModel):
    """What stands on a receipt. Without an appointed date it is counted by the procedure."""

    procedure_code: Code
    unit: str | None = None
    channel: DossierChannel
    received_on: Day
    due_on: Day | None = None

    def as_receipt(self, code: str, place: Place) -> DossierReceipt:
        """The form in the words of the domain."""
        known = procedures().find(self.procedure_code)
        due = self.due_on or appointed(self.received_on, known, office_calendar())
        return DossierReceipt(
            code=DossierCode(code),
            procedure=self.procedure_code,
            unit=UnitCode(self.unit or place.code),
            channel=self.channel,
            received_on=self.received_on,
            due_on=due,
        )


class DossierForm(ReceiptForm):
    """One dossier as the one-stop desk registers it, returned already or not."""

    dossier_code: Code
    returned_on: Day | None = None

    def as_told(self, place: Place) -> MirroredDossier:
        """The form in the words of the domain."""
        returned = self.returned_on
        steps = (
            ()
            if returned is None
            else (DossierStepTaken(step=DossierStep.RETURN, on=returned),)
        )
        return MirroredDossier(receipt=self.as_receipt(self.dossier_code, place), steps=steps)


class DossierStepForm(BaseModel):
    """One thing that happened to a dossier.

    `due_on` is the date it appoints: the new one of `reschedule`, or that of the whole file.
    """

    step: DossierStep
    on: Day
    due_on: Day | None = None
    reason: DossierReason | None = None
    words: str = Field("", max_length=MOST_WORDS)

    def as_taken(self) -> DossierStepTaken:
        """The form in the words of the domain."""
        return DossierStepTaken(**self.model_dump())


class StateForm(ReceiptForm):
    """The whole present state of a dossier in the one-stop system."""

    steps: list[DossierStepForm] = Field(default_factory=list, max_length=MOST_STEPS)

    def as_told(self, code: str, place: Place) -> MirroredDossier:
        """The form in the words of the domain."""
        steps = in_order(one.as_taken() for one in self.steps)
        return MirroredDossier(receipt=self.as_receipt(code, place), steps=steps)


class ReturnForm(BaseModel):
    """When the result was ready."""

    returned_on: Day


class DossierView(BaseModel):
    """A dossier as it stands."""

    dossier_code: str
    dossier_id: str
    procedure_code: str
    unit: str
    channel: DossierChannel
    received_on: date
    due_on: date
    """The appointed date that lateness is judged by."""
    first_due_on: date
    promised_on: date
    """What the applicant is told now."""
    state: DossierState
    supplements: int
    reschedules: int
    has_breach: bool
    """More than one supplement, or more than one new date."""
    returned_on: date | None
    closed_on: date | None
    on_time: bool | None
    """Unknown until the result is returned."""
    early: bool | None


class StepView(BaseModel):
    """A step of a dossier's way."""

    nth: int
    step: DossierStep
    on: date
    due_on: date | None
    moved_from: date | None
    reason: DossierReason | None
    words: str


class IntervalView(BaseModel):
    """A stretch of time: counted against the office, or spent waiting for the applicant."""

    starts_on: date
    ends_on: date | None
    is_counted: bool
    due_on: date | None


class WholeDossierView(DossierView):
    """A dossier with its way, for staff and for the one-stop system."""

    light: DossierLight
    steps: list[StepView]
    intervals: list[IntervalView]


class StatusView(BaseModel):
    """What anybody with the code on a receipt may know: where it stands, and the dates."""

    unit: str
    state: DossierState
    received_on: date
    first_due_on: date
    promised_on: date | None
    """None while a supplement is awaited: no date runs then."""
    returned_on: date | None
    closed_on: date | None
    is_late: bool


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
        "first_due_on": dossier.first_due_on.isoformat(),
        "promised_on": dossier.promised_on.isoformat(),
        "state": dossier.state.value,
        "supplements": dossier.supplements,
        "reschedules": dossier.reschedules,
        "has_breach": dossier.has_breach,
        "returned_on": returned.isoformat() if returned else None,
        "closed_on": dossier.closed_on.isoformat() if dossier.closed_on else None,
        "on_time": dossier.is_on_time if returned else None,
        "early": dossier.is_early if returned else None,
    }


def whole_view(
    dossier: Dossier, history: list[Happened], stretches: list[Interval], *, today: date
) -> dict[str, Any]:
    """A dossier with its way."""
    return {
        **dossier_view(dossier),
        "light": light_of(dossier, today, office_calendar()).value,
        "steps": [_step_view(one) for one in history],
        "intervals": [
            {
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
                "is_counted": one.is_counted,
                "due_on": one.due_on,
            }
            for one in stretches
        ],
    }


def status_view(dossier: Dossier, *, today: date) -> dict[str, Any]:
    """The public side of a dossier."""
    late = light_of(dossier, today, office_calendar()) in {
        DossierLight.OVERDUE,
        DossierLight.LATE,
    }
    return {
        "unit": dossier.unit,
        "state": dossier.state.value,
        "received_on": dossier.received_on,
        "first_due_on": dossier.first_due_on,
        "promised_on": dossier.promised_on if dossier.is_running else None,
        "returned_on": dossier.returned_on,
        "closed_on": dossier.closed_on,
        "is_late": late,
    }


def _step_view(one: Happened) -> dict[str, Any]:
    return {
        "nth": one.nth,
        "step": one.taken.step.value,
        "on": one.taken.on,
        "due_on": one.taken.due_on,
        "moved_from": one.moved_from,
        "reason": one.taken.reason.value if one.taken.reason else None,
        "words": one.taken.words,
    }
