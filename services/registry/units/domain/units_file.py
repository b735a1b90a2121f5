"""The tree of units as an operator writes it down, and what can be wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from services.registry.units.domain.units import Unit
from shared.kernel.places import PlaceCode, UnitCode, place_code
from shared.kernel.rejection import Rejection

Entry: TypeAlias = Mapping[object, object]

PLACES = "places"
UNITS = "units"
TEXTS = ("vi", "en", "kind")


class UnitsFileWrong(Rejection):
    """Tệp cây đơn vị chưa dùng được.
    The file of units cannot be used.
    """


@dataclass(frozen=True, slots=True)
class Where:
    """An entry as its writer finds it again."""

    room: str
    at: int
    code: object

    def wrong(self, vi: str, en: str) -> UnitsFileWrong:
        """What is wrong here."""
        where = f"{self.room}[{self.at}] (code: {self.code})"
        return UnitsFileWrong(f"Tệp cây đơn vị, {where}: {vi}", f"Units file, {where}: {en}")


def units_in(content: object) -> list[Unit]:
    """The units of a file, parents before children where the file has it so.

    Raises:
        UnitsFileWrong: if an entry lacks something or contradicts another; it is named.

    """
    if not isinstance(content, Mapping) or not content.get(PLACES):
        raise UnitsFileWrong(
            "Tệp cây đơn vị không có danh sách “places”; hãy ghi ít nhất một đơn vị.",
            "The units file has no list “places”; name at least one unit.",
        )
    found = [*_entries(content, PLACES), *_entries(content, UNITS)]
    units = [_unit(where, entry) for where, entry in found]
    for (where, _), unit in zip(found, units, strict=True):
        _refuse_contradiction(where, unit, units)
    return units


def _entries(content: Entry, room: str) -> Iterator[tuple[Where, Entry]]:
    listed = content.get(room) or []
    if not isinstance(listed, list):
        raise Where(room, 0, "").wrong("phải là một danh sách.", "must be a list.")
    for at, entry in enumerate(listed):
        if not isinstance(entry, Mapping):
            raise Where(room, at, entry).wrong(
                "phải có dạng {code: …, vi: …}.", "must look like {code: …, vi: …}."
            )
        yield Where(room, at, entry.get("code")), entry


def _unit(where: Where, entry: Entry) -> Unit:
    code = _code(where, entry, "code")
    parent = entry.get("parent")
    vi, en, kind = (_text(where, entry, name) for name in TEXTS)
    return Unit(
        code=UnitCode(code),
        parent=None if parent is None else UnitCode(_code(where, entry, "parent")),
        host=_code(where, entry, "host") if where.room == UNITS else code,
        kind=kind,
        vi=vi,
        en=en,
        valid_from=_day(where, entry),
        made_up=entry.get("made_up") is True,
    )


def _code(where: Where, entry: Entry, name: str) -> PlaceCode:
    try:
        return place_code(_text(where, entry, name))
    except UnitsFileWrong:
        raise
    except Rejection as refused:
        raise where.wrong(f"“{name}”: {refused.vi}", f"“{name}”: {refused.en}") from refused


def _text(where: Where, entry: Entry, name: str) -> str:
    text = entry.get(name)
    if not isinstance(text, str) or not text.strip():
        raise where.wrong(f"thiếu “{name}”; hãy ghi thêm.", f"lacks “{name}”; add it.")
    return text.strip()


def _day(where: Where, entry: Entry) -> date:
    told = entry.get("valid_from")
    if isinstance(told, str):
        told = _parsed(told)
    if not isinstance(told, date) or isinstance(told, datetime):
        raise where.wrong(
            "“valid_from” phải là một ngày, ví dụ 2018-01-01.",
            "“valid_from” must be a day, such as 2018-01-01.",
        )
    return told


def _parsed(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _refuse_contradiction(where: Where, unit: Unit, units: list[Unit]) -> None:
    places = {other.host for other in units if str(other.code) == other.host}
    known = {other.code for other in units}
    if unit.parent is not None and unit.parent not in known:
        raise where.wrong(
            f"cấp trên “{unit.parent}” không có trong tệp; hãy thêm hoặc sửa “parent”.",
            f"the parent “{unit.parent}” is not in the file; add it or mend “parent”.",
        )
    if unit.host not in places:
        raise where.wrong(
            f"“host” là “{unit.host}”, không phải đơn vị có nút riêng trong tệp.",
            f"“host” is “{unit.host}”, which is no place of this file.",
        )
    if (
        sum((other.code, other.valid_from) == (unit.code, unit.valid_from) for other in units)
        > 1
    ):
        raise where.wrong(
            "mã này xuất hiện hai lần; mỗi đơn vị cần mã riêng.",
            "this code appears twice; give each unit its own.",
        )
