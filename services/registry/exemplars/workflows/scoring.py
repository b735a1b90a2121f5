"""Scoring: declare first, then score blind; a change is an amendment with its reason."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.registry.exemplars.domain.conflicts import (
    Declaration,
    Judge,
    must_be_impartial,
    must_have_declared,
)
from services.registry.exemplars.domain.exemplars import (
    Nomination,
    NominationState,
    StepOutOfTurn,
)
from services.registry.exemplars.domain.guide import Guide
from services.registry.exemplars.domain.scoring import (
    ScoredBefore,
    ScoreSheet,
    asked,
    checked_scores,
    first_edition,
    next_edition,
)
from services.registry.exemplars.store import scoring as store
from services.registry.exemplars.store.nomination_files import criteria_of
from services.registry.exemplars.workflows.exemplars import Errand, ours
from shared.chassis import audit
from shared.chassis.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A sheet as it is handed in; with a reason if it amends an earlier one."""

    sheet: ScoreSheet
    is_amendment: bool = False


async def declare(
    tx: Transaction, declaration: Declaration, *, judge: Judge, errand: Errand
) -> None:
    """Keep what a reviewer declared, if the reviewer may score at all.

    Raises:
        ScoringOwnUnit: if the rules see a tie already.

    """
    await _scored_by(tx, declaration.nomination, judge=judge, errand=errand)
    await store.save_declaration(tx, declaration)


async def hand_in(
    tx: Transaction, handed: Handed, *, judge: Judge, guide: Guide, errand: Errand
) -> ScoreSheet:
    """Keep a score sheet.

    Raises:
        ConflictDeclared: if a tie was declared.
        DeclarationMissing: if nothing was.
        ScoredBefore: if a sheet was handed in and this does not amend it.

    """
    sheet = handed.sheet
    nomination = await _scored_by(tx, sheet.nomination, judge=judge, errand=errand)
    declarations = await store.list_declarations(tx, nomination.id)
    must_have_declared(declarations.get(judge.account))
    wanted = asked(await criteria_of(tx, nomination, guide))
    checked_scores(sheet.scores, wanted, top=guide.procedure.top_score)
    kept = await _keep(tx, handed)
    deed = "score.amended" if handed.is_amendment else "score.handed_in"
    await audit.record(tx, errand.principal, deed, subject=str(nomination.id))
    return kept


async def _scored_by(
    tx: Transaction, nomination_id: UUID, *, judge: Judge, errand: Errand
) -> Nomination:
    nomination = await ours(tx, nomination_id, errand)
    if nomination.state is not NominationState.PUBLISHED:
        raise StepOutOfTurn
    must_be_impartial(
        judge,
        unit=nomination.unit,
        host=nomination.host,
        nominated_by=nomination.nominated_by,
    )
    return nomination


async def _keep(tx: Transaction, handed: Handed) -> ScoreSheet:
    sheet = handed.sheet
    standing = await store.list_standing_sheets(tx, sheet.nomination)
    before = next((each for each in standing if each.reviewer == sheet.reviewer), None)
    if handed.is_amendment:
        sheet = replace(sheet, edition=next_edition(sheet, before))
    else:
        sheet = first_edition(sheet, before)
    if not await store.add_sheet(tx, sheet):
        raise ScoredBefore
    return sheet
