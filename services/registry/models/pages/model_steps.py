"""Steps of a model that need a form: evidence, review, recognition."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from uuid_utils.compat import uuid7

from services.registry.campaigns.pages.plans import ABOUT_THE_FILE
from services.registry.models import queries
from services.registry.models.domain.model_steps import Review, Step
from services.registry.models.domain.models import Model
from services.registry.models.scenes.model_errands import model_errand
from services.registry.models.workflows import model_steps as workflows
from services.registry.org.domain.documents import DocumentNumberUnusable
from services.registry.org.queries import Viewer
from services.registry.org.scenes.viewers import viewing
from shared.chassis.attachments import Attachments
from shared.kernel.file_kinds import Upload
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.parts import Link
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]
PASSED, NOT_PASSED = "yes", "no"


def model_step_pages(desk: Desk, files: Attachments) -> APIRouter:
    """One form each, and what it does."""
    router = desk.router("/models/{model_id}")
    _add_evidence(router, desk, files)
    _add_review(router, desk)
    _add_recognition(router, desk)
    return router


def _add_evidence(router: APIRouter, desk: Desk, files: Attachments) -> None:
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]
    form = _StepForm(desk, "evidence", Right.WORK)

    @router.get("/evidence")
    async def evidence_page(request: Request, model_id: UUID, viewer: writer) -> HTMLResponse:
        model = await form.model(model_id, viewer)
        return form.draw(request, model, Typed.blank(happened_on=viewer.today))

    @router.post("/evidence/with-file")
    async def show_evidence(request: Request, model_id: UUID, viewer: writer) -> Response:
        reading = Reading(await typed_in(request))
        model = await form.model(model_id, viewer)
        sent = reading.typed.upload("file")
        shown = workflows.Shown(
            note=reading.text("note", most=workflows.MOST_NOTE_CHARS),
            happened_on=reading.day("happened_on"),
            upload=Upload(name=sent.name, content=sent.content) if sent else None,
            file_id=uuid7(),
        )
        if reading.typed.is_refused:
            return form.draw(request, model, reading.typed)
        try:
            async with desk.database.transaction() as tx:
                errand = model_errand(viewer, desk.place)
                await workflows.show_evidence(tx, files, model_id, shown=shown, errand=errand)
        except Rejection as no:
            field = "file" if isinstance(no, ABOUT_THE_FILE) else WHOLE_FORM
            return form.draw(request, model, reading.typed.refused(field, no))
        return see_other(f"/models/{model_id}", "said.models.evidence")


def _add_review(router: APIRouter, desk: Desk) -> None:
    reviewer = Annotated[Viewer, Depends(viewing(desk, Right.REVIEW))]
    form = _StepForm(desk, "review", Right.REVIEW)

    @router.get("/review")
    async def review_page(request: Request, model_id: UUID, viewer: reviewer) -> HTMLResponse:
        model = await form.model(model_id, viewer)
        typed = Typed.blank(
            reviewed_on=viewer.today,
            criteria=[str(nth) for nth in range(len(model.content.criteria))],
        )
        return form.draw(request, model, typed)

    @router.post("/review")
    async def review_model(
        request: Request, model_id: UUID, *, viewer: reviewer, typed: Form
    ) -> Response:
        model = await form.model(model_id, viewer)
        reading = Reading(typed)
        count = len(model.content.criteria)
        met = reading.some_of("criteria", [str(nth) for nth in range(count)])
        passed = reading.one_of("passed", [PASSED, NOT_PASSED])
        review = Review(
            reviewed_on=reading.day("reviewed_on"),
            criteria_met=len(met),
            criteria_count=count,
            is_passed=passed == PASSED,
            comment=reading.text("comment", most=2000, may_be_empty=True),
        )
        version = reading.whole("version")
        if reading.typed.is_refused:
            return form.draw(request, model, reading.typed)
        try:
            async with desk.database.transaction() as tx:
                errand = model_errand(viewer, desk.place)
                await workflows.review_model(
                    tx, model_id, review, errand=errand, seen_version=version
                )
        except Rejection as no:
            return form.draw(request, model, typed.refused(WHOLE_FORM, no))
        return see_other(f"/models/{model_id}", "said.models.reviewed")


def _add_recognition(router: APIRouter, desk: Desk) -> None:
    leader = Annotated[Viewer, Depends(viewing(desk, Right.DECIDE))]
    form = _StepForm(desk, "recognise", Right.DECIDE)

    @router.get("/recognise")
    async def recognise_page(request: Request, model_id: UUID, viewer: leader) -> HTMLResponse:
        model = await form.model(model_id, viewer)
        typed = Typed.blank(recognised_on=viewer.today)
        return form.draw(request, model, typed)

    @router.post("/recognise")
    async def recognise_model(
        request: Request, model_id: UUID, *, viewer: leader, typed: Form
    ) -> Response:
        model = await form.model(model_id, viewer)
        reading = Reading(typed)
        taken = workflows.Taken(
            step=Step.RECOGNISE,
            on=reading.day("recognised_on"),
            document=reading.text("document", most=60),
            seen_version=reading.whole("version"),
        )
        if reading.typed.is_refused:
            return form.draw(request, model, reading.typed)
        try:
            async with desk.database.transaction() as tx:
                errand = model_errand(viewer, desk.place)
                await workflows.take_step(tx, model_id, taken, errand=errand)
        except Rejection as no:
            field = "document" if isinstance(no, DocumentNumberUnusable) else WHOLE_FORM
            return form.draw(request, model, typed.refused(field, no))
        return see_other(f"/models/{model_id}", "said.models.recognise")


class _StepForm:
    """One form about one model, for those who hold the right."""

    def __init__(self, desk: Desk, name: str, right: Right) -> None:
        self._desk = desk
        self._name = name
        self._right = right

    async def model(self, model_id: UUID, viewer: Viewer) -> Model:
        """The model, if the viewer may do this with it.

        Raises:
            NotYours, ReviewOfOwnUnit: if not.

        """
        async with self._desk.database.transaction() as tx:
            return await queries.model_held(tx, model_id, viewer, right=self._right)

    def draw(self, request: Request, model: Model, typed: Typed) -> HTMLResponse:
        """The form as it stands."""
        words = self._desk.easel.words_for(request)
        here = f"/models/{model.id}"
        crumbs = [
            Link(words("models.title"), "/models"),
            Link(model.content.title, here),
            Link(words(f"models.{self._name}.title")),
        ]
        return self._desk.easel.draw(
            request,
            f"model_{self._name}_page.html",
            model=model,
            crumbs=crumbs,
            address=here,
            typed=typed,
        )
