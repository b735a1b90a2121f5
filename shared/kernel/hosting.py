"""What a node takes in: about the units it serves, and of days that have come."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection

MAX_NAMED = 10


class UnitNotHosted(Rejection):
    """Đơn vị này không do nút này phục vụ; hãy gửi tới nút của đơn vị ấy.
    This unit is not served here; turn to the node of that unit.
    """


class DateInFuture(Rejection):
    """Ngày này chưa tới.
    This day has not come yet.
    """


def served(unit: str, hosted: Collection[str]) -> UnitCode:
    """`unit`, if it is one of those served here.

    Raises:
        UnitNotHosted: if another node serves `unit`, or nobody knows it.

    """
    if unit in hosted:
        return UnitCode(unit)
    codes = sorted(hosted)
    named = ", ".join(codes[:MAX_NAMED]) + (", …" if len(codes) > MAX_NAMED else "")
    raise UnitNotHosted(
        f"Đơn vị “{unit[:64]}” không do nút này phục vụ; hãy gửi tới nút của đơn vị ấy, "
        f"hoặc ghi một trong: {named}.",
        f"The unit “{unit[:64]}” is not served here; turn to its own node, "
        f"or name one of: {named}.",
    )


def not_after(day: date, today: date) -> date:
    """`day`, if it has come.

    Raises:
        DateInFuture: if it has not.

    """
    if day > today:
        raise DateInFuture(
            f"Ngày {day:%d/%m/%Y} chưa tới (hôm nay là {today:%d/%m/%Y}).",
            f"{day} has not come yet (today is {today}).",
        )
    return day


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """That a node serves a unit, or the unit that took over from it (`is_heir`), for a time."""

    unit: str
    host: str
    valid_from: date
    valid_to: date | None = None
    is_heir: bool = False


class Tenures:
    """Who may speak for which unit: who serves it on the day, and who came after.

    A node that has handed a unit over may still tell of the days before, so may whoever took
    over; a unit that ended has its last host, for what is told late.
    """

    def __init__(self, by_unit: Mapping[str, Sequence[Tenure]]) -> None:
        self._by_unit = by_unit

    @classmethod
    def of(cls, tenures: Iterable[Tenure]) -> Self:
        """What these tenures say, in any order."""
        by_unit: dict[str, list[Tenure]] = {}
        for tenure in tenures:
            by_unit.setdefault(tenure.unit, []).append(tenure)
        return cls(by_unit)

    def may_speak(self, host: str, unit: str, day: date) -> bool:
        """Whether what `host` tells of `unit` on `day` counts; of a stranger anybody may."""
        held = self._by_unit.get(unit)
        if not held:
            return True
        begun = [tenure.valid_from for tenure in held if not tenure.is_heir]
        last = max(begun, default=None)
        return any(
            tenure.host == host
            and (
                tenure.is_heir
                or tenure.valid_from == last
                or tenure.valid_to is None
                or tenure.valid_to > day
            )
            for tenure in held
        )
