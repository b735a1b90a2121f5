"""Pages of a checklist: every criterion answered, with files beside it."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from uuid_utils.compat import uuid7

from services.registry.campaigns.workflows import keep_file
from services.registry.exemplars import queries
from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.domain.checklist import (
    MAX_EVIDENCE_CHARS,
    MAX_SOURCE_CHARS,
    Answer,
    FigureWithoutSource,
    read_figure,
)
from services.registry.exemplars.domain.exemplars import Nomination
from services.registry.exemplars.domain.guide import Criterion
from services.registry.exemplars.queries import NominationFile
from services.registry.exemplars.views import nomination_files as views
from services.registry.exemplars.views.errands import errand_of
from services.registry.exemplars.workflows import Filled, fill_in
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from shared.chassis.attachments import Attachments
from shared.chassis.database import Transaction
from shared.kernel.file_kinds import FileKind, Upload
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import WebContext, page_router

EVIDENCE = frozenset({FileKind.PDF, FileKind.DOCX, FileKind.XLSX, FileKind.PNG, FileKind.JPEG})


class ChecklistPage:
    """Draws the checklist of one nomination, and takes in what was filled in."""

    def __init__(self, web: WebContext, files: Attachments) -> None:
        self._desk, self._files = web, files

    def render(self, request: Request, told: NominationFile, form: FormData) -> Response:
        """The form, with what was typed or what is known."""
        words = self._desk.templates.words_for(request)
        may = views.NominationPermissions(
            work_for_unit=True, work_here=False, decide_here=False, review=False
        )
        here = self._desk.place.code
        view = views.scene_of(told, guide=the_guide(), may=may, here=here, words=words)
        return self._desk.templates.render(request, "checklist_form.html", view=view, form=form)

    async def held(self, nomination_id: UUID, viewer: Viewer) -> NominationFile:
        """The dossier, if the viewer works for its unit."""
        async with self._desk.database.transaction() as tx:
            told = await queries.dossier_shown(tx, nomination_id, the_guide(), viewer=viewer)
            await viewer.must(tx, Right.WORK, told.nomination.unit)
        return told

    async def take_in(self, told: NominationFile, form: FormData, viewer: Viewer) -> FormData:
        """What was typed, kept; or with the reasons why nothing was."""
        fields = FormReader(form)
        answers = [_answer(fields, criterion) for criterion in told.criteria]
        version = fields.whole("version")
        if fields.form.is_refused:
            return fields.form
        nomination = told.nomination
        try:
            async with self._desk.database.transaction() as tx:
                kept = await self._kept(tx, nomination, form=form, viewer=viewer)
                filled = Filled(answers=_with(answers, kept), seen_version=version)
                errand = errand_of(viewer, self._desk.place)
                await fill_in(tx, nomination.id, filled, guide=the_guide(), errand=errand)
        except Rejection as no:
            return form.refused(WHOLE_FORM, no)
        return form

    async def _kept(
        self, tx: Transaction, nomination: Nomination, *, form: FormData, viewer: Viewer
    ) -> dict[str, UUID]:
        """The files sent with answers, kept; by the criterion they belong to."""
        kept: dict[str, UUID] = {}
        for name, (sent, *_) in form.uploads.items():
            file = await keep_file(
                tx,
                self._files,
                Upload(name=sent.name, content=sent.content),
                file_id=uuid7(),
                unit=nomination.unit,
                now=viewer.now,
                allowed=EVIDENCE,
            )
            kept[name.removeprefix("file-")] = file.id
        return kept


def checklist_pages(web: WebContext, files: Attachments) -> APIRouter:
    """The checklist of one nomination, filled in at once or bit by bit."""
    router = page_router()
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
    sent = Annotated[FormData, Depends(form_data_of)]
    page = ChecklistPage(web, files)

    @router.get("/exemplars/{nomination_id}/checklist")
    async def checklist_form(request: Request, nomination_id: UUID, viewer: writer) -> Response:
        told = await page.held(nomination_id, viewer)
        return page.render(request, told, _as_typed(told))

    @router.post("/exemplars/{nomination_id}/checklist/with-file")
    async def checklist_filled(
        request: Request, nomination_id: UUID, *, viewer: writer, form: sent
    ) -> Response:
        told = await page.held(nomination_id, viewer)
        taken = await page.take_in(told, form, viewer)
        if taken.is_refused:
            return page.render(request, told, taken)
        return see_other(f"/exemplars/{nomination_id}", "flash.exemplars.filled")

    return router


def _as_typed(told: NominationFile) -> FormData:
    values: dict[str, object] = {"version": told.nomination.version}
    for code, answer in told.answers.items():
        figure = "" if answer.figure is None else f"{answer.figure:f}".replace(".", ",")
        values |= {f"evidence-{code}": answer.evidence, f"figure-{code}": figure}
        values[f"source-{code}"] = answer.figure_source
    return FormData.blank(**values)


def _answer(fields: FormReader, criterion: Criterion) -> Answer:
    code = criterion.code
    figure, source = None, ""
    if criterion.kind.wants_figure:
        figure = fields.made(f"figure-{code}", read_figure)
        source = fields.text(f"source-{code}", most=MAX_SOURCE_CHARS, may_be_empty=True)
        if figure is not None and not source:
            fields.refuse(f"source-{code}", FigureWithoutSource())
    evidence = fields.text(f"evidence-{code}", most=MAX_EVIDENCE_CHARS, may_be_empty=True)
    return Answer(criterion=code, evidence=evidence, figure=figure, figure_source=source)


def _with(answers: Sequence[Answer], kept: dict[str, UUID]) -> list[Answer]:
    return [
        Answer(
            criterion=answer.criterion,
            evidence=answer.evidence,
            figure=answer.figure,
            figure_source=answer.figure_source,
            attachment=kept.get(answer.criterion),
        )
        for answer in answers
    ]
