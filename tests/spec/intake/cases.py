"""Cases and dossiers with honest defaults; a test names only what matters to it."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from services.intake.domain.cases import ANSWERED, OPEN, Case, CaseId, State
from services.intake.domain.categories import Category
from services.intake.domain.dossiers import Channel, Dossier, DossierCode, DossierId
from services.intake.domain.tracking import TrackingNumber
from shared.kernel.places import UnitCode

FRIDAY = date(2018, 9, 14)
MONDAY, WEDNESDAY = date(2018, 9, 17), date(2018, 9, 19)
DUE = date(2018, 9, 21)
TODAY = date(2018, 9, 30)


def a_case(state: State = State.RECEIVED) -> Case:
    return Case(
        id=CaseId(UUID("5f0c9b1e-0000-4000-8000-000000000001")),
        number=TrackingNumber("7K3M9QF2"),
        unit=UnitCode("sai-dong"),
        category=Category("urban_order"),
        text="Vỉa hè bị lấn chiếm",
        received_at=datetime(2018, 9, 14, 3, tzinfo=UTC),
        received_on=FRIDAY,
        acknowledge_by=MONDAY,
        answer_by=WEDNESDAY,
        due_on=DUE,
        promised_on=DUE,
        state=state,
        closed_on=None if state in OPEN else FRIDAY,
        reopen_until=DUE if state in ANSWERED else None,
    )


def a_dossier(
    code: str = "000.21.14.H26-180914-0041",
    *,
    unit: str = "sai-dong",
    received_on: date = FRIDAY,
    due_on: date = DUE,
    returned_on: date | None = None,
) -> Dossier:
    return Dossier(
        id=DossierId(uuid4()),
        code=DossierCode(code),
        procedure="2.000815.000.00.00.H26",
        unit=UnitCode(unit),
        channel=Channel.COUNTER,
        received_on=received_on,
        due_on=due_on,
        returned_on=returned_on,
    )
