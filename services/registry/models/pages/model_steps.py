"""Steps of a model that need a form: evidence, review, recognition."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from uuid_utils.compat import uuid7

from services.registry.campaigns.pages import ABOUT_THE_FILE
from services.registry.models import queries
from services.registry.models.domain.model_steps import ModelStep, Review
from services.registry.models.domain.models import Model
from services.registry.models.views.model_errands import model_errand
from services.registry.models.workflows import model_steps as workflows
from services.registry.org.domain import DocumentNumberUnusable
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from shared.chassis.attachments import Attachments
from shared.kernel.file_kinds import Upload
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.parts import Link
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]
PASSED, NOT_PASSED = "yes", "no"


def model_step_pages(web: WebContext, files: Attachments) -> APIRouter:
    """One form each, and what it does."""
    router = page_router("/models/{model_id}")
    _add_evidence(router, web, files)
    _add_review(router, web)
    _add_recognition(router, web)
    return router


def _add_evidence(router: APIRouter, web: WebContext, files: Attachments) -> None:
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
    step = _StepForm(web, "evidence", Right.WORK)

    @router.get("/evidence")
    async def evidence_page(request: Request, model_id: UUID, viewer: writer) -> HTMLResponse:
        model = await step.model(model_id, viewer)
        return step.render(request, model, FormData.blank(happened_on=viewer.today))

    @router.post("/evidence/with-file")
    async def show_evidence(request: Request, model_id: UUID, viewer: writer) -> Response:
        fields = FormReader(await form_data_of(request))
        model = await step.model(model_id, viewer)
        sent = fields.form.upload("file")
        shown = workflows.Shown(
            note=fields.text("note", most=workflows.MOST_NOTE_CHARS),
            happened_on=fields.day("happened_on"),
            upload=Upload(name=sent.name, content=sent.content) if sent else None,
            file_id=uuid7(),
        )
        if fields.form.is_refused:
            return step.render(request, model, fields.form)
        try:
            async with web.database.transaction() as tx:
                errand = model_errand(viewer, web.place)
                await workflows.show_evidence(tx, files, model_id, shown=shown, errand=errand)
        except Rejection as no:
            field = "file" if isinstance(no, ABOUT_THE_FILE) else WHOLE_FORM
            return step.render(request, model, fields.form.refused(field, no))
        return see_other(f"/models/{model_id}", "flash.models.evidence")


def _add_review(router: APIRouter, web: WebContext) -> None:
    reviewer = Annotated[Viewer, Depends(viewing(Right.REVIEW))]
    step = _StepForm(web, "review", Right.REVIEW)

    @router.get("/review")
    async def review_page(request: Request, model_id: UUID, viewer: reviewer) -> HTMLResponse:
        model = await step.model(model_id, viewer)
        form = FormData.blank(
            reviewed_on=viewer.today,
            criteria=[str(nth) for nth in range(len(model.content.criteria))],
        )
        return step.render(request, model, form)

    @router.post("/review")
    async def review_model(
        request: Request, model_id: UUID, *, viewer: reviewer, form: Form
    ) -> Response:
        model = await step.model(model_id, viewer)
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
        version = fields.whole("version")
        if fields.form.is_refused:
            return step.render(request, model, fields.form)
        try:
            async with web.database.transaction() as tx:
                errand = model_errand(viewer, web.place)
                await workflows.review_model(
                    tx, model_id, review, errand=errand, seen_version=version
                )
        except Rejection as no:
            return step.render(request, model, form.refused(WHOLE_FORM, no))
        return see_other(f"/models/{model_id}", "flash.models.reviewed")


def _add_recognition(router: APIRouter, web: WebContext) -> None:
    leader = Annotated[Viewer, Depends(viewing(Right.DECIDE))]
    step = _StepForm(web, "recognise", Right.DECIDE)

    @router.get("/recognise")
    async def recognise_page(request: Request, model_id: UUID, viewer: leader) -> HTMLResponse:
        model = await step.model(model_id, viewer)
        form = FormData.blank(recognised_on=viewer.today)
        return step.render(request, model, form)

    @router.post("/recognise")
    async def recognise_model(
        request: Request, model_id: UUID, *, viewer: leader, form: Form
    ) -> Response:
        model = await step.model(model_id, viewer)
        fields = FormReader(form)
        taken = workflows.Taken(
            step=ModelStep.RECOGNISE,
            on=fields.day("recognised_on"),
            document=fields.text("document", most=60),
            seen_version=fields.whole("version"),
        )
        if fields.form.is_refused:
            return step.render(request, model, fields.form)
        try:
            async with web.database.transaction() as tx:
                errand = model_errand(viewer, web.place)
                await workflows.take_step(tx, model_id, taken, errand=errand)
        except Rejection as no:
            field = "document" if isinstance(no, DocumentNumberUnusable) else WHOLE_FORM
            return step.render(request, model, form.refused(field, no))
        return see_other(f"/models/{model_id}", "flash.models.recognise")


class _StepForm:
    """One form about one model, for those who hold the right."""

    def __init__(self, web: WebContext, name: str, right: Right) -> None:
        self._desk = web
        self._name = name
        self._right = right

    async def model(self, model_id: UUID, viewer: Viewer) -> Model:
        """The model, if the viewer may do this with it.

        Raises:
            NotYours, ReviewOfOwnUnit: if not.

        """
        async with self._desk.database.transaction() as tx:
            return await queries.model_held(tx, model_id, viewer, right=self._right)

    def render(self, request: Request, model: Model, form: FormData) -> HTMLResponse:
        """The form as it stands."""
        words = self._desk.templates.words_for(request)
        here = f"/models/{model.id}"
        crumbs = [
            Link(words("models.title"), "/models"),
            Link(model.content.title, here),
            Link(words(f"models.{self._name}.title")),
        ]
        return self._desk.templates.render(
            request,
            f"model_{self._name}_page.html",
            model=model,
            crumbs=crumbs,
            address=here,
            form=form,
        )
