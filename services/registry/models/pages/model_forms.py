"""The form of a model: registered, kept as a draft, mended by one after another."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.registry.campaigns.queries.campaigns import unit_served, units_served
from services.registry.models import queries
from services.registry.models.domain import lineage, model_steps
from services.registry.models.domain import models as domain
from services.registry.models.domain.models import Content, Model
from services.registry.models.scenes import model_form as scenes
from services.registry.models.scenes.model_errands import model_errand
from services.registry.models.workflows import models as workflows
from services.registry.org.queries import Viewer
from services.registry.org.scenes.viewers import viewing
from shared.chassis.database import Transaction
from shared.kernel.hosting import UnitNotHosted
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.formats import clock
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

DRAFT = "draft"
Form = Annotated[Typed, Depends(typed_in)]
AT_FIELD: dict[type[Rejection], str] = {
    domain.TitleUnusable: "title",
    domain.FieldNotKnown: "field",
    domain.ThemeNotKnown: "themes",
    domain.CriteriaMissing: "criteria",
    domain.CriteriaUnusable: "criteria",
    domain.PersonUnusable: "person",
    domain.YearUnusable: "year",
    UnitNotHosted: "unit",
    lineage.CopyOfOwnUnit: "unit",
    model_steps.NotRecognised: WHOLE_FORM,
}


def model_form_pages(desk: Desk) -> APIRouter:
    """A new model, and one that is mended."""
    router = desk.router("/models")
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]
    former = _Former(desk)

    @router.get("/new")
    async def new_model_page(
        request: Request,
        viewer: writer,
        *,
        unit: Annotated[str, Query(max_length=64)] = "",
        campaign: Annotated[str, Query(max_length=64)] = "",
        of: UUID | None = None,
    ) -> HTMLResponse:
        async with desk.database.transaction() as tx:
            units = await units_served(tx, viewer, right=Right.WORK)
            own = unit or scenes.own_unit(units, viewer)
            latest = await queries.latest_of(tx, own)
        typed = scenes.fresh(latest, unit=own, today=viewer.today, campaign=campaign)
        return await former.draw(request, typed, viewer, of=of)

    @router.post("/new")
    async def write_model(
        request: Request, viewer: writer, *, typed: Form, of: UUID | None = None
    ) -> Response:
        model, typed = await former.take_in(typed, viewer, of=of)
        if model is None:
            return await former.draw(request, typed, viewer, of=of)
        said = "said.models.registered" if model.registered_on else "said.models.draft"
        return see_other(f"/models/{model.id}", said)

    _add_mending(router, desk, former)
    return router


def _add_mending(router: APIRouter, desk: Desk, former: "_Former") -> None:
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]

    @router.get("/{model_id}/edit")
    async def edit_model_page(request: Request, model_id: UUID, viewer: writer) -> HTMLResponse:
        async with desk.database.transaction() as tx:
            model = await queries.model_held(tx, model_id, viewer, right=Right.WORK)
            content = await queries.content_of(tx, model, viewer)
        return await former.draw(request, scenes.typed_of(content), viewer, model=model)

    @router.post("/{model_id}/edit")
    async def mend_model(
        request: Request, model_id: UUID, *, viewer: writer, typed: Form
    ) -> Response:
        typed = await former.mend(model_id, typed, viewer)
        if not typed.is_refused:
            return see_other(f"/models/{model_id}", "said.models.saved")
        async with desk.database.transaction() as tx:
            model = await queries.model_held(tx, model_id, viewer, right=Right.WORK)
        return await former.draw(request, typed, viewer, model=model)


class _Former:
    """Draws the form and reads it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def draw(
        self,
        request: Request,
        typed: Typed,
        viewer: Viewer,
        *,
        model: Model | None = None,
        of: UUID | None = None,
    ) -> HTMLResponse:
        """The form as it stands; what another has saved meanwhile stands beside it."""
        words = self._desk.easel.words_for(request)
        async with self._desk.database.transaction() as tx:
            units = await units_served(tx, viewer, right=Right.WORK)
            follows = await queries.title_of(tx, of) if of else ""
        is_behind = isinstance(typed.refusals.get(WHOLE_FORM), domain.ModelChanged)
        changes = (
            scenes.changes_between(typed, model.content, words) if is_behind and model else []
        )
        scene = scenes.model_form(
            units,
            words=words,
            model=model,
            follows=follows,
            following=str(of) if of else "",
            changes=changes,
        )
        saved = model.saved_at.astimezone(self._desk.place.time_zone) if model else viewer.now
        return self._desk.easel.draw(
            request, "model_form_page.html", scene=scene, typed=typed, changed_at=clock(saved)
        )

    async def take_in(
        self, typed: Typed, viewer: Viewer, *, of: UUID | None
    ) -> tuple[Model | None, Typed]:
        """The new model, or the form with every refusal beside its field."""
        reading = Reading(typed)
        content = scenes.content_in(reading)
        if reading.typed.is_refused:
            return None, reading.typed
        try:
            async with self._desk.database.transaction() as tx:
                return await self._write(tx, content, viewer, typed=typed, of=of), typed
        except Rejection as no:
            return None, typed.refused(AT_FIELD.get(type(no), WHOLE_FORM), no)

    async def _write(
        self,
        tx: Transaction,
        content: Content,
        viewer: Viewer,
        *,
        typed: Typed,
        of: UUID | None,
    ) -> Model:
        await unit_served(tx, content.unit, viewer, right=Right.WORK)
        errand = replace(model_errand(viewer, self._desk.place), new_id=scenes.id_in(typed))
        if of is not None:
            following = workflows.Following(source=of, since=viewer.today)
            return await workflows.follow_model(tx, content, following, errand=errand)
        is_draft = typed.text("do") == DRAFT
        return await workflows.write_model(tx, content, errand, is_draft=is_draft)

    async def mend(self, model_id: UUID, typed: Typed, viewer: Viewer) -> Typed:
        """The form, refused where it must be; otherwise everything is kept."""
        reading = Reading(typed)
        content = scenes.content_in(reading)
        version = reading.whole("version")
        if reading.typed.is_refused:
            return reading.typed
        try:
            async with self._desk.database.transaction() as tx:
                await queries.model_held(tx, model_id, viewer, right=Right.WORK)
                await unit_served(tx, content.unit, viewer, right=Right.WORK)
                errand = model_errand(viewer, self._desk.place)
                await workflows.rewrite_model(
                    tx, model_id, content, errand=errand, seen_version=version
                )
        except Rejection as no:
            return typed.refused(AT_FIELD.get(type(no), WHOLE_FORM), no)
        return typed
