"""Drafts in and out of Postgres."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.sending.domain import KEPT_FOR, Draft, DraftGone, DraftId, DraftPhoto
from services.intake.sending.tables import drafts as table
from shared.chassis.database import Transaction


async def add_draft(tx: Transaction, draft: Draft) -> None:
    """Write down a draft for the first time."""
    await tx.execute(table.insert().values(id=draft.id, made_at=draft.made_at, **_row(draft)))


async def save_draft(tx: Transaction, draft: Draft) -> None:
    """Keep what was typed since."""
    await tx.execute(table.update().where(table.c.id == draft.id).values(**_row(draft)))


async def load_draft(
    tx: Transaction, draft_id: DraftId, *, now: datetime, to_change: bool = False
) -> Draft:
    """The draft of this name; `to_change` lets nobody else change it meanwhile.

    Raises:
        DraftGone: if there is none, or its day is over.

    """
    query = sa.select(table).where(table.c.id == draft_id)
    if to_change:
        query = query.with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None or (draft := _draft(row)).is_gone(now):
        raise DraftGone
    return draft


async def forget_drafts(tx: Transaction, *, now: datetime) -> int:
    """Let go of every draft whose day is over; says how many those were."""
    told = await tx.execute(table.delete().where(table.c.made_at <= now - KEPT_FOR))
    return int(told.rowcount)


async def digests_in_drafts(tx: Transaction) -> frozenset[str]:
    """The photos that drafts name, so that they must not be swept."""
    rows = (await tx.execute(sa.select(table.c.photos))).scalars()
    return frozenset(photo["digest"] for photos in rows for photo in photos)


def _row(draft: Draft) -> dict[str, Any]:
    return {
        "values": {name: list(texts) for name, texts in draft.values.items()},
        "photos": [asdict(photo) for photo in draft.photos],
        "number": draft.number,
    }


def _draft(row: sa.RowMapping) -> Draft:
    return Draft(
        id=DraftId(row["id"]),
        made_at=row["made_at"],
        values={name: tuple(texts) for name, texts in row["values"].items()},
        photos=tuple(DraftPhoto(**photo) for photo in row["photos"]),
        number=None if row["number"] is None else TrackingNumber(row["number"]),
    )
