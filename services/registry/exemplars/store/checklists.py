"""What was answered to each criterion, and where an exemplar spread."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.exemplars.domain.checklist import Answer
from services.registry.exemplars.domain.spread import Spread, SpreadKind
from services.registry.exemplars.tables.nominations import nomination_answers, nomination_spread
from shared.chassis.database import Transaction

KEY = ("nomination", "criterion")


async def save_answer(tx: Transaction, nomination_id: UUID, answer: Answer) -> None:
    """Keep an answer in place of an earlier one; a file once attached stays attached."""
    row = {
        "nomination": nomination_id,
        "criterion": answer.criterion,
        "evidence": answer.evidence,
        "figure": answer.figure,
        "figure_source": answer.figure_source,
        "attachment": answer.attachment,
    }
    kept = insert(nomination_answers).values(row)
    told: dict[str, object] = {n: kept.excluded[n] for n in row if n not in KEY}
    told["attachment"] = sa.func.coalesce(
        kept.excluded.attachment, nomination_answers.c.attachment
    )
    await tx.execute(kept.on_conflict_do_update(index_elements=KEY, set_=told))


async def list_answers(tx: Transaction, nomination_id: UUID) -> list[Answer]:
    """Everything answered so far."""
    query = sa.select(nomination_answers).where(
        nomination_answers.c.nomination == nomination_id
    )
    rows = (await tx.execute(query)).mappings()
    return [Answer(**{k: v for k, v in row.items() if k != "nomination"}) for row in rows]


async def add_spread(tx: Transaction, spread: Spread) -> None:
    """Keep that an exemplar was copied or spoken of."""
    await tx.execute(
        nomination_spread.insert().values(
            id=spread.id,
            nomination=spread.nomination,
            kind=spread.kind.value,
            happened_on=spread.happened_on,
            note=spread.note,
        )
    )


async def list_spread(tx: Transaction, nomination_id: UUID) -> list[Spread]:
    """Where it was copied or spoken of, in the order of days."""
    query = sa.select(nomination_spread).where(nomination_spread.c.nomination == nomination_id)
    rows = (await tx.execute(query.order_by(nomination_spread.c.happened_on))).mappings()
    return [Spread(**{**row, "kind": SpreadKind(row["kind"])}) for row in rows]
