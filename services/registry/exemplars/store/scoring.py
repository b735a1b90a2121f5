"""Declarations and score sheets in and out of Postgres; no edition is ever overwritten."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.exemplars.domain.conflicts import Declaration, Tie
from services.registry.exemplars.domain.scoring import Score, ScoreSheet
from services.registry.exemplars.tables.scoring import conflict_declarations, score_sheets
from shared.chassis.database import Transaction


async def save_declaration(tx: Transaction, declaration: Declaration) -> None:
    """Keep what a reviewer declared; declared again, the later one stands."""
    row = {
        "nomination": declaration.nomination,
        "reviewer": declaration.reviewer,
        "declared_at": declaration.declared_at,
        "ties": sorted(tie.value for tie in declaration.ties),
    }
    kept = insert(conflict_declarations).values(row)
    told = {"declared_at": row["declared_at"], "ties": row["ties"]}
    key = ["nomination", "reviewer"]
    await tx.execute(kept.on_conflict_do_update(index_elements=key, set_=told))


async def list_declarations(tx: Transaction, nomination_id: UUID) -> dict[UUID, Declaration]:
    """What each reviewer declared."""
    query = sa.select(conflict_declarations).where(
        conflict_declarations.c.nomination == nomination_id
    )
    found = [_declaration(row) for row in (await tx.execute(query)).mappings()]
    return {declaration.reviewer: declaration for declaration in found}


async def add_sheet(tx: Transaction, sheet: ScoreSheet) -> bool:
    """Keep a sheet, unless this edition is there already."""
    row = {
        "nomination": sheet.nomination,
        "reviewer": sheet.reviewer,
        "edition": sheet.edition,
        "handed_in_at": sheet.handed_in_at,
        "scores": {code: [s.points, s.comment] for code, s in sheet.scores.items()},
        "reason": sheet.reason,
    }
    added = insert(score_sheets).values(row).on_conflict_do_nothing()
    kept = await tx.execute(added.returning(score_sheets.c.edition))
    return kept.scalar_one_or_none() is not None


async def list_sheets(tx: Transaction, nomination_id: UUID) -> list[ScoreSheet]:
    """Every edition of every sheet, by reviewer and edition."""
    query = (
        sa.select(score_sheets)
        .where(score_sheets.c.nomination == nomination_id)
        .order_by(score_sheets.c.reviewer, score_sheets.c.edition)
    )
    return [_sheet(row) for row in (await tx.execute(query)).mappings()]


async def list_standing_sheets(tx: Transaction, nomination_id: UUID) -> list[ScoreSheet]:
    """The newest edition of every sheet."""
    newest = {sheet.reviewer: sheet for sheet in await list_sheets(tx, nomination_id)}
    return list(newest.values())


def _declaration(row: sa.RowMapping) -> Declaration:
    return Declaration(**{**row, "ties": frozenset(Tie(tie) for tie in row["ties"])})


def _sheet(row: sa.RowMapping) -> ScoreSheet:
    scores = {code: Score(points, comment) for code, (points, comment) in row["scores"].items()}
    return ScoreSheet(**{**row, "scores": scores})
