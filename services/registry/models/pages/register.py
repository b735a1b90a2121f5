"""Models as staff looks them up, reads one, and moves it on."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.registry.models import queries, workflows
from services.registry.models.domain.steps import ModelStep
from services.registry.models.views.lists import model_list, sought_in
from services.registry.models.views.page import ModelPermissions, model_view
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from shared.chassis.access import Principal, to_anyone
from shared.chassis.database import Transaction
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.list_query import list_query_of
from shared.portal.web_context import WebContext, page_router

LIST, PUBLIC_LIST = "/models", "/public/models"
SEE_OTHER = 303
SIZE = 30
SAID = {
    ModelStep.START.value: "flash.models.start",
    ModelStep.CLOSE.value: "flash.models.close",
    ModelStep.CANCEL.value: "flash.models.cancel",
}
Reader = Annotated[Viewer, Depends(viewing(Right.READ))]
Writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
Form = Annotated[FormData, Depends(form_data_of)]


model_pages = page_router()


@model_pages.get(LIST, dependencies=[to_anyone])
async def models_page(web: Web, request: Request) -> Response:
    principal: Principal | None = getattr(request.state, "principal", None)
    if principal is None or not principal.has(Right.READ):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(PUBLIC_LIST + query, SEE_OTHER)
    return await _listed(web, request, await viewing(Right.READ)(request, principal))


@model_pages.get(LIST + "/{model_id}")
async def model_page(
    web: Web, request: Request, model_id: UUID, viewer: Reader
) -> HTMLResponse:
    async with web.database.transaction() as tx:
        dossier = await queries.dossier_of(tx, model_id, viewer)
        may = await may_do(tx, dossier.model.content.unit, dossier, viewer=viewer)
    view = model_view(dossier, may, web.templates.words_for(request))
    return web.templates.render(request, "model_page.html", view=view, form=FormData.blank())


model_button_pages = page_router(LIST + "/{model_id}")


@model_button_pages.post("/register")
async def register_model(web: Web, model_id: UUID, viewer: Writer, form: Form) -> Response:
    acting = replace(viewer, seen_version=FormReader(form).whole("version"))
    async with web.database.transaction() as tx:
        await queries.model_held(tx, model_id, viewer, right=Right.WORK)
        await workflows.register_draft(tx, model_id, acting)
    return see_other(f"{LIST}/{model_id}", "flash.models.registered")


@model_button_pages.post("/steps")
async def move_model(web: Web, model_id: UUID, viewer: Writer, form: Form) -> Response:
    fields = FormReader(form)
    step = fields.one_of("step", SAID)
    taken = workflows.Taken(
        step=ModelStep(step) if step in SAID else ModelStep.START, on=viewer.today
    )
    acting = replace(viewer, seen_version=fields.whole("version"))
    async with web.database.transaction() as tx:
        await queries.model_held(tx, model_id, viewer, right=Right.WORK)
        await workflows.take_step(tx, model_id, taken, acting)
    return see_other(f"{LIST}/{model_id}", SAID[taken.step.value])


@model_button_pages.post("/reach")
async def report_reach(
    web: Web, request: Request, model_id: UUID, *, viewer: Writer, form: Form
) -> Response:
    fields = FormReader(form)
    reached = fields.whole("reached")
    async with web.database.transaction() as tx:
        await queries.model_held(tx, model_id, viewer, right=Right.WORK)
        if not fields.form.is_refused:
            await workflows.report_reach(tx, model_id, viewer, reached=reached)
            return see_other(f"{LIST}/{model_id}", "flash.models.reached")
        dossier = await queries.dossier_of(tx, model_id, viewer)
        may = await may_do(tx, dossier.model.content.unit, dossier, viewer=viewer)
    view = model_view(dossier, may, web.templates.words_for(request))
    return web.templates.render(request, "model_page.html", view=view, form=fields.form)


async def may_do(
    tx: Transaction, unit: str, dossier: queries.ModelFile, *, viewer: Viewer
) -> ModelPermissions:
    """What the viewer may do with a model."""
    is_own = queries.belongs_to(viewer, dossier.model)
    return ModelPermissions(
        is_ours=dossier.model.host == viewer.here,
        write=await viewer.may(tx, Right.WORK, unit),
        review=not is_own and await viewer.may(tx, Right.REVIEW, unit),
        decide=await viewer.may(tx, Right.DECIDE, unit),
        copy=viewer.principal.has(Right.WORK),
    )


async def _listed(web: WebContext, request: Request, viewer: Viewer) -> HTMLResponse:
    """The models the viewer may read of, as the address filters them."""
    query = list_query_of(request, size=SIZE)
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        sought = await queries.within_scope(tx, sought_in(query), viewer)
        models = await queries.find_models(
            tx, sought, after=query.after, size=query.size, day=viewer.today
        )
        units = await queries.units_below_here(tx, viewer.here, day=viewer.today)
    may_write = viewer.principal.has(Right.WORK)
    view = model_list(query, models, units, words=words, may_write=may_write)
    return web.templates.render(request, "models_page.html", view=view)
