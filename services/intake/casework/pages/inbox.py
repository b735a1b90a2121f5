"""The inbox: look, sift, and do one thing with many cases at once."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from services.intake.cases.domain.tracking import TrackingCodeUnreadable, number_in
from services.intake.cases.workflows.leases import seen
from services.intake.casework import queries
from services.intake.casework.domain import After, InboxQuery, InboxTab, Order
from services.intake.casework.pages.bulk import bulk_pages
from services.intake.casework.views.inbox import InboxReader, inbox_view
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from services.intake.org.web import Web
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import FormData
from shared.portal.list_query import ListQuery, list_query_of
from shared.portal.web_context import page_router

FILTERS = ("q", "category", "channel", "who", "order")


Reading = Annotated[Viewer, Depends(viewing(Right.READ))]


inbox_pages = page_router("/inbox")

inbox_pages.include_router(bulk_pages)


@inbox_pages.get("")
async def inbox_page(web: Web, request: Request, viewer: Reading) -> Response:
    sheet = list_query_of(request)
    code = _code_in(sheet.value("q"))
    if code:
        return see_other(f"/cases/{code}")
    may_work = viewer.principal.has(Right.WORK)
    async with web.database.transaction() as tx:
        await seen(tx, viewer.principal, now=viewer.now)
        inbox = await queries.look_in(
            tx, viewer, wanted_in(sheet, viewer), category=sheet.value("category")
        )
    words = web.templates.words_for(request)
    reader = InboxReader(viewer=viewer, words=words, zone=web.place.time_zone)
    view = inbox_view(inbox, reader, sheet, may_work=may_work)
    form = FormData.blank(**{name: sheet.value(name) for name in FILTERS})
    return web.templates.render(request, "inbox_page.html", view=view, form=form)


def wanted_in(sheet: ListQuery, viewer: Viewer) -> InboxQuery:
    """What an address asks of the inbox; what it cannot mean asks nothing."""
    view, order = sheet.value("view"), sheet.value("order")
    return InboxQuery(
        units=(),
        me=viewer.principal.account,
        today=viewer.today,
        view=InboxTab(view) if view in set(InboxTab) else InboxTab.ALL,
        channel=sheet.value("channel"),
        assigned=_assigned(sheet.value("who"), viewer),
        words=sheet.value("q")[:100],
        order=Order(order) if order in set(Order) else Order.DUE,
        after=After.read(sheet.after),
    )


def _assigned(who: str, viewer: Viewer) -> str:
    if who == "me":
        return str(viewer.principal.account)
    try:
        return who if who in {"", "nobody"} else str(UUID(who))
    except ValueError:
        return ""


def _code_in(text: str) -> str:
    """The number of a case, if a whole code was typed."""
    if "-" not in text:
        return ""
    try:
        return number_in(text)
    except TrackingCodeUnreadable:
        return ""
