"""Dossiers over HTTP: answers, spread, proposals to the level above, scores."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from uuid_utils.compat import uuid7

from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.domain.checklist import Answer
from services.registry.exemplars.domain.conflicts import Declaration, Tie
from services.registry.exemplars.domain.scoring import Score, ScoreSheet
from services.registry.exemplars.domain.spread import Spread, SpreadKind
from services.registry.exemplars.queries import exemplars as queries
from services.registry.exemplars.queries import scoring as scoring_queries
from services.registry.exemplars.routes.exemplars import PREFIX, ExemplarView
from services.registry.exemplars.views.errands import errand_of, judge_of
from services.registry.exemplars.workflows import nomination_files as workflows
from services.registry.exemplars.workflows.nomination_files import Filled
from services.registry.exemplars.workflows.scoring import Handed, declare, hand_in
from services.registry.org.queries import Viewer
from services.registry.org.views.viewers import viewing
from shared.kernel.roles import Right
from shared.portal.web_context import WebContext


class AnswerForm(BaseModel):
    """An answer to one criterion."""

    criterion: str
    evidence: str = ""
    figure: Decimal | None = None
    figure_source: str = ""


class ChecklistForm(BaseModel):
    """Answers; `version` is the one of the nomination that was looked at."""

    version: int
    answers: list[AnswerForm]


class SpreadForm(BaseModel):
    """Where an exemplar was copied or spoken of."""

    kind: SpreadKind
    happened_on: date
    note: str


class DocumentForm(BaseModel):
    """The number of the document by which something is done."""

    document: str


class DeclarationForm(BaseModel):
    """The ties one has with a nominee; an empty list declares none."""

    ties: list[Tie]


class ScoreForm(BaseModel):
    """What is given for one criterion."""

    points: int
    comment: str = ""


class SheetForm(BaseModel):
    """A score sheet; one that amends an earlier one says why."""

    scores: dict[str, ScoreForm]
    is_amendment: bool = False
    reason: str = ""


class Accepted(BaseModel):
    """That it was kept."""

    kept: bool = True


class OutcomeView(BaseModel):
    """What the sheets came to, exactly."""

    result: str
    sheets: int
    dropped_at_each_end: int
    by_criterion: dict[str, str]


def dossier_routes(web: WebContext) -> APIRouter:
    """What belongs to one nomination, as JSON."""
    router = APIRouter()
    router.include_router(_answers(web))
    router.include_router(_upward(web))
    router.include_router(_scores(web))
    return router


def _answers(web: WebContext) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["registry"])
    writer = Annotated[Viewer, Depends(viewing(web, Right.WORK))]

    @router.put("/{nomination_id}/answers")
    async def put_answers(
        nomination_id: UUID, form: ChecklistForm, viewer: writer
    ) -> ExemplarView:
        """Answer criteria, until the nomination is published for comment."""
        answers = [Answer(**each.model_dump()) for each in form.answers]
        filled = Filled(answers=answers, seen_version=form.version)
        errand, guide = errand_of(viewer, web.place), the_guide()
        async with web.database.transaction() as tx:
            told = await queries.nomination_shown(tx, nomination_id, viewer)
            await viewer.must(tx, Right.WORK, told.unit)
            kept = await workflows.fill_in(
                tx, nomination_id, filled, guide=guide, errand=errand
            )
        return ExemplarView.of(kept)

    @router.post("/{nomination_id}/spread", status_code=201)
    async def post_spread(nomination_id: UUID, form: SpreadForm, viewer: writer) -> Accepted:
        """Note that an exemplar was copied or spoken of."""
        spread = Spread(id=uuid7(), nomination=nomination_id, **form.model_dump())
        async with web.database.transaction() as tx:
            told = await queries.nomination_shown(tx, nomination_id, viewer)
            await viewer.must(tx, Right.WORK, told.unit)
            await workflows.note_spread(tx, spread, errand_of(viewer, web.place))
        return Accepted()

    return router


def _upward(web: WebContext) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["registry"])
    leader = Annotated[Viewer, Depends(viewing(web, Right.DECIDE))]
    writer = Annotated[Viewer, Depends(viewing(web, Right.WORK))]

    @router.post("/{nomination_id}/proposal")
    async def post_proposal(
        nomination_id: UUID, form: DocumentForm, viewer: leader
    ) -> ExemplarView:
        """Propose what was selected here to the level above."""
        errand = errand_of(viewer, web.place)
        async with web.database.transaction() as tx:
            await viewer.must(tx, Right.DECIDE, viewer.here)
            proposed = await workflows.propose_up(
                tx, nomination_id, form.document, errand=errand
            )
        return ExemplarView.of(proposed)

    @router.post("/{nomination_id}/taking-up", status_code=201)
    async def post_taking_up(
        nomination_id: UUID, form: DocumentForm, viewer: writer
    ) -> ExemplarView:
        """Take a proposal from below through the council of this level."""
        errand = errand_of(viewer, web.place)
        async with web.database.transaction() as tx:
            await viewer.must(tx, Right.WORK, viewer.here)
            taken = await workflows.take_up(tx, nomination_id, form.document, errand=errand)
        return ExemplarView.of(taken)

    return router


def _scores(web: WebContext) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["registry"])
    reviewer = Annotated[Viewer, Depends(viewing(web, Right.REVIEW))]
    reader = Annotated[Viewer, Depends(viewing(web, Right.READ))]

    @router.post("/{nomination_id}/declarations", status_code=201)
    async def post_declaration(
        nomination_id: UUID, form: DeclarationForm, viewer: reviewer
    ) -> Accepted:
        """Declare one's ties before scoring."""
        declaration = Declaration(
            nomination=nomination_id,
            reviewer=viewer.principal.account,
            declared_at=viewer.now,
            ties=frozenset(form.ties),
        )
        errand, judge = errand_of(viewer, web.place), judge_of(viewer)
        async with web.database.transaction() as tx:
            await queries.nomination_to_score(tx, nomination_id, viewer)
            await declare(tx, declaration, judge=judge, errand=errand)
        return Accepted()

    @router.post("/{nomination_id}/sheets", status_code=201)
    async def post_sheet(nomination_id: UUID, form: SheetForm, viewer: reviewer) -> Accepted:
        """Hand a score sheet in, or amend the own one."""
        sheet = ScoreSheet(
            nomination=nomination_id,
            reviewer=viewer.principal.account,
            handed_in_at=viewer.now,
            scores={code: Score(s.points, s.comment) for code, s in form.scores.items()},
            reason=form.reason,
        )
        handed = Handed(sheet=sheet, is_amendment=form.is_amendment)
        errand, judge, guide = errand_of(viewer, web.place), judge_of(viewer), the_guide()
        async with web.database.transaction() as tx:
            await queries.nomination_to_score(tx, nomination_id, viewer)
            await hand_in(tx, handed, judge=judge, guide=guide, errand=errand)
        return Accepted()

    @router.get("/{nomination_id}/scores")
    async def get_scores(nomination_id: UUID, viewer: reader) -> OutcomeView:
        """What the sheets came to, once all are in."""
        guide = the_guide()
        async with web.database.transaction() as tx:
            told = await scoring_queries.scores_shown(tx, nomination_id, guide, viewer=viewer)
        return OutcomeView(
            result=str(told.outcome.result),
            sheets=told.outcome.sheets,
            dropped_at_each_end=told.outcome.dropped,
            by_criterion={c: str(mean) for c, mean in told.outcome.by_criterion.items()},
        )

    return router
