"""What a node takes in: about the units it serves, and of days that have come."""

from collections.abc import Collection
from datetime import date

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
