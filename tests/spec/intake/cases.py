"""Cases and dossiers with honest defaults; a test names only what matters to it."""

from datetime import UTC, date, datetime
from functools import reduce
from uuid import UUID, uuid4

from services.intake.cases.domain.cases import ANSWERED, OPEN, Case, CaseId, CaseState
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.categories.domain import CategoryCode
from services.intake.dossiers.domain.dossiers import (
    Dossier,
    DossierChannel,
    DossierCode,
    DossierId,
    DossierReceipt,
    opened,
)
from services.intake.dossiers.domain.steps import DossierStep, DossierStepTaken, moved
from shared.kernel.places import UnitCode

FRIDAY = date(2018, 9, 14)
MONDAY, WEDNESDAY = date(2018, 9, 17), date(2018, 9, 19)
DUE = date(2018, 9, 21)
TODAY = date(2018, 9, 30)


def a_case(state: CaseState = CaseState.RECEIVED) -> Case:
    return Case(
        id=CaseId(UUID("5f0c9b1e-0000-4000-8000-000000000001")),
        number=TrackingNumber("7K3M9QF2"),
        unit=UnitCode("sai-dong"),
        category=CategoryCode("urban_order"),
        text="Vỉa hè bị lấn chiếm",
        received_at=datetime(2018, 9, 14, 3, tzinfo=UTC),
        received_on=FRIDAY,
        acknowledge_by=MONDAY,
        answer_by=WEDNESDAY,
        promise_id=UUID("5f0c9b1e-0000-4000-8000-000000000001"),
        due_on=DUE,
        promised_on=DUE,
        state=state,
        closed_on=None if state in OPEN else FRIDAY,
        reopen_until=DUE if state in ANSWERED else None,
    )


def a_receipt(
    code: str = "000.21.14.H26-180914-0041",
    *,
    unit: str = "sai-dong",
    procedure: str = "1.004873.000.00.00.H26",
    received_on: date = FRIDAY,
    due_on: date = DUE,
) -> DossierReceipt:
    return DossierReceipt(
        code=DossierCode(code),
        procedure=procedure,
        unit=UnitCode(unit),
        channel=DossierChannel.COUNTER,
        received_on=received_on,
        due_on=due_on,
    )


def a_dossier(
    code: str = "000.21.14.H26-180914-0041",
    *steps: DossierStepTaken,
    unit: str = "sai-dong",
    received_on: date = FRIDAY,
    due_on: date = DUE,
    today: date = TODAY,
) -> Dossier:
    receipt = a_receipt(code, unit=unit, received_on=received_on, due_on=due_on)
    begun = opened(receipt, called=DossierId(uuid4()), today=today)
    return reduce(lambda known, step: moved(known, step, today=today), steps, begun)


def taken(
    step: DossierStep, day: int, *, due: int | None = None, words: str = ""
) -> DossierStepTaken:
    """A step of a day of September 2018; `due` is the day it appoints."""
    on, due_on = date(2018, 9, day), None if due is None else date(2018, 9, due)
    return DossierStepTaken(step=step, on=on, due_on=due_on, words=words)
