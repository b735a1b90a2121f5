"""Doing what a form asks for; what the rules refuse stands at the field that is to blame."""

from collections.abc import Awaitable, Callable, Mapping

from shared.chassis.database import Transaction
from shared.kernel.rejection import Rejection
from shared.portal.desk import Desk
from shared.portal.typed import Typed

Do = Callable[[Transaction], Awaitable[object]]


async def tried(
    desk: Desk, typed: Typed, do: Do, *, fields: Mapping[type[Rejection], str]
) -> Typed:
    """`typed`, refused where the rules refuse it; a form that is refused already does nothing.

    Rejections that are not in `fields` become the polite page of their own.
    """
    if typed.is_refused:
        return typed
    try:
        async with desk.database.transaction() as tx:
            await do(tx)
    except tuple(fields) as no:
        return typed.refused(fields[type(no)], no)
    return typed
