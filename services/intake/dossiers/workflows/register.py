"""A whole register taken over from a file: all of it or nothing."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from services.intake.dossiers import store
from services.intake.dossiers.catalogue import office_calendar, procedures
from services.intake.dossiers.domain.dates import appointed
from services.intake.dossiers.domain.dossiers import (
    RULES,
    Dossier,
    DossierChannel,
    DossierCode,
    DossierId,
    DossierReceipt,
    opened,
)
from services.intake.dossiers.domain.mirror import MirroredDossier, in_order
from services.intake.dossiers.domain.steps import (
    DossierReason,
    DossierStep,
    DossierStepTaken,
    Happened,
    moved,
)
from services.intake.dossiers.workflows.steps import (
    Transition,
    dated,
    filed,
    first_transition,
    keep,
    next_transition,
)
from services.intake.org.workflows import HostedUnits
from shared.chassis.acting import Acting
from shared.chassis.database import Database, Transaction
from shared.chassis.directory import heirs_on
from shared.chassis.importing import Upload
from shared.chassis.sheet_rows import Check, Row
from shared.chassis.sheets import (
    Column,
    Progress,
    RowErrors,
    SheetRefused,
    a_code,
    a_date,
    one_of,
)
from shared.kernel.hosting import served
from shared.kernel.rejection import Rejection

STEP_OF_COLUMN = {
    "supplement_requested_on": DossierStep.REQUEST_SUPPLEMENT,
    "supplemented_on": DossierStep.SUPPLEMENT,
    "rescheduled_on": DossierStep.RESCHEDULE,
    "rejected_on": DossierStep.REJECT,
    "withdrawn_on": DossierStep.WITHDRAW,
    "stopped_on": DossierStep.STOP,
    "returned_on": DossierStep.RETURN,
}
"""Which step the date of which column tells."""
APPOINTS = {
    DossierStep.SUPPLEMENT: "supplemented_due_on",
    DossierStep.RESCHEDULE: "rescheduled_to",
}
"""Under which column stands the date that a step appoints."""
optional = partial(Column, required=False, may_be_absent=True)
COLUMNS = (
    Column("dossier_code", a_code),
    Column("procedure_code", a_code),
    Column("unit", a_code),
    Column("channel", one_of(*DossierChannel)),
    Column("received_on", a_date),
    Column("due_on", a_date, required=False),
    *(optional(name, a_date) for name in STEP_OF_COLUMN),
    *(optional(name, a_date) for name in APPOINTS.values()),
    optional("delay_reason", one_of(*DossierReason)),
)
NOBODY = DossierId(UUID(int=0))


class RegisterAlreadyImported(Rejection):
    """Tệp này đã được nhập trước đó; không có gì thay đổi.
    This file was imported before; nothing has changed.
    """


@dataclass(frozen=True, slots=True)
class DossierRegister:
    """A sound file: its dossiers, and the row each stands in."""

    told: list[MirroredDossier]
    numbers: list[int]


@dataclass(slots=True)
class RowsRefused:
    """What stands against rows of a register on record."""

    register: DossierRegister
    errors: RowErrors = field(default_factory=RowErrors)

    def add(self, start: int, at: int, fault: Rejection) -> None:
        """Note what is wrong with the row `at` of the batch that begins at `start`."""
        self.errors.add(self.register.numbers[start + at], "dossier_code", fault)


async def import_upload(
    database: Database, hosted: HostedUnits, upload: Upload, acting: Acting, tell: Progress
) -> int:
    """Take an uploaded register in, all or nothing; says how many dossiers brought news.

    Raises:
        SheetRefused: if anything is wrong, with every error found.

    """
    async with database.transaction() as tx:
        served = await hosted.codes(tx)
    register = await read_register(upload, hosted=served, today=acting.today, tell=tell)
    async with database.transaction() as tx:
        return await import_register(tx, register, acting=acting, tell=tell)


async def read_register(
    upload: Upload, *, hosted: Collection[str], today: date, tell: Progress
) -> DossierRegister:
    """The dossiers in an uploaded file.

    Raises:
        SheetRefused: if anything is wrong, with every error found.

    """
    checks = _checks(hosted, _Faults(today))
    sheet = await upload.sheet(COLUMNS, tell=tell, key=("dossier_code",), checks=checks)
    return DossierRegister([told_in(row) for row in sheet.rows], sheet.numbers)


def told_in(row: Row) -> MirroredDossier:
    """What a row tells of a dossier; its cells are of the right kind already.

    Raises:
        AppointedDateUnknown: if it names no date, and none can be counted.

    """
    cells: dict[str, Any] = dict(row)
    steps = [
        _step(step, cells[column], cells)
        for column, step in STEP_OF_COLUMN.items()
        if cells[column] is not None
    ]
    return MirroredDossier(receipt=_receipt(cells), steps=in_order(steps))


def refuse_old(total: int, news: int) -> None:
    """Let pass only a file that brings something new.

    Raises:
        SheetRefused: if every dossier is on record just as the file has it.

    """
    if news:
        return
    vi_count = f"{total:,}".replace(",", ".")
    raise SheetRefused.because(
        RegisterAlreadyImported(
            f"Tệp này đã được nhập trước đó: cả {vi_count} hồ sơ đều đã có;"
            " không có gì thay đổi.",
            f"This file was imported before: all {total:,} dossiers are registered already;"
            " nothing has changed.",
        )
    )


def _receipt(cells: dict[str, Any]) -> DossierReceipt:
    code, received_on = cells["procedure_code"], cells["received_on"]
    due = cells["due_on"] or appointed(received_on, procedures().find(code), office_calendar())
    return DossierReceipt(
        code=DossierCode(cells["dossier_code"]),
        procedure=code,
        unit=cells["unit"],
        channel=cells["channel"],
        received_on=received_on,
        due_on=due,
    )


def _step(step: DossierStep, on: date, cells: dict[str, Any]) -> DossierStepTaken:
    due = cells[APPOINTS[step]] if step in APPOINTS else None
    reason = cells["delay_reason"] if step is DossierStep.RESCHEDULE else None
    return DossierStepTaken(step=step, on=on, due_on=due, reason=reason)


class _Faults:
    """What is wrong with the row that is being looked at, looked for once."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._row: Row | None = None
        self._found: tuple[str, Rejection] | None = None

    def refuse(self, column: str, row: Row) -> None:
        """Let pass a row whose fault, if any, stands in another column."""
        if row is not self._row:
            self._row, self._found = row, self._fault_in(row)
        if self._found is not None and self._found[0] == column:
            raise self._found[1]

    def _fault_in(self, row: Row) -> tuple[str, Rejection] | None:
        column = "due_on"
        try:
            told = dated(told_in(row))
            for column, rule in RULES.items():  # noqa: B007 - where it stopped
                rule(told.receipt, self._today)
            dossier = opened(told.receipt, called=NOBODY, today=self._today)
            for taken in told.steps:
                column = COLUMN_OF_STEP[taken.step]
                dossier = moved(dossier, taken, today=self._today)
        except Rejection as fault:
            return column, fault
        return None


COLUMN_OF_STEP = {step: column for column, step in STEP_OF_COLUMN.items()}


def _checks(hosted: Collection[str], faults: _Faults) -> dict[str, Check]:
    def unit(row: Row) -> None:
        served(str(row["unit"]), hosted)

    judged: dict[str, Callable[[Row], None]] = {
        column: partial(faults.refuse, column) for column in (*RULES, *STEP_OF_COLUMN)
    }
    return {"unit": unit} | judged


BATCH = 1000

Refuse = Callable[[int, Rejection], None]


async def import_register(
    tx: Transaction, register: DossierRegister, *, acting: Acting, tell: Progress
) -> int:
    """Take over every dossier of a file, all or none, with all that has happened to them.

    Raises:
        SheetRefused: if any of them contradicts what is on record, or none brings news.

    """
    await store.lock_imports(tx)
    total, news = len(register.told), 0
    refused = RowsRefused(register)
    for start in range(0, total, BATCH):
        tell("writing", start, total)
        batch = register.told[start : start + BATCH]
        transitions = await _walks(tx, batch, acting, refuse=partial(refused.add, start))
        news += len(transitions)
        await keep(tx, transitions, acting)
    refused.errors.refuse_if_any()
    refuse_old(total, news)
    tell("writing", total, total)
    return news


async def _walks(
    tx: Transaction, batch: Sequence[MirroredDossier], acting: Acting, *, refuse: Refuse
) -> list[Transition]:
    """What each row brings; those that bring nothing new are passed over.

    Only what changes is held, and looked at again once nobody else can change it.
    """
    looked = await _looked_at(tx, list(enumerate(batch)), acting, refuse=refuse)
    new = [transition for _, transition in looked if transition.is_new]
    news = [
        (at, batch[at])
        for at, transition in looked
        if transition.ways and not transition.is_new
    ]
    if not news:
        return new
    held = await _looked_at(tx, news, acting, refuse=refuse, to_change=True)
    return [*new, *(transition for _, transition in held if transition.ways)]


async def _looked_at(
    tx: Transaction,
    rows: Sequence[tuple[int, MirroredDossier]],
    acting: Acting,
    *,
    refuse: Refuse,
    to_change: bool = False,
) -> list[tuple[int, Transition]]:
    codes = [told.receipt.code for _, told in rows]
    known = await store.known_dossiers(tx, codes, to_change=to_change)
    histories = await store.list_steps(tx, [one.id for one in known.values()])
    heirs, transitions = await heirs_on(tx, acting.today), []
    for at, told in rows:
        one = known.get(told.receipt.code)
        history = [step for step, _ in histories[one.id]] if one else []
        try:
            whole = dated(filed(told, one, heirs, acting))
            transitions.append((at, _walk(whole, one, history, acting=acting)))
        except Rejection as no:
            refuse(at, no)
    return transitions


def _walk(
    told: MirroredDossier, known: Dossier | None, history: Sequence[Happened], *, acting: Acting
) -> Transition:
    if known is None:
        return first_transition(told, acting)
    return next_transition(told, known, history, acting=acting)
