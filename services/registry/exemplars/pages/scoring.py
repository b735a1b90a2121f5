"""Pages of scoring: declare, score blind, amend with a reason, see what it came to."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.registry.exemplars import queries
from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.domain.conflicts import Declaration, Tie
from services.registry.exemplars.domain.scoring import (
    MAX_COMMENT_CHARS,
    Score,
    ScoreSheet,
    asked,
)
from services.registry.exemplars.queries import nomination_to_score
from services.registry.exemplars.views import scoring as views
from services.registry.exemplars.views.errands import errand_of, judge_of
from services.registry.exemplars.workflows import Handed, declare, hand_in
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FieldEmpty, FormReader
from shared.portal.options import Option
from shared.portal.web_context import WebContext, page_router

CLEAR = "none"
TIES = [CLEAR, *(tie.value for tie in Tie)]


class ScoringPage:
    """Draws what lies before one reviewer, and takes in what was filled in."""

    def __init__(self, web: WebContext) -> None:
        self._desk = web

    async def seen(self, nomination_id: UUID, viewer: Viewer) -> queries.ScoringDesk:
        """What the reviewer needs to score."""
        async with self._desk.database.transaction() as tx:
            return await queries.scoring_desk(tx, nomination_id, the_guide(), viewer=viewer)

    def render(self, request: Request, told: queries.ScoringDesk, form: FormData) -> Response:
        """The declaration first, then the sheet."""
        words = self._desk.templates.words_for(request)
        view = views.desk_of(told, the_guide().procedure, words)
        ties = [Option(value, words(f"scoring.tie.{value}")) for value in TIES]
        return self._desk.templates.render(
            request, "scoring_page.html", view=view, form=form, ties=ties
        )

    async def declared(self, nomination_id: UUID, form: FormData, viewer: Viewer) -> FormData:
        """A declaration, kept; or with the reason why not."""
        fields = FormReader(form)
        chosen = fields.some_of("ties", TIES, least=1)
        if fields.form.is_refused:
            return fields.form
        declaration = Declaration(
            nomination=nomination_id,
            reviewer=viewer.principal.account,
            declared_at=viewer.now,
            ties=frozenset(Tie(value) for value in chosen if value != CLEAR),
        )
        try:
            async with self._desk.database.transaction() as tx:
                errand = errand_of(viewer, self._desk.place)
                await nomination_to_score(tx, nomination_id, viewer)
                await declare(tx, declaration, judge=judge_of(viewer), errand=errand)
        except Rejection as no:
            return form.refused(WHOLE_FORM, no)
        return form

    async def handed_in(
        self, told: queries.ScoringDesk, form: FormData, viewer: Viewer
    ) -> FormData:
        """A sheet, kept; or with the reasons why not."""
        fields = FormReader(form)
        sheet = _sheet(fields, asked(told.criteria), told=told, viewer=viewer)
        if fields.form.is_refused:
            return fields.form
        handed = Handed(sheet=sheet, is_amendment=told.own is not None)
        try:
            async with self._desk.database.transaction() as tx:
                errand, judge = errand_of(viewer, self._desk.place), judge_of(viewer)
                await hand_in(tx, handed, judge=judge, guide=the_guide(), errand=errand)
        except Rejection as no:
            return form.refused(WHOLE_FORM, no)
        return form


def scoring_pages(web: WebContext) -> APIRouter:
    """The desk of a reviewer, and the scores once all are in."""
    router = page_router()
    reviewer = Annotated[Viewer, Depends(viewing(Right.REVIEW))]
    sent = Annotated[FormData, Depends(form_data_of)]
    page = ScoringPage(web)

    @router.get("/exemplars/{nomination_id}/scoring")
    async def scoring_page(request: Request, nomination_id: UUID, viewer: reviewer) -> Response:
        told = await page.seen(nomination_id, viewer)
        return page.render(request, told, _as_typed(told))

    @router.post("/exemplars/{nomination_id}/declaration")
    async def conflict_declared(
        request: Request, nomination_id: UUID, *, viewer: reviewer, form: sent
    ) -> Response:
        taken = await page.declared(nomination_id, form, viewer)
        if taken.is_refused:
            return page.render(request, await page.seen(nomination_id, viewer), taken)
        return see_other(f"/exemplars/{nomination_id}/scoring", "flash.scoring.declared")

    @router.post("/exemplars/{nomination_id}/scoring")
    async def sheet_handed_in(
        request: Request, nomination_id: UUID, *, viewer: reviewer, form: sent
    ) -> Response:
        told = await page.seen(nomination_id, viewer)
        taken = await page.handed_in(told, form, viewer)
        if taken.is_refused:
            return page.render(request, told, taken)
        return see_other(f"/exemplars/{nomination_id}", "flash.scoring.handed_in")

    router.include_router(_scores(web))
    return router


def _scores(web: WebContext) -> APIRouter:
    router = page_router()
    reader = Annotated[Viewer, Depends(viewing(Right.READ))]

    @router.get("/exemplars/{nomination_id}/scores")
    async def scores_page(request: Request, nomination_id: UUID, viewer: reader) -> Response:
        guide = the_guide()
        async with web.database.transaction() as tx:
            told = await queries.scores_shown(tx, nomination_id, guide, viewer=viewer)
        view = views.scores_of(told, guide.procedure, web.templates.words_for(request))
        return web.templates.render(request, "scores_page.html", view=view)

    return router


def _sheet(
    fields: FormReader, codes: Sequence[str], *, told: queries.ScoringDesk, viewer: Viewer
) -> ScoreSheet:
    top = the_guide().procedure.top_score
    scores = {code: _score(fields, code, top) for code in codes}
    reason = fields.text("reason", most=300, may_be_empty=told.own is None)
    return ScoreSheet(
        nomination=told.nomination.id,
        reviewer=viewer.principal.account,
        handed_in_at=viewer.now,
        scores=scores,
        reason=reason,
    )


def _score(fields: FormReader, code: str, top: int) -> Score:
    if not fields.form.text(f"score-{code}"):
        fields.refuse(f"score-{code}", FieldEmpty())
        return Score(0)
    points = fields.whole(f"score-{code}", most=top)
    comment = fields.text(f"comment-{code}", most=MAX_COMMENT_CHARS, may_be_empty=True)
    return Score(points, comment)


def _as_typed(told: queries.ScoringDesk) -> FormData:
    values: dict[str, object] = {}
    for code, score in (told.own.scores if told.own else {}).items():
        values |= {f"score-{code}": score.points, f"comment-{code}": score.comment}
    return FormData.blank(**values)
