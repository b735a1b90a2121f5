"""The inbox: look, sift, and do one thing with many cases at once."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake.cases.domain.inbox import After, Order, View, Wanted
from services.intake.cases.domain.tracking import TrackingCodeUnreadable, number_in
from services.intake.cases.workflows.leases import seen
from services.intake.casework.pages.bulk import bulk_pages
from services.intake.casework.queries import inbox as queries
from services.intake.casework.scenes.inbox import Reader, inbox_scene
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.saying import see_other
from shared.portal.sheets import Sheet, sheet_of
from shared.portal.typed import Typed

FILTERS = ("q", "category", "channel", "who", "order")


def inbox_pages(desk: Desk) -> APIRouter:
    """The inbox and what is done with many cases at once."""
    router = desk.router("/inbox")
    router.include_router(bulk_pages(desk))
    reading = Annotated[Viewer, Depends(viewing(desk, Right.READ))]

    @router.get("")
    async def inbox_page(request: Request, viewer: reading) -> Response:
        sheet = sheet_of(request)
        code = _code_in(sheet.value("q"))
        if code:
            return see_other(f"/cases/{code}")
        may_work = viewer.asker.has(Right.WORK)
        async with desk.database.transaction() as tx:
            await seen(tx, viewer.asker, now=viewer.now)
            inbox = await queries.look_in(
                tx, viewer, wanted_in(sheet, viewer), category=sheet.value("category")
            )
        words = desk.easel.words_for(request)
        reader = Reader(viewer=viewer, words=words, zone=desk.place.time_zone)
        scene = inbox_scene(inbox, reader, sheet, may_work=may_work)
        typed = Typed.blank(**{name: sheet.value(name) for name in FILTERS})
        return desk.easel.draw(request, "inbox_page.html", scene=scene, typed=typed)

    return router


def wanted_in(sheet: Sheet, viewer: Viewer) -> Wanted:
    """What an address asks of the inbox; what it cannot mean asks nothing."""
    view, order = sheet.value("view"), sheet.value("order")
    return Wanted(
        units=(),
        me=viewer.asker.account,
        today=viewer.today,
        view=View(view) if view in set(View) else View.ALL,
        channel=sheet.value("channel"),
        assigned=_assigned(sheet.value("who"), viewer),
        words=sheet.value("q")[:100],
        order=Order(order) if order in set(Order) else Order.DUE,
        after=After.read(sheet.after),
    )


def _assigned(who: str, viewer: Viewer) -> str:
    if who == "me":
        return str(viewer.asker.account)
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
