"""Which unit hosts a node: the list, and writing one down."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.registry.accounts.domain.enrolments import (
    Enrolment,
    KeyOfAnother,
    KeyUnusable,
    ParentNotAbove,
)
from services.registry.accounts.pages.accounts import keeper_of
from services.registry.accounts.queries.enrolments import nodes_kept
from services.registry.accounts.workflows.enrolments import enrol_node
from services.registry.org.queries import Viewer
from services.registry.org.scenes.viewers import viewing
from services.registry.units.domain.units import UnitUnknown
from services.registry.units.pages.unit_sights import must
from shared.chassis.asker import NotYours
from shared.kernel.places import PlaceCode
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import Typed, typed_in

FIELD_OF = {KeyUnusable: "public_key", KeyOfAnother: "public_key", ParentNotAbove: "parent"}
FIELD_OF |= {UnitUnknown: "place", NotYours: "place"}


def enrolment_pages(desk: Desk) -> APIRouter:
    """The nodes of the units one administers."""
    router = desk.router()
    keeper = Annotated[Viewer, Depends(viewing(desk, Right.ADMINISTER))]

    async def draw(request: Request, viewer: Viewer, typed: Typed) -> Response:
        async with desk.database.transaction() as tx:
            nodes = await nodes_kept(tx, viewer)
        return desk.easel.draw(request, "enrolments.html", nodes=nodes, typed=typed)

    @router.get("/units/nodes")
    async def nodes_written_down(request: Request, viewer: keeper) -> Response:
        return await draw(request, viewer, Typed.blank(enrolled_on=viewer.today))

    @router.post("/units/nodes")
    async def write_node_down(
        request: Request, viewer: keeper, typed: Annotated[Typed, Depends(typed_in)]
    ) -> Response:
        reading = Reading(typed)
        wanted = _enrolment_in(reading)
        if wanted is None:
            return await draw(request, viewer, reading.typed)
        try:
            async with desk.database.transaction() as tx:
                await must(tx, viewer, Right.ADMINISTER, code=wanted.place)
                await enrol_node(tx, wanted, keeper_of(viewer))
        except tuple(FIELD_OF) as no:
            return await draw(request, viewer, typed.refused(FIELD_OF[type(no)], no))
        return see_other("/units/nodes", "said.units.enrolled", place=wanted.place)

    return router


def _enrolment_in(reading: Reading) -> Enrolment | None:
    place, key = reading.text("place", most=64), reading.text("public_key", most=80)
    parent = reading.text("parent", most=64, may_be_empty=True)
    enrolled_on = reading.day("enrolled_on")
    if reading.typed.is_refused:
        return None
    return Enrolment(
        place=PlaceCode(place),
        parent=PlaceCode(parent) if parent else None,
        public_key=key,
        enrolled_on=enrolled_on,
    )
