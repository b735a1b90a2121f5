"""The one-stop desk's register as a file: what stands in which column, and what is refused."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from services.intake.domain.dossiers import (
    RULES,
    Channel,
    Dossier,
    DossierAlreadyKnown,
    DossierCode,
    DossierId,
)
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

COLUMNS = (
    Column("dossier_code", a_code),
    Column("procedure_code", a_code),
    Column("unit", a_code),
    Column("channel", one_of(*Channel)),
    Column("received_on", a_date),
    Column("due_on", a_date),
    Column("returned_on", a_date, required=False),
)


class RegisterAlreadyImported(Rejection):
    """Tệp này đã được nhập trước đó; không có gì thay đổi.
    This file was imported before; nothing has changed.
    """


@dataclass(frozen=True, slots=True)
class Register:
    """A sound file: its dossiers, and the row each stands in."""

    dossiers: list[Dossier]
    numbers: list[int]

    @property
    def codes(self) -> list[DossierCode]:
        """The codes of its dossiers."""
        return [dossier.code for dossier in self.dossiers]


async def read_register(
    upload: Upload, *, hosted: Collection[str], today: date, tell: Progress
) -> Register:
    """The dossiers in an uploaded file.

    Raises:
        SheetRefused: if anything is wrong, with every error found.

    """
    checks = _checks(hosted, today)
    sheet = await upload.sheet(COLUMNS, tell=tell, key=("dossier_code",), checks=checks)
    return Register([dossier_in(row) for row in sheet.rows], sheet.numbers)


def dossier_in(row: Row) -> Dossier:
    """The dossier a row tells of, newly named; its cells are of the right kind already."""
    told: dict[str, Any] = dict(row)
    code, procedure = told.pop("dossier_code"), told.pop("procedure_code")
    return Dossier(id=DossierId(uuid4()), code=DossierCode(code), procedure=procedure, **told)


def refuse_known(register: Register, known: Collection[str]) -> None:
    """Let only new dossiers pass.

    Raises:
        SheetRefused: if any is registered already, naming each; if all are, saying so once.

    """
    if len(known) == len(register.dossiers) > 1:
        raise SheetRefused.because(_imported_before(len(known)))
    errors = RowErrors()
    for number, dossier in zip(register.numbers, register.dossiers, strict=True):
        if dossier.code in known:
            errors.add(number, "dossier_code", _known(dossier.code))
    errors.refuse_if_any()


def _checks(hosted: Collection[str], today: date) -> dict[str, Check]:
    def unit(row: Row) -> None:
        served(str(row["unit"]), hosted)

    def dated(rule: Callable[[Dossier, date], None]) -> Check:
        return lambda row: rule(dossier_in(row), today)

    return {"unit": unit} | {column: dated(rule) for column, rule in RULES.items()}


def _known(code: DossierCode) -> DossierAlreadyKnown:
    return DossierAlreadyKnown(
        f"Hồ sơ “{code}” đã có; hãy bỏ dòng này."
        " Ngày trả kết quả được ghi riêng cho từng hồ sơ.",
        f"The dossier “{code}” is registered already; remove this row."
        " A return is recorded dossier by dossier.",
    )


def _imported_before(count: int) -> RegisterAlreadyImported:
    vi_count = f"{count:,}".replace(",", ".")
    return RegisterAlreadyImported(
        f"Tệp này đã được nhập trước đó: cả {vi_count} hồ sơ đều đã có; không có gì thay đổi.",
        f"This file was imported before: all {count:,} dossiers are registered already;"
        " nothing has changed.",
    )
