"""The one-stop desk's register as a file: what stands in which column, and what is refused."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from services.intake.dossiers.catalogue import office_calendar, procedures
from services.intake.dossiers.domain.dossier_dates import appointed
from services.intake.dossiers.domain.dossier_mirror import MirroredDossier, in_order
from services.intake.dossiers.domain.dossier_steps import (
    DossierReason,
    DossierStep,
    DossierStepTaken,
    moved,
)
from services.intake.dossiers.domain.dossiers import (
    RULES,
    DossierChannel,
    DossierCode,
    DossierId,
    DossierReceipt,
    opened,
)
from services.intake.dossiers.workflows.transitions import dated
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

STEPS = {
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
    *(optional(name, a_date) for name in STEPS),
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
        for column, step in STEPS.items()
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


COLUMN_OF_STEP = {step: column for column, step in STEPS.items()}


def _checks(hosted: Collection[str], faults: _Faults) -> dict[str, Check]:
    def unit(row: Row) -> None:
        served(str(row["unit"]), hosted)

    judged: dict[str, Callable[[Row], None]] = {
        column: partial(faults.refuse, column) for column in (*RULES, *STEPS)
    }
    return {"unit": unit} | judged
