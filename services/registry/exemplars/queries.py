"""What is known of exemplars, to those who may read of their units, and to everybody."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.registry.exemplars import store
from services.registry.exemplars.domain.guide import Criterion, Guide
from services.registry.exemplars.domain.nominations import (
    NAME_READ,
    GivenAward,
    Moved,
    Nomination,
    NominationState,
    NominationStep,
    NomineeQuery,
)
from services.registry.exemplars.domain.principles import (
    Answer,
    Check,
    Spread,
    checks,
    comment_until,
)
from services.registry.exemplars.domain.scoring import (
    Declaration,
    Outcome,
    ScoreSheet,
    must_be_unsealed,
    outcome,
)
from services.registry.exemplars.store import NominableModel
from services.registry.org import store as org_store
from services.registry.org.domain import Askable
from services.registry.org.queries import Viewer
from shared.chassis.audit import count_readings
from shared.chassis.database import Transaction
from shared.kernel.roles import Right

SHOWN_TO_ALL = frozenset({NominationState.SELECTED, NominationState.COMMENDED})
STANDING_FOR_COMMENT = frozenset({NominationState.PUBLISHED})
NEEDS = {
    NominationStep.ACCEPT: Right.WORK,
    NominationStep.PUBLISH: Right.WORK,
    NominationStep.REVIEW: Right.WORK,
    NominationStep.SELECT: Right.DECIDE,
    NominationStep.COMMEND: Right.DECIDE,
    NominationStep.REVOKE: Right.DECIDE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    nominations: Sequence[Nomination]
    units: Mapping[str, Askable]
    awards: Mapping[UUID, GivenAward]
    counts: Mapping[NominationState, int]
    names: Mapping[UUID, str]
    """Titles of models, and names of those who agreed to be named in public."""
    proposals: int = 0
    """How many nodes below wait for this level's council."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationFile:
    """Everything of one nomination but the name of a person."""

    nomination: Nomination
    units: Mapping[str, Askable]
    title: str
    """What a model is called; empty for whatever is named by its unit."""
    criteria: Sequence[Criterion]
    answers: Mapping[str, Answer]
    moves: Sequence[Moved]
    spread: Sequence[Spread]
    checks: Sequence[Check]
    comment_until: date | None
    award: GivenAward | None
    has_name: bool
    readings: int
    sheets: int
    panel: int
    taken_up: Nomination | None


async def exemplars_shown(tx: Transaction, query: NomineeQuery, viewer: Viewer) -> Listed:
    """The nominations looked for, of the units the viewer may read of."""
    scope = await viewer.scope(tx, Right.READ)
    listed = await _listed(tx, replace(query, scope=scope), viewer.today)
    proposed = NomineeQuery(not_host=viewer.here, is_proposed=True, scope=scope)
    proposals = sum((await store.count_by_state(tx, proposed)).values())
    return replace(listed, proposals=proposals)


async def exemplars_for_all(tx: Transaction, query: NomineeQuery, *, day: date) -> Listed:
    """What everybody may see: who is selected or commended, and who stands for comment."""
    states = SHOWN_TO_ALL | STANDING_FOR_COMMENT
    public = replace(query, states=[state.value for state in states])
    return await _listed(tx, public, day)


async def units_of(tx: Transaction, codes: Collection[str], day: date) -> dict[str, Askable]:
    """Units by code, whether or not they still exist."""
    return {unit.unit: unit for unit in await org_store.list_named(tx, codes, day=day)}


async def units_to_nominate(tx: Transaction, viewer: Viewer) -> list[Askable]:
    """The units served here for which the viewer may put somebody forward."""
    here, day = viewer.here, viewer.today
    hosted = await org_store.list_askable(tx, here, day=day, host=here)
    return [unit for unit in hosted if viewer.principal.may(Right.WORK, unit.line)]


async def nomination_shown(tx: Transaction, nomination_id: UUID, viewer: Viewer) -> Nomination:
    """One nomination, if the viewer may read of its unit.

    Raises:
        NominationUnknown: if there is none.
        NotYours: if the viewer may not.

    """
    nomination = await store.load_nomination(tx, nomination_id)
    await viewer.must(tx, Right.READ, nomination.unit)
    return nomination


async def must_for_step(
    tx: Transaction, nomination_id: UUID, step: NominationStep, *, viewer: Viewer
) -> None:
    """The home collective accepts at its unit; the council and its leader act for the place.

    Raises:
        NotYours: if the viewer does not hold the right for this step.

    """
    nomination = await nomination_shown(tx, nomination_id, viewer)
    where = nomination.unit if step is NominationStep.ACCEPT else viewer.here
    await viewer.must(tx, NEEDS[step], where)


async def nomination_worked_on(
    tx: Transaction, nomination_id: UUID, viewer: Viewer
) -> Nomination:
    """One nomination, if the viewer works for its unit.

    Raises:
        NominationUnknown: if there is none.
        NotYours: if the viewer does not.

    """
    nomination = await nomination_shown(tx, nomination_id, viewer)
    await viewer.must(tx, Right.WORK, nomination.unit)
    return nomination


async def list_by_codes(tx: Transaction, codes: Collection[str]) -> dict[str, Nomination]:
    return await store.list_by_codes(tx, codes)


async def nomination_to_score(
    tx: Transaction, nomination_id: UUID, viewer: Viewer
) -> Nomination:
    """One nomination, if the viewer reviews for its unit or for one above it.

    Raises:
        NominationUnknown: if there is none.
        NotYours: if the viewer does not.

    """
    nomination = await store.load_nomination(tx, nomination_id)
    await viewer.must(tx, Right.REVIEW, nomination.unit)
    return nomination


async def nomination_file(
    tx: Transaction, nomination_id: UUID, guide: Guide, *, viewer: Viewer
) -> NominationFile:
    """Everything of one nomination, if the viewer may read of its unit."""
    nomination = await nomination_shown(tx, nomination_id, viewer)
    record = await store.load_record(tx, nomination, guide, today=viewer.today)
    answers = await store.list_answers(tx, nomination.id)
    awards = await store.list_awards(tx, [nomination.id])
    declared = await store.list_declarations(tx, nomination.id)
    return NominationFile(
        nomination=nomination,
        units=await _unit_of(tx, nomination, viewer),
        title=(await store.titles_of(tx, [nomination])).get(nomination.id, ""),
        criteria=await store.criteria_of(tx, nomination, guide),
        answers={answer.criterion: answer for answer in answers},
        moves=record.moves,
        spread=await store.list_spread(tx, nomination.id),
        checks=checks(record),
        comment_until=comment_until(record),
        award=awards[-1] if awards else None,
        has_name=await store.has_person(tx, nomination.id),
        readings=await count_readings(tx, NAME_READ, subject=str(nomination.id)),
        sheets=len(await store.list_standing_sheets(tx, nomination.id)),
        panel=sum(declaration.is_clear for declaration in declared.values()),
        taken_up=await store.find_taken_up(tx, nomination.id),
    )


async def _unit_of(
    tx: Transaction, nomination: Nomination, viewer: Viewer
) -> dict[str, Askable]:
    """The unit by its code, if it is known below here today."""
    codes = [nomination.unit]
    units = await org_store.list_askable(tx, viewer.here, day=viewer.today, codes=codes)
    return {unit.unit: unit for unit in units}


async def names_of(tx: Transaction, nominations: Sequence[Nomination]) -> dict[UUID, str]:
    """What may be told of whom: titles of models, names of those who agreed to be named."""
    persons = await store.names_for_all(tx, [each.id for each in nominations])
    return persons | await store.titles_of(tx, nominations)


async def models_to_nominate(tx: Transaction, units: Iterable[Askable]) -> list[NominableModel]:
    return await store.list_nominable(tx, [unit.unit for unit in units])


async def _listed(tx: Transaction, query: NomineeQuery, day: date) -> Listed:
    nominations = await store.list_nominations(tx, query)
    ids = [nomination.id for nomination in nominations]
    return Listed(
        nominations=nominations,
        units=await units_of(tx, {each.unit for each in nominations}, day),
        awards=_standing(await store.list_awards(tx, ids)),
        counts=await store.count_by_state(tx, replace(query, state="", after=None)),
        names=await names_of(tx, nominations),
    )


def _standing(awards: Iterable[GivenAward]) -> dict[UUID, GivenAward]:
    return {award.nomination: award for award in awards if award.revoked_on is None}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringTask:
    """What lies before one reviewer; nothing of any other."""

    nomination: Nomination
    units: Mapping[str, Askable]
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
    units: Mapping[str, Askable]
    criteria: Sequence[Criterion]
    sheets: Sequence[ScoreSheet]
    editions: Sequence[ScoreSheet]
    """All that was ever handed in, amended sheets among it."""
    outcome: Outcome


async def scoring_task(
    tx: Transaction, nomination_id: UUID, guide: Guide, *, viewer: Viewer
) -> ScoringTask:
    nomination = await nomination_to_score(tx, nomination_id, viewer)
    declared = await store.list_declarations(tx, nomination.id)
    sheets = await store.list_standing_sheets(tx, nomination.id)
    answers = await store.list_answers(tx, nomination.id)
    me = viewer.principal.account
    return ScoringTask(
        nomination=nomination,
        units=await _unit_of(tx, nomination, viewer),
        criteria=await store.criteria_of(tx, nomination, guide),
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
        units=await _unit_of(tx, nomination, viewer),
        criteria=await store.criteria_of(tx, nomination, guide),
        sheets=sheets,
        editions=await store.list_sheets(tx, nomination.id),
        outcome=outcome(sheets, guide.procedure),
    )
