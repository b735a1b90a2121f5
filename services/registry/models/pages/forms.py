"""The form of a model: registered, kept as a draft, mended by one after another."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from uuid_utils.compat import uuid7

from services.registry.campaigns.pages import ABOUT_THE_FILE
from services.registry.campaigns.queries import unit_served, units_served
from services.registry.models import queries, workflows
from services.registry.models.domain import lineage, steps
from services.registry.models.domain import models as domain
from services.registry.models.domain.models import Model
from services.registry.models.domain.steps import ModelStep, Review
from services.registry.models.views import form as views
from services.registry.org.domain import DocumentNumberUnusable
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from shared.kernel.file_kinds import Upload
from shared.kernel.hosting import UnitNotHosted
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.formats import clock
from shared.portal.parts import Link
from shared.portal.web_context import WebContext, page_router

DRAFT = "draft"
PASSED, NOT_PASSED = "yes", "no"
Writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
Reviewer = Annotated[Viewer, Depends(viewing(Right.REVIEW))]
Leader = Annotated[Viewer, Depends(viewing(Right.DECIDE))]
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
    steps.NotRecognised: WHOLE_FORM,
}


model_form_pages = page_router("/models")


@model_form_pages.get("/new")
async def new_model_page(
    web: Web,
    request: Request,
    viewer: Writer,
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
    return await _render(web, request, form, viewer, of=of)


@model_form_pages.post("/new")
async def write_model(
    web: Web, request: Request, viewer: Writer, *, form: Form, of: UUID | None = None
) -> Response:
    model, form = await _write(web, form, viewer, of)
    if model is None:
        return await _render(web, request, form, viewer, of=of)
    said = "flash.models.registered" if model.registered_on else "flash.models.draft"
    return see_other(f"/models/{model.id}", said)


@model_form_pages.get("/{model_id}/edit")
async def edit_model_page(
    web: Web, request: Request, model_id: UUID, viewer: Writer
) -> HTMLResponse:
    async with web.database.transaction() as tx:
        model = await queries.model_held(tx, model_id, viewer, right=Right.WORK)
        content = await queries.content_of(tx, model, viewer)
    return await _render(web, request, views.typed_of(content), viewer, model=model)


@model_form_pages.post("/{model_id}/edit")
async def mend_model(
    web: Web, request: Request, model_id: UUID, *, viewer: Writer, form: Form
) -> Response:
    form = await _rewrite(web, model_id, form, viewer)
    if not form.is_refused:
        return see_other(f"/models/{model_id}", "flash.models.saved")
    async with web.database.transaction() as tx:
        model = await queries.model_held(tx, model_id, viewer, right=Right.WORK)
    return await _render(web, request, form, viewer, model=model)


async def _render(
    web: WebContext,
    request: Request,
    form: FormData,
    viewer: Viewer,
    *,
    model: Model | None = None,
    of: UUID | None = None,
) -> HTMLResponse:
    """The form as it stands; what another has saved meanwhile stands beside it."""
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        units = await units_served(tx, viewer, right=Right.WORK)
        follows = await queries.title_of(tx, of) if of else ""
    is_behind = isinstance(form.refusals.get(WHOLE_FORM), domain.ModelChanged)
    changes = views.changes_between(form, model.content, words) if is_behind and model else []
    view = views.model_form(
        units,
        words=words,
        model=model,
        follows=follows,
        following=str(of) if of else "",
        changes=changes,
    )
    saved = model.saved_at.astimezone(web.place.time_zone) if model else viewer.now
    return web.templates.render(
        request, "model_form_page.html", view=view, form=form, changed_at=clock(saved)
    )


async def _write(
    web: WebContext, form: FormData, viewer: Viewer, of: UUID | None
) -> tuple[Model | None, FormData]:
    """The new model, or the form with every refusal beside its field."""
    fields = FormReader(form)
    content = views.content_in(fields)
    if fields.form.is_refused:
        return None, fields.form
    model_id = views.id_in(form)
    try:
        async with web.database.transaction() as tx:
            await unit_served(tx, content.unit, viewer, right=Right.WORK)
            if of is not None:
                following = workflows.Following(source=of, since=viewer.today)
                follow = workflows.follow_model
                return await follow(tx, content, following, viewer, model_id=model_id), form
            is_draft = form.text("do") == DRAFT
            write = workflows.write_model
            return await write(tx, content, viewer, model_id=model_id, is_draft=is_draft), form
    except Rejection as no:
        return None, form.refused(AT_FIELD.get(type(no), WHOLE_FORM), no)


async def _rewrite(web: WebContext, model_id: UUID, form: FormData, viewer: Viewer) -> FormData:
    """The form, refused where it must be; otherwise everything is kept."""
    fields = FormReader(form)
    content = views.content_in(fields)
    acting = replace(viewer, seen_version=fields.whole("version"))
    if fields.form.is_refused:
        return fields.form
    try:
        async with web.database.transaction() as tx:
            await queries.model_held(tx, model_id, viewer, right=Right.WORK)
            await unit_served(tx, content.unit, viewer, right=Right.WORK)
            await workflows.rewrite_model(tx, model_id, content, acting)
    except Rejection as no:
        return form.refused(AT_FIELD.get(type(no), WHOLE_FORM), no)
    return form


model_step_pages = page_router("/models/{model_id}")


@model_step_pages.get("/evidence")
async def evidence_page(
    web: Web, request: Request, model_id: UUID, viewer: Writer
) -> HTMLResponse:
    model = await _model(web, model_id, viewer, Right.WORK)
    return _render_step(
        web, request, model, FormData.blank(happened_on=viewer.today), name="evidence"
    )


@model_step_pages.post("/evidence/with-file")
async def show_evidence(web: Web, request: Request, model_id: UUID, viewer: Writer) -> Response:
    fields = FormReader(await form_data_of(request))
    model = await _model(web, model_id, viewer, Right.WORK)
    sent = fields.form.upload("file")
    shown = workflows.Shown(
        note=fields.text("note", most=workflows.MOST_NOTE_CHARS),
        happened_on=fields.day("happened_on"),
        upload=Upload(name=sent.name, content=sent.content) if sent else None,
        file_id=uuid7(),
    )
    if fields.form.is_refused:
        return _render_step(web, request, model, fields.form, name="evidence")
    try:
        async with web.database.transaction() as tx:
            await workflows.show_evidence(tx, web.files, model_id, shown, viewer)
    except Rejection as no:
        field = "file" if isinstance(no, ABOUT_THE_FILE) else WHOLE_FORM
        return _render_step(
            web, request, model, fields.form.refused(field, no), name="evidence"
        )
    return see_other(f"/models/{model_id}", "flash.models.evidence")


@model_step_pages.get("/review")
async def review_page(
    web: Web, request: Request, model_id: UUID, viewer: Reviewer
) -> HTMLResponse:
    model = await _model(web, model_id, viewer, Right.REVIEW)
    form = FormData.blank(
        reviewed_on=viewer.today,
        criteria=[str(nth) for nth in range(len(model.content.criteria))],
    )
    return _render_step(web, request, model, form, name="review")


@model_step_pages.post("/review")
async def review_model(
    web: Web, request: Request, model_id: UUID, *, viewer: Reviewer, form: Form
) -> Response:
    model = await _model(web, model_id, viewer, Right.REVIEW)
    fields = FormReader(form)
    count = len(model.content.criteria)
    met = fields.some_of("criteria", [str(nth) for nth in range(count)])
    passed = fields.one_of("passed", [PASSED, NOT_PASSED])
    review = Review(
        reviewed_on=fields.day("reviewed_on"),
        criteria_met=len(met),
        criteria_count=count,
        is_passed=passed == PASSED,
        comment=fields.text("comment", most=2000, may_be_empty=True),
    )
    acting = replace(viewer, seen_version=fields.whole("version"))
    if fields.form.is_refused:
        return _render_step(web, request, model, fields.form, name="review")
    try:
        async with web.database.transaction() as tx:
            await workflows.review_model(tx, model_id, review, acting)
    except Rejection as no:
        return _render_step(web, request, model, form.refused(WHOLE_FORM, no), name="review")
    return see_other(f"/models/{model_id}", "flash.models.reviewed")


@model_step_pages.get("/recognise")
async def recognise_page(
    web: Web, request: Request, model_id: UUID, viewer: Leader
) -> HTMLResponse:
    model = await _model(web, model_id, viewer, Right.DECIDE)
    form = FormData.blank(recognised_on=viewer.today)
    return _render_step(web, request, model, form, name="recognise")


@model_step_pages.post("/recognise")
async def recognise_model(
    web: Web, request: Request, model_id: UUID, *, viewer: Leader, form: Form
) -> Response:
    model = await _model(web, model_id, viewer, Right.DECIDE)
    fields = FormReader(form)
    taken = workflows.Taken(
        step=ModelStep.RECOGNISE,
        on=fields.day("recognised_on"),
        document=fields.text("document", most=60),
    )
    acting = replace(viewer, seen_version=fields.whole("version"))
    if fields.form.is_refused:
        return _render_step(web, request, model, fields.form, name="recognise")
    try:
        async with web.database.transaction() as tx:
            await workflows.take_step(tx, model_id, taken, acting)
    except Rejection as no:
        field = "document" if isinstance(no, DocumentNumberUnusable) else WHOLE_FORM
        return _render_step(web, request, model, form.refused(field, no), name="recognise")
    return see_other(f"/models/{model_id}", "flash.models.recognise")


async def _model(web: WebContext, model_id: UUID, viewer: Viewer, right: Right) -> Model:
    async with web.database.transaction() as tx:
        return await queries.model_held(tx, model_id, viewer, right=right)


def _render_step(
    web: WebContext, request: Request, model: Model, form: FormData, *, name: str
) -> HTMLResponse:
    words = web.templates.words_for(request)
    here = f"/models/{model.id}"
    crumbs = [
        Link(words("models.title"), "/models"),
        Link(model.content.title, here),
        Link(words(f"models.{name}.title")),
    ]
    return web.templates.render(
        request, f"model_{name}_page.html", model=model, crumbs=crumbs, address=here, form=form
    )
