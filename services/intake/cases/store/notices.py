"""Notices: what citizens are to be told, in and out of Postgres."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from services.intake.cases.tables import notices
from shared.chassis.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """One thing to tell one person by one channel; `once` keeps it from being told twice."""

    id: UUID
    subject_kind: str
    subject_id: UUID
    message_id: UUID | None
    kind: str
    channel: str
    language: str
    data: Mapping[str, Any]
    created_at: datetime
    once: str | None = None


async def add_notice(tx: Transaction, notice: NewNotice) -> bool:
    """Put a notice on its way; False if it was before."""
    names = NewNotice.__dataclass_fields__
    row: dict[str, Any] = {name: getattr(notice, name) for name in names}
    row |= {"data": dict(notice.data), "next_try_at": notice.created_at}
    added = insert(notices).values(row).on_conflict_do_nothing(index_elements=["once"])
    return (await tx.execute(added.returning(notices.c.id))).one_or_none() is not None
