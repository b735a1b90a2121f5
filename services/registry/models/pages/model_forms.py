"""The form of a model: registered, kept as a draft, mended by one after another."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.registry.campaigns.queries import unit_served, units_served
from services.registry.models import queries
from services.registry.models.domain import lineage, model_steps
from services.registry.models.domain import models as domain
from services.registry.models.domain.models import Model, ModelContent
from services.registry.models.views import model_form as views
from services.registry.models.views.model_errands import model_errand
from services.registry.models.workflows import models as workflows
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from shared.chassis.database import Transaction
from shared.kernel.hosting import UnitNotHosted
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.formats import clock
from shared.portal.web_context import WebContext, page_router

DRAFT = "draft"
Form = Annotated[FormData, Depends(form_data_of)]
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


def model_form_pages(web: WebContext) -> APIRouter:
    """A new model, and one that is mended."""
    router = page_router("/models")
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
    former = _Former(web)

    @router.get("/new")
    async def new_model_page(
        request: Request,
        viewer: writer,
        *,
        unit: Annotated[str, Query(max_length=64)] = "",
        campaign: Annotated[str, Query(max_length=64)] = "",
        of: UUID | None = None,
    ) -> HTMLResponse:
        async with web.database.transaction() as tx:
            units = await units_served(tx, viewer, right=Right.WORK)
            own = unit or views.own_unit(units, viewer)
            latest = await queries.latest_of(tx, own)
        form = views.fresh(latest, unit=own, today=viewer.today, campaign=campaign)
        return await former.render(request, form, viewer, of=of)

    @router.post("/new")
    async def write_model(
        request: Request, viewer: writer, *, form: Form, of: UUID | None = None
    ) -> Response:
        model, form = await former.take_in(form, viewer, of=of)
        if model is None:
            return await former.render(request, form, viewer, of=of)
        said = "flash.models.registered" if model.registered_on else "flash.models.draft"
        return see_other(f"/models/{model.id}", said)

    _add_mending(router, web, former)
    return router


def _add_mending(router: APIRouter, web: WebContext, former: "_Former") -> None:
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]

    @router.get("/{model_id}/edit")
    async def edit_model_page(request: Request, model_id: UUID, viewer: writer) -> HTMLResponse:
        async with web.database.transaction() as tx:
            model = await queries.model_held(tx, model_id, viewer, right=Right.WORK)
            content = await queries.content_of(tx, model, viewer)
        return await former.render(request, views.typed_of(content), viewer, model=model)

    @router.post("/{model_id}/edit")
    async def mend_model(
        request: Request, model_id: UUID, *, viewer: writer, form: Form
    ) -> Response:
        form = await former.mend(model_id, form, viewer)
        if not form.is_refused:
            return see_other(f"/models/{model_id}", "flash.models.saved")
        async with web.database.transaction() as tx:
            model = await queries.model_held(tx, model_id, viewer, right=Right.WORK)
        return await former.render(request, form, viewer, model=model)


class _Former:
    """Draws the form and reads it."""

    def __init__(self, web: WebContext) -> None:
        self._desk = web

    async def render(
        self,
        request: Request,
        form: FormData,
        viewer: Viewer,
        *,
        model: Model | None = None,
        of: UUID | None = None,
    ) -> HTMLResponse:
        """The form as it stands; what another has saved meanwhile stands beside it."""
        words = self._desk.templates.words_for(request)
        async with self._desk.database.transaction() as tx:
            units = await units_served(tx, viewer, right=Right.WORK)
            follows = await queries.title_of(tx, of) if of else ""
        is_behind = isinstance(form.refusals.get(WHOLE_FORM), domain.ModelChanged)
        changes = (
            views.changes_between(form, model.content, words) if is_behind and model else []
        )
        view = views.model_form(
            units,
            words=words,
            model=model,
            follows=follows,
            following=str(of) if of else "",
            changes=changes,
        )
        saved = model.saved_at.astimezone(self._desk.place.time_zone) if model else viewer.now
        return self._desk.templates.render(
            request, "model_form_page.html", view=view, form=form, changed_at=clock(saved)
        )

    async def take_in(
        self, form: FormData, viewer: Viewer, *, of: UUID | None
    ) -> tuple[Model | None, FormData]:
        """The new model, or the form with every refusal beside its field."""
        fields = FormReader(form)
        content = views.content_in(fields)
        if fields.form.is_refused:
            return None, fields.form
        try:
            async with self._desk.database.transaction() as tx:
                return await self._write(tx, content, viewer, form=form, of=of), form
        except Rejection as no:
            return None, form.refused(AT_FIELD.get(type(no), WHOLE_FORM), no)

    async def _write(
        self,
        tx: Transaction,
        content: ModelContent,
        viewer: Viewer,
        *,
        form: FormData,
        of: UUID | None,
    ) -> Model:
        await unit_served(tx, content.unit, viewer, right=Right.WORK)
        errand = replace(model_errand(viewer, self._desk.place), new_id=views.id_in(form))
        if of is not None:
            following = workflows.Following(source=of, since=viewer.today)
            return await workflows.follow_model(tx, content, following, errand=errand)
        is_draft = form.text("do") == DRAFT
        return await workflows.write_model(tx, content, errand, is_draft=is_draft)

    async def mend(self, model_id: UUID, form: FormData, viewer: Viewer) -> FormData:
        """The form, refused where it must be; otherwise everything is kept."""
        fields = FormReader(form)
        content = views.content_in(fields)
        version = fields.whole("version")
        if fields.form.is_refused:
            return fields.form
        try:
            async with self._desk.database.transaction() as tx:
                await queries.model_held(tx, model_id, viewer, right=Right.WORK)
                await unit_served(tx, content.unit, viewer, right=Right.WORK)
                errand = model_errand(viewer, self._desk.place)
                await workflows.rewrite_model(
                    tx, model_id, content, errand=errand, seen_version=version
                )
        except Rejection as no:
            return form.refused(AT_FIELD.get(type(no), WHOLE_FORM), no)
        return form
