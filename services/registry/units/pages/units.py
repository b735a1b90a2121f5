"""Units as people look at them: their own, one with its history, the tree, the lineage."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.registry.org.queries import Viewer
from services.registry.org.scenes.viewers import viewing
from services.registry.units.domain.heads import HeadCount
from services.registry.units.domain.units import UnitUnknown
from services.registry.units.pages.unit_sights import (
    lineage_scene,
    must,
    tree_scene,
    unit_scene,
    units_scene,
)
from services.registry.units.queries import units as queries
from services.registry.units.workflows.heads import count_heads
from shared.kernel.hosting import DateInFuture
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import Typed, typed_in


def unit_pages(desk: Desk) -> APIRouter:
    """My units, and the tree."""
    router = desk.router()
    reader = Annotated[Viewer, Depends(viewing(desk, Right.READ))]

    @router.get("/units")
    async def units_page(request: Request, viewer: reader, q: str = "") -> HTMLResponse:
        words = desk.easel.words_for(request)
        async with desk.database.transaction() as tx:
            scene = await units_scene(tx, viewer, words, sought=q)
        return desk.easel.draw(request, "units_page.html", scene=scene, typed=Typed.blank(q=q))

    @router.get("/units/tree")
    async def tree_page(
        request: Request, *, viewer: reader, at: str = "", after: int = 0
    ) -> HTMLResponse:
        words = desk.easel.words_for(request)
        async with desk.database.transaction() as tx:
            scene = await tree_scene(tx, request, words, viewer=viewer, at=at, after=after)
        return desk.easel.draw(request, "units_tree_page.html", scene=scene)

    return router


def one_unit_pages(desk: Desk) -> APIRouter:
    """One unit: its history and its lineage."""
    router = desk.router()
    reader = Annotated[Viewer, Depends(viewing(desk, Right.READ))]

    @router.get("/units/{code}")
    async def unit_page(request: Request, code: str, viewer: reader) -> HTMLResponse:
        return await _draw(desk, request, viewer, code=code, typed=Typed.blank())

    @router.get("/units/{code}/lineage")
    async def lineage_page(request: Request, code: str, viewer: reader) -> HTMLResponse:
        words = desk.easel.words_for(request)
        async with desk.database.transaction() as tx:
            await must(tx, viewer, Right.READ, code=code)
            scene = await lineage_scene(tx, words, code=code)
        return desk.easel.draw(request, "lineage_page.html", scene=scene)

    return router


def head_count_pages(desk: Desk) -> APIRouter:
    """The form of head counts; it stands on the page of its unit."""
    router = desk.router()
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]

    @router.post("/units/{code}/heads")
    async def count_page(request: Request, code: str, viewer: writer) -> Response:
        typed = await typed_in(request)
        reading = Reading(typed)
        counted_on = reading.day("counted_on")
        heads = reading.whole("heads", least=0, most=10_000_000)
        if reading.typed.is_refused:
            return await _draw(desk, request, viewer, code=code, typed=reading.typed)
        count = HeadCount(unit=UnitCode(code), counted_on=counted_on, heads=heads)
        try:
            async with desk.database.transaction() as tx:
                await must(tx, viewer, Right.WORK, code=code)
                await queries.unit_on(tx, code, counted_on)
                await count_heads(
                    tx, count, here=viewer.here, today=viewer.today, now=viewer.now
                )
        except (UnitUnknown, DateInFuture) as no:
            refused = typed.refused("counted_on", no)
            return await _draw(desk, request, viewer, code=code, typed=refused)
        return see_other(f"/units/{code}", "said.units.counted")

    return router


async def _draw(
    desk: Desk, request: Request, viewer: Viewer, *, code: str, typed: Typed
) -> HTMLResponse:
    words = desk.easel.words_for(request)
    async with desk.database.transaction() as tx:
        await must(tx, viewer, Right.READ, code=code)
        scene = await unit_scene(tx, viewer, words, code=code)
    return desk.easel.draw(request, "unit_page.html", scene=scene, typed=typed)
