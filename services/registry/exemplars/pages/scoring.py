"""Pages of scoring: declare, score blind, amend with a reason, see what it came to."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from services.registry.exemplars import queries, views, workflows
from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.domain.scoring import (
    MAX_COMMENT_CHARS,
    Declaration,
    Score,
    ScoreSheet,
    Tie,
    scored_codes,
)
from services.registry.exemplars.queries import ScoringTask
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FieldEmpty, FormReader
from shared.portal.options import Option
from shared.portal.web_context import page_router

CLEAR = "none"
TIES = [CLEAR, *(tie.value for tie in Tie)]
Reader = Annotated[Viewer, Depends(viewing(Right.READ))]
Reviewer = Annotated[Viewer, Depends(viewing(Right.REVIEW))]
Form = Annotated[FormData, Depends(form_data_of)]

scoring_pages = page_router("/exemplars/{nomination_id}")


@scoring_pages.get("/scoring")
async def scoring_page(
    web: Web, request: Request, nomination_id: UUID, viewer: Reviewer
) -> Response:
    task = await _task(web, nomination_id, viewer)
    values: dict[str, object] = {}
    for code, score in (task.own.scores if task.own else {}).items():
        values |= {f"score-{code}": score.points, f"comment-{code}": score.comment}
    return _draw(web, request, task, FormData.blank(**values))


@scoring_pages.post("/declaration")
async def declare(
    web: Web, *, request: Request, nomination_id: UUID, viewer: Reviewer, form: Form
) -> Response:
    fields = FormReader(form)
    chosen = fields.some_of("ties", TIES, least=1)
    if not fields.form.is_refused:
        declaration = Declaration(
            nomination=nomination_id,
            reviewer=viewer.principal.account,
            declared_at=viewer.now,
            ties=frozenset(Tie(value) for value in chosen if value != CLEAR),
        )
        try:
            async with web.database.transaction() as tx:
                await queries.nomination_to_score(tx, nomination_id, viewer)
                await workflows.declare(tx, declaration, viewer)
        except Rejection as no:
            fields.refuse(WHOLE_FORM, no)
    if fields.form.is_refused:
        task = await _task(web, nomination_id, viewer)
        return _draw(web, request, task, fields.form)
    return see_other(f"/exemplars/{nomination_id}/scoring", "flash.scoring.declared")


@scoring_pages.post("/scoring")
async def hand_in(
    web: Web, *, request: Request, nomination_id: UUID, viewer: Reviewer, form: Form
) -> Response:
    task, fields, guide = await _task(web, nomination_id, viewer), FormReader(form), the_guide()
    codes, top = scored_codes(task.criteria), guide.procedure.top_score
    sheet = ScoreSheet(
        nomination=nomination_id,
        reviewer=viewer.principal.account,
        handed_in_at=viewer.now,
        scores={code: _score(fields, code, top) for code in codes},
        reason=fields.text("reason", most=300, may_be_empty=task.own is None),
    )
    if not fields.form.is_refused:
        is_amendment = task.own is not None
        try:
            async with web.database.transaction() as tx:
                await workflows.hand_in(
                    tx, sheet, is_amendment=is_amendment, guide=guide, acting=viewer
                )
        except Rejection as no:
            fields.refuse(WHOLE_FORM, no)
    if fields.form.is_refused:
        return _draw(web, request, task, fields.form)
    return see_other(f"/exemplars/{nomination_id}", "flash.scoring.handed_in")


@scoring_pages.get("/scores")
async def scores_page(
    web: Web, request: Request, nomination_id: UUID, viewer: Reader
) -> Response:
    guide = the_guide()
    async with web.database.transaction() as tx:
        scores = await queries.scores_shown(tx, nomination_id, guide, viewer=viewer)
    view = views.scores_view(scores, guide.procedure, web.templates.words_for(request))
    nomination = scores.nomination
    return web.templates.render(request, "scores_page.html", view=view, nomination=nomination)


async def _task(web: Web, nomination_id: UUID, viewer: Viewer) -> ScoringTask:
    async with web.database.transaction() as tx:
        return await queries.scoring_task(tx, nomination_id, the_guide(), viewer=viewer)


def _draw(web: Web, request: Request, task: ScoringTask, form: FormData) -> Response:
    """The declaration first, then the sheet."""
    words = web.templates.words_for(request)
    return web.templates.render(
        request,
        "scoring_page.html",
        task=task,
        title=views.title_of(task.nomination, task.units, words=words),
        rows=views.score_rows(task, words),
        points=range(the_guide().procedure.top_score + 1),
        ties=[Option(value, words(f"scoring.tie.{value}")) for value in TIES],
        form=form,
    )


def _score(fields: FormReader, code: str, top: int) -> Score:
    if not fields.form.text(f"score-{code}"):
        fields.refuse(f"score-{code}", FieldEmpty())
        return Score(0)
    points = fields.whole(f"score-{code}", most=top)
    comment = fields.text(f"comment-{code}", most=MAX_COMMENT_CHARS, may_be_empty=True)
    return Score(points, comment)
