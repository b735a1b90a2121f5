"""Which unit hosts a node: the list, and writing one down."""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.registry.accounts.domain import (
    Enrolment,
    KeyOfAnother,
    KeyUnusable,
    ParentNotAbove,
)
from services.registry.accounts.pages.accounts import keeper_of
from services.registry.accounts.queries import nodes_kept
from services.registry.accounts.workflows.enrolments import enrol_node
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from services.registry.units.domain.units import UnitUnknown
from services.registry.units.pages.unit_sights import must
from shared.chassis.principal import NotYours
from shared.kernel.places import PlaceCode
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import page_router

FIELD_OF = {KeyUnusable: "public_key", KeyOfAnother: "public_key", ParentNotAbove: "parent"}


Keeper = Annotated[Viewer, Depends(viewing(Right.ADMINISTER))]


enrolment_pages = page_router()


async def _draw(web: Web, request: Request, viewer: Viewer, form: FormData) -> Response:
    async with web.database.transaction() as tx:
        nodes = await nodes_kept(tx, viewer)
    return web.templates.render(request, "enrolments.html", nodes=nodes, form=form)


@enrolment_pages.get("/units/nodes")
async def nodes_written_down(web: Web, request: Request, viewer: Keeper) -> Response:
    return await _draw(web, request, viewer, FormData.blank(enrolled_on=viewer.today))


@enrolment_pages.post("/units/nodes")
async def write_node_down(
    web: Web,
    *,
    request: Request,
    viewer: Keeper,
    form: Annotated[FormData, Depends(form_data_of)],
) -> Response:
    fields = FormReader(form)
    wanted = _enrolment_in(fields)
    if wanted is None:
        return await _draw(web, request, viewer, fields.form)
    try:
        async with web.database.transaction() as tx:
            await must(tx, viewer, Right.ADMINISTER, code=wanted.place)
            await enrol_node(tx, wanted, keeper_of(viewer))
    except tuple(FIELD_OF) as no:
        return await _draw(web, request, viewer, form.refused(FIELD_OF[type(no)], no))
    return see_other("/units/nodes", "flash.units.enrolled", place=wanted.place)


FIELD_OF |= {UnitUnknown: "place", NotYours: "place"}


def _enrolment_in(fields: FormReader) -> Enrolment | None:
    place, key = fields.text("place", most=64), fields.text("public_key", most=80)
    parent = fields.text("parent", most=64, may_be_empty=True)
    enrolled_on = fields.day("enrolled_on")
    if fields.form.is_refused:
        return None
    return Enrolment(
        place=PlaceCode(place),
        parent=PlaceCode(parent) if parent else None,
        public_key=key,
        enrolled_on=enrolled_on,
    )
