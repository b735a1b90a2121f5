"""Models as staff looks them up, reads one, and moves it on."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.registry.models import queries
from services.registry.models.domain.model_steps import Step
from services.registry.models.scenes.model_errands import model_errand
from services.registry.models.scenes.model_page import May, model_scene
from services.registry.models.scenes.models import model_list, sought_in
from services.registry.models.workflows import model_steps as workflows
from services.registry.models.workflows.models import register_draft
from services.registry.org.queries import Viewer
from services.registry.org.scenes.viewers import viewing
from shared.chassis.access import Asker, to_anyone
from shared.chassis.database import Transaction
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.sheets import sheet_of
from shared.portal.typed import Typed, typed_in

LIST, PUBLIC_LIST = "/models", "/public/models"
SEE_OTHER = 303
SIZE = 30
SAID = {
    Step.START.value: "said.models.start",
    Step.CLOSE.value: "said.models.close",
    Step.CANCEL.value: "said.models.cancel",
}
Form = Annotated[Typed, Depends(typed_in)]


def model_pages(desk: Desk) -> APIRouter:
    """The register, and the page of each model."""
    router = desk.router()
    reader = Annotated[Viewer, Depends(viewing(desk, Right.READ))]
    seen = _Seen(desk)

    @router.get(LIST, dependencies=[to_anyone])
    async def models_page(request: Request) -> Response:
        asker: Asker | None = getattr(request.state, "asker", None)
        if asker is None or not asker.has(Right.READ):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(PUBLIC_LIST + query, SEE_OTHER)
        return await seen.listed(request, viewing(desk, Right.READ)(asker))

    @router.get(LIST + "/{model_id}")
    async def model_page(request: Request, model_id: UUID, viewer: reader) -> HTMLResponse:
        async with desk.database.transaction() as tx:
            dossier = await queries.dossier_of(tx, model_id, viewer)
            may = await may_do(tx, dossier.model.content.unit, dossier, viewer=viewer)
        scene = model_scene(dossier, may, desk.easel.words_for(request))
        return desk.easel.draw(request, "model_page.html", scene=scene, typed=Typed.blank())

    return router


def model_button_pages(desk: Desk) -> APIRouter:
    """What is done to a model with one button."""
    router = desk.router(LIST + "/{model_id}")
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]

    @router.post("/register")
    async def register_model(model_id: UUID, viewer: writer, typed: Form) -> Response:
        version = Reading(typed).whole("version")
        errand = model_errand(viewer, desk.place)
        async with desk.database.transaction() as tx:
            await queries.model_held(tx, model_id, viewer, right=Right.WORK)
            await register_draft(tx, model_id, errand, seen_version=version)
        return see_other(f"{LIST}/{model_id}", "said.models.registered")

    @router.post("/steps")
    async def move_model(model_id: UUID, viewer: writer, typed: Form) -> Response:
        reading = Reading(typed)
        step = reading.one_of("step", SAID)
        taken = workflows.Taken(
            step=Step(step) if step in SAID else Step.START,
            on=viewer.today,
            seen_version=reading.whole("version"),
        )
        async with desk.database.transaction() as tx:
            await queries.model_held(tx, model_id, viewer, right=Right.WORK)
            errand = model_errand(viewer, desk.place)
            await workflows.take_step(tx, model_id, taken, errand=errand)
        return see_other(f"{LIST}/{model_id}", SAID[taken.step.value])

    _add_reach(router, desk)
    return router


def _add_reach(router: APIRouter, desk: Desk) -> None:
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]

    @router.post("/reach")
    async def report_reach(
        request: Request, model_id: UUID, *, viewer: writer, typed: Form
    ) -> Response:
        reading = Reading(typed)
        reached = reading.whole("reached")
        async with desk.database.transaction() as tx:
            await queries.model_held(tx, model_id, viewer, right=Right.WORK)
            if not reading.typed.is_refused:
                errand = model_errand(viewer, desk.place)
                await workflows.report_reach(tx, model_id, reached=reached, errand=errand)
                return see_other(f"{LIST}/{model_id}", "said.models.reached")
            dossier = await queries.dossier_of(tx, model_id, viewer)
            may = await may_do(tx, dossier.model.content.unit, dossier, viewer=viewer)
        scene = model_scene(dossier, may, desk.easel.words_for(request))
        return desk.easel.draw(request, "model_page.html", scene=scene, typed=reading.typed)


async def may_do(
    tx: Transaction, unit: str, dossier: queries.Dossier, *, viewer: Viewer
) -> May:
    """What the viewer may do with a model."""
    is_own = queries.belongs_to(viewer, dossier.model)
    return May(
        is_ours=dossier.model.host == viewer.here,
        write=await viewer.may(tx, Right.WORK, unit),
        review=not is_own and await viewer.may(tx, Right.REVIEW, unit),
        decide=await viewer.may(tx, Right.DECIDE, unit),
        copy=viewer.asker.has(Right.WORK),
    )


class _Seen:
    """Draws the register."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def listed(self, request: Request, viewer: Viewer) -> HTMLResponse:
        """The models the viewer may read of, as the address sifts them."""
        sheet = sheet_of(request, size=SIZE)
        words = self._desk.easel.words_for(request)
        async with self._desk.database.transaction() as tx:
            sought = await queries.within_scope(tx, sought_in(sheet), viewer)
            found = await queries.find_models(
                tx, sought, after=sheet.after, size=sheet.size, day=viewer.today
            )
            units = await queries.units_below_here(tx, viewer.here, day=viewer.today)
        may_write = viewer.asker.has(Right.WORK)
        scene = model_list(sheet, found, units, words=words, may_write=may_write)
        return self._desk.easel.draw(request, "models_page.html", scene=scene)
