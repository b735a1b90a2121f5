"""What a change of units must keep to; every refusal names the unit and the mend."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from services.registry.units.domain.change_refusals import (
    BeginsAndEndsOnOneDay,
    ChangeIncomplete,
    ChildrenOrphaned,
    CodeTaken,
    KindNotUnder,
    OutlivesParent,
    ParentNotThere,
    ParentOfAnotherSector,
    SameChangeTwice,
    SharesNotWhole,
    TargetAbolished,
    TreeWouldCircle,
    UnitNotThere,
)
from services.registry.units.domain.changes import ChangeKind, Part, Seat, UnitChange
from services.registry.units.domain.unit_kinds import UnitKinds
from services.registry.units.domain.units import Unit, UnitVersion
from shared.kernel.places import UnitCode

MOST_NAMED = 5
DAY = "%d/%m/%Y"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What must be known around a change to judge it."""

    lives: Mapping[UnitCode, Sequence[UnitVersion]]
    """All chapters of every unit that takes part, and of every parent named."""
    children: Mapping[UnitCode, Sequence[UnitCode]]
    """Who stands under the units that end, on the day, planned changes included."""
    lines: Mapping[UnitCode, Sequence[UnitCode]]
    """For every new parent: itself and its superiors on the day."""
    standing: Sequence[UnitChange]
    kinds: UnitKinds

    def on(self, unit: UnitCode, day: date) -> Unit | None:
        """The unit as it is on a day."""
        for chapter in self.lives.get(unit, ()):
            ended = chapter.valid_to is not None and chapter.valid_to <= day
            if chapter.unit.valid_from <= day and not ended:
                return chapter.unit
        return None

    def named(self, unit: UnitCode) -> str:
        """The unit as people know it."""
        chapters = self.lives.get(unit)
        return f"“{chapters[-1].unit.vi}” ({unit})" if chapters else f"“{unit}”"


def refuse_unlawful(change: UnitChange, around: Surroundings) -> None:
    """Let a change pass that leaves a sound tree behind.

    Raises:
        Rejection: the first rule it breaks.

    """
    refuse_misshapen(change)
    refuse_shares(change)
    if any(change.is_like(other) for other in around.standing):
        raise SameChangeTwice
    for part in change.parts:
        _refuse_absent(change, part, around)
    for part in change.parts:
        _refuse_parents(change, part, around)
    _refuse_orphans(change, around)


def refuse_misshapen(change: UnitChange) -> None:
    """Let pass what names as many units on each side as its kind needs."""
    sources, targets = len(set(change.sources)), len(set(change.targets))
    fits = {
        ChangeKind.ESTABLISH: (sources, targets) == (0, 1) and bool(change.begun),
        ChangeKind.RENAME: (sources, targets) == (1, 0),
        ChangeKind.MOVE: sources >= 1 and targets == 0,
        ChangeKind.MERGE: targets == 1 and sources >= (2 if change.begun else 1),
        ChangeKind.SPLIT: sources == 1 and targets > 1,
        ChangeKind.ABOLISH: (sources, targets) == (1, 0),
    }[change.kind]
    is_onto_itself = change.kind is ChangeKind.MERGE and set(change.sources) & set(
        change.targets
    )
    if not fits or is_onto_itself or sources + targets != _sides(change):
        raise ChangeIncomplete


def refuse_shares(change: UnitChange) -> None:
    """Let pass shares that are a whole, or none at all."""
    if change.kind is not ChangeKind.SPLIT:
        return
    shares = [part.share for part in change.parts if part.seat is Seat.TARGET]
    told = [share for share in shares if share is not None]
    if not told:
        return
    total = sum(told, Fraction(0))
    if len(told) < len(shares) or min(told) <= 0 or total != 1:
        raise SharesNotWhole(
            f"Các phần chia của “{change.sources[0]}” cộng lại bằng {total}, chưa phải 1;"
            " hãy sửa, hoặc bỏ trống tất cả nếu không có quy tắc chia.",
            f"The shares of “{change.sources[0]}” add up to {total}, not 1;"
            " mend them, or leave all empty where there is no rule.",
        )


def _sides(change: UnitChange) -> int:
    both = set(change.sources) & set(change.targets)
    doubled = len(both) if change.kind is not ChangeKind.SPLIT else 0
    return len(change.sources) + len(change.targets) - doubled


def _refuse_absent(change: UnitChange, part: Part, around: Surroundings) -> None:
    name, day = around.named(part.unit), change.effective_on
    if part.begins:
        if around.lives.get(part.unit):
            raise CodeTaken(
                f"Mã “{part.unit}” đã thuộc về {name}; hãy đặt mã khác cho đơn vị mới.",
                f"The code “{part.unit}” belongs to {name}; give the new unit another.",
            )
        return
    unit = around.on(part.unit, day)
    if unit is None:
        kind = TargetAbolished if part.seat is Seat.TARGET else UnitNotThere
        raise kind(
            f"{name} không tồn tại vào ngày {day:{DAY}}; hãy chọn ngày hoặc đơn vị khác.",
            f"{name} does not exist on {day}; choose another day or unit.",
        )
    if part.unit in change.ended and _first_day(part.unit, around) >= day:
        raise BeginsAndEndsOnOneDay(
            f"{name} chỉ bắt đầu từ ngày {day:{DAY}}; hãy chọn ngày muộn hơn.",
            f"{name} only begins on {day}; choose a later day.",
        )


def _first_day(unit: UnitCode, around: Surroundings) -> date:
    return around.lives[unit][0].unit.valid_from


def _refuse_parents(change: UnitChange, part: Part, around: Surroundings) -> None:
    told = part.begins or part
    now = around.on(part.unit, change.effective_on)
    kind = part.begins.kind if part.begins else now.kind if now else ""
    if told.parent is not None:
        above = _parent_there(change, told.parent, around)
        _refuse_circle(part.unit, told.parent, around)
        _refuse_kind(around, named=part.unit, kind=kind, above=above)
    if told.sector_parent is not None:
        above = _parent_there(change, told.sector_parent, around)
        if not around.kinds.same_sector(kind, above.kind):
            raise _of_another_sector(part.unit, above)


def _parent_there(change: UnitChange, parent: UnitCode, around: Surroundings) -> Unit:
    begun = [one for one in change.begun if one.unit == parent]
    if begun and begun[0].begins:
        draft = begun[0].begins
        return Unit(
            code=parent,
            parent=draft.parent,
            host=draft.host,
            kind=draft.kind,
            vi=draft.vi,
            en=draft.en,
            valid_from=change.effective_on,
        )
    day, name = change.effective_on, around.named(parent)
    above = around.on(parent, day)
    if above is None or parent in change.ended:
        raise ParentNotThere(
            f"Cấp trên {name} không tồn tại vào ngày {day:{DAY}}; hãy chọn cấp trên khác.",
            f"The parent {name} does not exist on {day}; choose another.",
        )
    end = around.lives[parent][-1].valid_to
    if end is not None:
        raise OutlivesParent(
            f"Cấp trên {name} kết thúc vào ngày {end:{DAY}}; hãy chọn cấp trên khác.",
            f"The parent {name} ends on {end}; choose another.",
        )
    return above


def _refuse_circle(unit: UnitCode, parent: UnitCode, around: Surroundings) -> None:
    if unit == parent or unit in around.lines.get(parent, ()):
        raise TreeWouldCircle(
            f"{around.named(unit)} không thể trực thuộc {around.named(parent)}, vốn ở dưới nó;"
            " hãy chọn cấp trên khác.",
            f"{around.named(unit)} cannot stand under {around.named(parent)}, which is below"
            " it; choose another parent.",
        )


def _refuse_kind(around: Surroundings, *, named: UnitCode, kind: str, above: Unit) -> None:
    if around.kinds.allow(kind, under=above.kind):
        return
    if not around.kinds.same_sector(kind, above.kind) and _stays_in_sector(kind, around.kinds):
        raise _of_another_sector(named, above)
    may = ", ".join(_kind_name(p, around.kinds) for p in around.kinds.kinds[kind].parents)
    raise KindNotUnder(
        f"Đơn vị “{named}” không thể trực thuộc “{above.vi}”; loại này chỉ trực thuộc: {may}.",
        f"The unit “{named}” cannot stand under “{above.en}”; its kind stands under: {may}.",
    )


def _stays_in_sector(kind: str, kinds: UnitKinds) -> bool:
    return all(kinds.same_sector(kind, parent) for parent in kinds.kinds[kind].parents)


def _kind_name(kind: str, kinds: UnitKinds) -> str:
    return kinds.kinds[kind].vi if kind in kinds.kinds else kind


def _of_another_sector(unit: UnitCode, above: Unit) -> ParentOfAnotherSector:
    return ParentOfAnotherSector(
        f"“{above.vi}” ({above.code}) thuộc ngành khác với đơn vị “{unit}”;"
        " hãy chọn cấp trên trong cùng ngành.",
        f"“{above.en}” ({above.code}) belongs to another sector than the unit “{unit}”;"
        " choose a parent of the same sector.",
    )


def _refuse_orphans(change: UnitChange, around: Surroundings) -> None:
    cared_for = {*change.followers, *change.ended}
    for ended in change.ended:
        left = [child for child in around.children.get(ended, ()) if child not in cared_for]
        if left:
            vi, en = _listed(left), _listed(left)
            raise ChildrenOrphaned(
                f"{around.named(ended)} còn đơn vị trực thuộc: {vi};"
                " hãy chọn cấp trên mới cho chúng, hoặc chuyển chúng đi trước.",
                f"{around.named(ended)} still has units below it: {en};"
                " choose their new parent, or move them first.",
            )


def _listed(codes: Iterable[UnitCode]) -> str:
    found = list(codes)
    return ", ".join(found[:MOST_NAMED]) + (", …" if len(found) > MOST_NAMED else "")
