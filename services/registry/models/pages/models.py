"""Models as staff looks them up, reads one, and moves it on."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.registry.models import queries
from services.registry.models.domain.model_steps import ModelStep
from services.registry.models.views.model_errands import model_errand
from services.registry.models.views.model_page import ModelPermissions, model_view
from services.registry.models.views.models import model_list, sought_in
from services.registry.models.workflows import model_steps as workflows
from services.registry.models.workflows.models import register_draft
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
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
Form = Annotated[FormData, Depends(form_data_of)]


def model_pages(web: WebContext) -> APIRouter:
    """The register, and the page of each model."""
    router = page_router()
    reader = Annotated[Viewer, Depends(viewing(Right.READ))]
    seen = _Seen(web)

    @router.get(LIST, dependencies=[to_anyone])
    async def models_page(request: Request) -> Response:
        principal: Principal | None = getattr(request.state, "principal", None)
        if principal is None or not principal.has(Right.READ):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(PUBLIC_LIST + query, SEE_OTHER)
        return await seen.listed(request, viewing(Right.READ)(request, principal))

    @router.get(LIST + "/{model_id}")
    async def model_page(request: Request, model_id: UUID, viewer: reader) -> HTMLResponse:
        async with web.database.transaction() as tx:
            dossier = await queries.dossier_of(tx, model_id, viewer)
            may = await may_do(tx, dossier.model.content.unit, dossier, viewer=viewer)
        view = model_view(dossier, may, web.templates.words_for(request))
        return web.templates.render(
            request, "model_page.html", view=view, form=FormData.blank()
        )

    return router


def model_button_pages(web: WebContext) -> APIRouter:
    """What is done to a model with one button."""
    router = page_router(LIST + "/{model_id}")
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]

    @router.post("/register")
    async def register_model(model_id: UUID, viewer: writer, form: Form) -> Response:
        version = FormReader(form).whole("version")
        errand = model_errand(viewer, web.place)
        async with web.database.transaction() as tx:
            await queries.model_held(tx, model_id, viewer, right=Right.WORK)
            await register_draft(tx, model_id, errand, seen_version=version)
        return see_other(f"{LIST}/{model_id}", "flash.models.registered")

    @router.post("/steps")
    async def move_model(model_id: UUID, viewer: writer, form: Form) -> Response:
        fields = FormReader(form)
        step = fields.one_of("step", SAID)
        taken = workflows.Taken(
            step=ModelStep(step) if step in SAID else ModelStep.START,
            on=viewer.today,
            seen_version=fields.whole("version"),
        )
        async with web.database.transaction() as tx:
            await queries.model_held(tx, model_id, viewer, right=Right.WORK)
            errand = model_errand(viewer, web.place)
            await workflows.take_step(tx, model_id, taken, errand=errand)
        return see_other(f"{LIST}/{model_id}", SAID[taken.step.value])

    _add_reach(router, web)
    return router


def _add_reach(router: APIRouter, web: WebContext) -> None:
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]

    @router.post("/reach")
    async def report_reach(
        request: Request, model_id: UUID, *, viewer: writer, form: Form
    ) -> Response:
        fields = FormReader(form)
        reached = fields.whole("reached")
        async with web.database.transaction() as tx:
            await queries.model_held(tx, model_id, viewer, right=Right.WORK)
            if not fields.form.is_refused:
                errand = model_errand(viewer, web.place)
                await workflows.report_reach(tx, model_id, reached=reached, errand=errand)
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


class _Seen:
    """Draws the register."""

    def __init__(self, web: WebContext) -> None:
        self._desk = web

    async def listed(self, request: Request, viewer: Viewer) -> HTMLResponse:
        """The models the viewer may read of, as the address sifts them."""
        sheet = list_query_of(request, size=SIZE)
        words = self._desk.templates.words_for(request)
        async with self._desk.database.transaction() as tx:
            sought = await queries.within_scope(tx, sought_in(sheet), viewer)
            found = await queries.find_models(
                tx, sought, after=sheet.after, size=sheet.size, day=viewer.today
            )
            units = await queries.units_below_here(tx, viewer.here, day=viewer.today)
        may_write = viewer.principal.has(Right.WORK)
        view = model_list(sheet, found, units, words=words, may_write=may_write)
        return self._desk.templates.render(request, "models_page.html", view=view)
