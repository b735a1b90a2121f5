"""Undoing: a planned change is taken back before its day, and leaves no trace in the tree."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.registry.units.domain.changes import UnitChange
from services.registry.units.domain.units import UnitVersion
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Conflict, NotFound


class ChangeUnknown(NotFound):
    """Không có thay đổi nào như vậy.
    There is no such change.
    """


class AlreadyUndone(Conflict):
    """Thay đổi này đã được hủy trước đó.
    This change was already undone.
    """


class AlreadyInForce(Conflict):
    """Thay đổi đã có hiệu lực nên không hủy được nữa. Hãy ghi một thay đổi mới.
    The change is in force and can no longer be undone. State a new one.
    """


class DecidedElsewhere(Conflict):
    """Thay đổi này do nút khác quyết định; chỉ nút ấy hủy được.
    Another node decided on this change; only that node can undo it.
    """


class OthersRestOnIt(Conflict):
    """Thay đổi khác dựa vào thay đổi này. Hãy hủy các thay đổi ấy trước.
    Other changes rest on this one. Undo those first.
    """


class ChangedMeanwhile(Conflict):
    """Đơn vị vừa được người khác thay đổi. Xem thay đổi ấy rồi xác nhận lại.
    Somebody else has just changed these units. Look at that change, then confirm again.
    """


def refuse_undoing(change: UnitChange, standing: Sequence[UnitChange], *, today: date) -> None:
    """Let a change be taken back whose day has not come and on which nothing rests.

    Raises:
        AlreadyInForce: if its day has come.
        OthersRestOnIt: if another change has to do with a unit that begins by it.

    """
    day = change.effective_on
    if day <= today:
        raise AlreadyInForce(
            f"Thay đổi đã có hiệu lực từ ngày {day:%d/%m/%Y}; hãy ghi một thay đổi mới.",
            f"The change has been in force since {day}; state a new one.",
        )
    begun = {part.unit for part in change.begun}
    for other in standing:
        resting = begun.intersection(other.touched, _parents(other))
        if other.id != change.id and resting:
            raise _rests(min(resting), other)


def refuse_dangling(
    chapters: Iterable[UnitVersion], lives: dict[UnitCode, list[UnitVersion]]
) -> None:
    """Let pass histories whose parents are there whenever they are needed.

    Raises:
        OthersRestOnIt: if a unit would stand under one that is no more.

    """
    for one in chapters:
        parent = one.unit.parent
        last = lives.get(parent) if parent else None
        if last is None:
            continue
        end = last[-1].valid_to if last else one.unit.valid_from
        if end is not None and (one.valid_to is None or one.valid_to > end):
            raise OthersRestOnIt(
                f"Nếu hủy, đơn vị “{one.unit.code}” sẽ trực thuộc “{parent}” đã kết thúc;"
                f" hãy hủy thay đổi của “{parent}” trước.",
                f"Undone, the unit “{one.unit.code}” would stand under “{parent}”, which is no"
                f" more; undo the change of “{parent}” first.",
            )


def _parents(change: UnitChange) -> set[UnitCode]:
    told = [part.begins or part for part in change.parts]
    return {parent for one in told for parent in (one.parent, one.sector_parent) if parent}


def _rests(unit: UnitCode, other: UnitChange) -> OthersRestOnIt:
    return OthersRestOnIt(
        f"Thay đổi theo {other.basis} dựa vào đơn vị “{unit}”; hãy hủy thay đổi ấy trước.",
        f"The change by {other.basis} rests on the unit “{unit}”; undo that one first.",
    )
