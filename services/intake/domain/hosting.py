"""Whose cases are taken in at this node."""

from collections.abc import Collection

from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection

MAX_NAMED = 10


class UnitNotHosted(Rejection):
    """Đơn vị này không do nút này phục vụ; hãy gửi tới nút của đơn vị ấy.
    This unit is not served here; turn to the node of that unit.
    """


def refuse_stranger(unit: UnitCode, hosted: Collection[str]) -> None:
    """Let only the units served here pass.

    Raises:
        UnitNotHosted: if another node serves `unit`, or nobody knows it.

    """
    if unit in hosted:
        return
    codes = sorted(hosted)
    named = ", ".join(codes[:MAX_NAMED]) + (", …" if len(codes) > MAX_NAMED else "")
    raise UnitNotHosted(
        f"Đơn vị “{unit[:64]}” không do nút này phục vụ; hãy gửi tới nút của đơn vị ấy, "
        f"hoặc ghi một trong: {named}.",
        f"The unit “{unit[:64]}” is not served here; turn to its own node, "
        f"or name one of: {named}.",
    )
