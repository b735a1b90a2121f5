"""Units from a table: taken in whole, or not at all with every row that has to be mended."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from services.registry.org.domain.documents import document_number
from services.registry.units.catalogue import unit_kinds
from services.registry.units.domain.change_refusals import (
    CodeTaken,
    KindNotUnder,
    ParentNotThere,
    ParentOfAnotherSector,
)
from services.registry.units.domain.unit_codes import electronic_identifier, statistics_code
from services.registry.units.domain.units import Unit
from services.registry.units.store import units as store
from services.registry.units.workflows.units import establish_units
from shared.chassis.database import Transaction
from shared.chassis.sheet_cells import a_date
from shared.chassis.sheet_faults import RowErrors
from shared.chassis.sheet_rows import Column, Sheet
from shared.kernel.places import Place, PlaceCode, UnitCode, place_code
from shared.kernel.rejection import Rejection

ROW_KEY = ("code",)
MOST_CHARS = 200


class NameTooLong(Rejection):
    """Tên đơn vị dài quá 200 ký tự.
    The name is longer than 200 characters.
    """


def unit_columns() -> Sequence[Column]:
    """The template of a file of units, the same as the tree of a day is taken home in."""
    return (
        Column("code", _code),
        Column("vi", _name),
        Column("en", _name),
        Column("kind", str),
        Column("parent", _code, required=False),
        Column("sector_parent", _code, required=False),
        Column("host", place_code, required=False),
        Column("gso_code", statistics_code, required=False),
        Column("eid", electronic_identifier, required=False),
        Column("basis", _number, required=False),
        Column("valid_from", a_date),
    )


async def import_units(tx: Transaction, sheet: Sheet, *, place: Place, now: datetime) -> int:
    """Establish the units of a file and tell them; says how many were new.

    Raises:
        SheetRefused: if a row contradicts the tree, with every such row.

    """
    await store.lock_units(tx)
    known = {chapter.unit.code: chapter.unit for chapter in await store.list_chapters(tx)}
    wanted = [_marked(_unit(row, place.code), known) for row in sheet.rows]
    fresh = [unit for unit in wanted if known.get(unit.code) != unit]
    _refuse_faults(sheet, wanted, known)
    return await establish_units(tx, fresh, now=now)


def _refuse_faults(
    sheet: Sheet, wanted: Sequence[Unit], known: Mapping[UnitCode, Unit]
) -> None:
    everyone = {**known, **{unit.code: unit for unit in wanted}}
    errors = RowErrors()
    for number, unit in zip(sheet.numbers, wanted, strict=True):
        was = known.get(unit.code)
        if was is not None and was != unit:
            errors.add(number, "code", _taken(was))
        for column, parent in (("parent", unit.parent), ("sector_parent", unit.sector_parent)):
            fault = _fault(unit, everyone, column=column, parent=parent)
            if fault is not None:
                errors.add(number, column, fault)
    errors.refuse_if_any()


def _fault(
    unit: Unit, everyone: Mapping[UnitCode, Unit], *, column: str, parent: UnitCode | None
) -> Rejection | None:
    if parent is None:
        return None
    above = everyone.get(parent)
    if above is None or above.valid_from > unit.valid_from or parent == unit.code:
        return ParentNotThere(
            f"Cấp trên “{parent}” không có vào ngày {unit.valid_from:%d/%m/%Y};"
            " hãy thêm vào tệp hoặc sửa mã.",
            f"The parent “{parent}” does not exist on {unit.valid_from}; add it, or mend it.",
        )
    kinds = unit_kinds()
    if column == "sector_parent":
        same = kinds.same_sector(unit.kind, above.kind)
        return None if same else ParentOfAnotherSector()
    return None if kinds.allow(unit.kind, under=above.kind) else KindNotUnder()


def _taken(was: Unit) -> CodeTaken:
    return CodeTaken(
        f"Mã “{was.code}” đã là của “{was.vi}”; hãy đặt mã khác, hoặc ghi một thay đổi.",
        f"The code “{was.code}” is that of “{was.en}”; choose another, or state a change.",
    )


def _unit(row: Mapping[str, object], here: PlaceCode) -> Unit:
    told = {name: value for name, value in row.items() if value is not None}
    return Unit(**({"host": here, "parent": None} | told))  # type: ignore[arg-type]  # each column makes its own type


def _marked(unit: Unit, known: Mapping[UnitCode, Unit]) -> Unit:
    """A file does not say whether a unit is made up; that stays as it is known."""
    was = known.get(unit.code)
    return unit if was is None else replace(unit, made_up=was.made_up)


def _code(text: str) -> UnitCode:
    return UnitCode(place_code(text))


def _name(text: str) -> str:
    if len(text) > MOST_CHARS:
        raise NameTooLong
    return text


def _number(text: str) -> str:
    return document_number(text).text
