"""What a reviewer sees: the own sheet at once, those of others once all are in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.registry.exemplars.domain.checklist import Answer
from services.registry.exemplars.domain.conflicts import Declaration
from services.registry.exemplars.domain.exemplars import Nomination
from services.registry.exemplars.domain.guide import Criterion, Guide
from services.registry.exemplars.domain.scoring import (
    Outcome,
    ScoreSheet,
    must_be_unsealed,
    outcome,
)
from services.registry.exemplars.queries.exemplars import (
    nomination_shown,
    nomination_to_score,
    unit_named,
)
from services.registry.exemplars.store import checklists
from services.registry.exemplars.store import scoring as store
from services.registry.exemplars.store.nomination_files import criteria_of
from services.registry.org.domain.duty_board import Askable
from services.registry.org.queries import Viewer
from shared.chassis.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringDesk:
    """What lies before one reviewer; nothing of any other."""

    nomination: Nomination
    unit: Askable | None
    criteria: Sequence[Criterion]
    answers: Mapping[str, Answer]
    declaration: Declaration | None
    own: ScoreSheet | None
    handed_in: int
    panel: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Every sheet and what they come to, once the seals are broken."""

    nomination: Nomination
    unit: Askable | None
    criteria: Sequence[Criterion]
    sheets: Sequence[ScoreSheet]
    editions: Sequence[ScoreSheet]
    """All that was ever handed in, amended sheets among it."""
    outcome: Outcome


async def scoring_desk(
    tx: Transaction, nomination_id: UUID, guide: Guide, *, viewer: Viewer
) -> ScoringDesk:
    """What a reviewer needs to score."""
    nomination = await nomination_to_score(tx, nomination_id, viewer)
    declared = await store.list_declarations(tx, nomination.id)
    sheets = await store.list_standing_sheets(tx, nomination.id)
    answers = await checklists.list_answers(tx, nomination.id)
    me = viewer.principal.account
    return ScoringDesk(
        nomination=nomination,
        unit=await unit_named(tx, nomination.unit, viewer),
        criteria=await criteria_of(tx, nomination, guide),
        answers={answer.criterion: answer for answer in answers},
        declaration=declared.get(me),
        own=next((sheet for sheet in sheets if sheet.reviewer == me), None),
        handed_in=len(sheets),
        panel=sum(declaration.is_clear for declaration in declared.values()),
    )


async def scores_shown(
    tx: Transaction, nomination_id: UUID, guide: Guide, *, viewer: Viewer
) -> Scores:
    """All scores of a nomination.

    Raises:
        ScoresStillSealed: until everybody who began has handed in, and enough have.

    """
    nomination = await nomination_shown(tx, nomination_id, viewer)
    declared = await store.list_declarations(tx, nomination.id)
    sheets = await store.list_standing_sheets(tx, nomination.id)
    must_be_unsealed(
        [reviewer for reviewer, each in declared.items() if each.is_clear],
        [sheet.reviewer for sheet in sheets],
        wanted=guide.procedure.min_reviewers,
    )
    return Scores(
        nomination=nomination,
        unit=await unit_named(tx, nomination.unit, viewer),
        criteria=await criteria_of(tx, nomination, guide),
        sheets=sheets,
        editions=await store.list_sheets(tx, nomination.id),
        outcome=outcome(sheets, guide.procedure),
    )
