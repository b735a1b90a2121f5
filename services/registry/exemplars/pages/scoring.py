"""Pages of scoring: declare, score blind, amend with a reason, see what it came to."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.domain.conflicts import Declaration, Tie
from services.registry.exemplars.domain.scoring import MAX_COMMENT_CHARS, Score, Sheet, asked
from services.registry.exemplars.queries import scoring as queries
from services.registry.exemplars.queries.exemplars import nomination_to_score
from services.registry.exemplars.scenes import scoring as scenes
from services.registry.exemplars.scenes.errands import errand_of, judge_of
from services.registry.exemplars.workflows.scoring import Handed, declare, hand_in
from services.registry.org.queries import Viewer
from services.registry.org.scenes.viewers import viewing
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.options import Option
from shared.portal.reading import FieldEmpty, Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

CLEAR = "none"
TIES = [CLEAR, *(tie.value for tie in Tie)]


class ScoringPage:
    """Draws what lies before one reviewer, and takes in what was filled in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def seen(self, nomination_id: UUID, viewer: Viewer) -> queries.ScoringDesk:
        """What the reviewer needs to score."""
        async with self._desk.database.transaction() as tx:
            return await queries.scoring_desk(tx, nomination_id, the_guide(), viewer=viewer)

    def draw(self, request: Request, told: queries.ScoringDesk, typed: Typed) -> Response:
        """The declaration first, then the sheet."""
        words = self._desk.easel.words_for(request)
        scene = scenes.desk_of(told, the_guide().procedure, words)
        ties = [Option(value, words(f"scoring.tie.{value}")) for value in TIES]
        return self._desk.easel.draw(
            request, "scoring_page.html", scene=scene, typed=typed, ties=ties
        )

    async def declared(self, nomination_id: UUID, typed: Typed, viewer: Viewer) -> Typed:
        """A declaration, kept; or with the reason why not."""
        reading = Reading(typed)
        chosen = reading.some_of("ties", TIES, least=1)
        if reading.typed.is_refused:
            return reading.typed
        declaration = Declaration(
            nomination=nomination_id,
            reviewer=viewer.asker.account,
            declared_at=viewer.now,
            ties=frozenset(Tie(value) for value in chosen if value != CLEAR),
        )
        try:
            async with self._desk.database.transaction() as tx:
                errand = errand_of(viewer, self._desk.place)
                await nomination_to_score(tx, nomination_id, viewer)
                await declare(tx, declaration, judge=judge_of(viewer), errand=errand)
        except Rejection as no:
            return typed.refused(WHOLE_FORM, no)
        return typed

    async def handed_in(self, told: queries.ScoringDesk, typed: Typed, viewer: Viewer) -> Typed:
        """A sheet, kept; or with the reasons why not."""
        reading = Reading(typed)
        sheet = _sheet(reading, asked(told.criteria), told=told, viewer=viewer)
        if reading.typed.is_refused:
            return reading.typed
        handed = Handed(sheet=sheet, is_amendment=told.own is not None)
        try:
            async with self._desk.database.transaction() as tx:
                errand, judge = errand_of(viewer, self._desk.place), judge_of(viewer)
                await hand_in(tx, handed, judge=judge, guide=the_guide(), errand=errand)
        except Rejection as no:
            return typed.refused(WHOLE_FORM, no)
        return typed


def scoring_pages(desk: Desk) -> APIRouter:
    """The desk of a reviewer, and the scores once all are in."""
    router = desk.router()
    reviewer = Annotated[Viewer, Depends(viewing(desk, Right.REVIEW))]
    sent = Annotated[Typed, Depends(typed_in)]
    page = ScoringPage(desk)

    @router.get("/exemplars/{nomination_id}/scoring")
    async def scoring_page(request: Request, nomination_id: UUID, viewer: reviewer) -> Response:
        told = await page.seen(nomination_id, viewer)
        return page.draw(request, told, _as_typed(told))

    @router.post("/exemplars/{nomination_id}/declaration")
    async def conflict_declared(
        request: Request, nomination_id: UUID, *, viewer: reviewer, typed: sent
    ) -> Response:
        taken = await page.declared(nomination_id, typed, viewer)
        if taken.is_refused:
            return page.draw(request, await page.seen(nomination_id, viewer), taken)
        return see_other(f"/exemplars/{nomination_id}/scoring", "said.scoring.declared")

    @router.post("/exemplars/{nomination_id}/scoring")
    async def sheet_handed_in(
        request: Request, nomination_id: UUID, *, viewer: reviewer, typed: sent
    ) -> Response:
        told = await page.seen(nomination_id, viewer)
        taken = await page.handed_in(told, typed, viewer)
        if taken.is_refused:
            return page.draw(request, told, taken)
        return see_other(f"/exemplars/{nomination_id}", "said.scoring.handed_in")

    router.include_router(_scores(desk))
    return router


def _scores(desk: Desk) -> APIRouter:
    router = desk.router()
    reader = Annotated[Viewer, Depends(viewing(desk, Right.READ))]

    @router.get("/exemplars/{nomination_id}/scores")
    async def scores_page(request: Request, nomination_id: UUID, viewer: reader) -> Response:
        guide = the_guide()
        async with desk.database.transaction() as tx:
            told = await queries.scores_shown(tx, nomination_id, guide, viewer=viewer)
        scene = scenes.scores_of(told, guide.procedure, desk.easel.words_for(request))
        return desk.easel.draw(request, "scores_page.html", scene=scene)

    return router


def _sheet(
    reading: Reading, codes: Sequence[str], *, told: queries.ScoringDesk, viewer: Viewer
) -> Sheet:
    top = the_guide().procedure.top_score
    scores = {code: _score(reading, code, top) for code in codes}
    reason = reading.text("reason", most=300, may_be_empty=told.own is None)
    return Sheet(
        nomination=told.nomination.id,
        reviewer=viewer.asker.account,
        handed_in_at=viewer.now,
        scores=scores,
        reason=reason,
    )


def _score(reading: Reading, code: str, top: int) -> Score:
    if not reading.typed.text(f"score-{code}"):
        reading.refuse(f"score-{code}", FieldEmpty())
        return Score(0)
    points = reading.whole(f"score-{code}", most=top)
    comment = reading.text(f"comment-{code}", most=MAX_COMMENT_CHARS, may_be_empty=True)
    return Score(points, comment)


def _as_typed(told: queries.ScoringDesk) -> Typed:
    values: dict[str, object] = {}
    for code, score in (told.own.scores if told.own else {}).items():
        values |= {f"score-{code}": score.points, f"comment-{code}": score.comment}
    return Typed.blank(**values)
