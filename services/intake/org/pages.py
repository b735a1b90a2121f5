"""Doing what a form asks for; what the rules refuse stands at the field that is to blame."""

from collections.abc import Awaitable, Callable, Mapping

from shared.chassis.database import Transaction
from shared.kernel.rejection import Rejection
from shared.portal.form_data import FormData
from shared.portal.web_context import WebContext

Do = Callable[[Transaction], Awaitable[object]]


async def tried(
    web: WebContext, form: FormData, do: Do, *, fields: Mapping[type[Rejection], str]
) -> FormData:
    """`form`, refused where the rules refuse it; a form that is refused already does nothing.

    Rejections that are not in `fields` become the polite page of their own.
    """
    if form.is_refused:
        return form
    try:
        async with web.database.transaction() as tx:
            await do(tx)
    except tuple(fields) as no:
        return form.refused(fields[type(no)], no)
    return form
