"""Letterheads, texts and recipients in and out of Postgres."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on, insert

from services.intake.letters.domain.content import Recipient
from services.intake.letters.domain.letterheads import Letterhead
from services.intake.letters.domain.letters import LetterKind
from services.intake.letters.domain.texts import LetterText
from services.intake.letters.tables import letter_texts, letterheads, recipients
from services.intake.promises.domain import PromiseSubject, SubjectKind
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode

RECIPIENT = ("full_name", "address", "email")


async def save_letterhead(tx: Transaction, letterhead: Letterhead) -> None:
    """Keep a letterhead; another of the same day is overwritten."""
    put = insert(letterheads).values(asdict(letterhead))
    changed = {name: put.excluded[name] for name in asdict(letterhead)}
    await tx.execute(
        put.on_conflict_do_update(index_elements=["unit", "valid_from"], set_=changed)
    )


async def heads_on(
    tx: Transaction, day: date, *, units: Sequence[str] | None = None
) -> dict[UnitCode, Letterhead]:
    """The letterheads that are valid on a day, by unit."""
    query = (
        sa.select(letterheads)
        .ext(distinct_on(letterheads.c.unit))
        .where(letterheads.c.valid_from <= day)
        .order_by(letterheads.c.unit, letterheads.c.valid_from.desc())
    )
    if units is not None:
        query = query.where(letterheads.c.unit.in_(units))
    rows = await tx.execute(query)
    return {UnitCode(row["unit"]): Letterhead(**row) for row in rows.mappings()}


async def save_text(tx: Transaction, text: LetterText) -> None:
    """Keep a text; another of the same day is overwritten."""
    row = asdict(text) | {"kind": text.kind.value, "copies": list(text.copies)}
    put = insert(letter_texts).values(row)
    keys = ["unit", "kind", "subject_kind", "valid_from"]
    changed = {name: put.excluded[name] for name in row}
    await tx.execute(put.on_conflict_do_update(index_elements=keys, set_=changed))


async def texts_on(
    tx: Transaction, day: date, *, units: Sequence[str] | None = None
) -> list[LetterText]:
    """The texts of some units, or of all, that are valid on a day."""
    at = letter_texts.c
    query = (
        sa.select(letter_texts)
        .ext(distinct_on(at.unit, at.kind, at.subject_kind))
        .where(at.valid_from <= day)
        .order_by(at.unit, at.kind, at.subject_kind, at.valid_from.desc())
    )
    if units is not None:
        query = query.where(at.unit.in_(units))
    return [_text(row) for row in (await tx.execute(query)).mappings()]


async def save_recipient(
    tx: Transaction,
    subject: PromiseSubject,
    recipient: Recipient,
    *,
    by: UUID | None,
    now: datetime,
) -> None:
    """Keep who is written to about a subject."""
    row: dict[str, Any] = asdict(recipient) | {
        "subject_kind": subject.kind.value,
        "subject": subject.id,
        "set_by": by,
        "set_at": now,
    }
    put = insert(recipients).values(row)
    changed = {name: put.excluded[name] for name in row}
    await tx.execute(
        put.on_conflict_do_update(index_elements=["subject_kind", "subject"], set_=changed)
    )


async def recipients_of(
    tx: Transaction, kind: SubjectKind, subjects: Sequence[UUID]
) -> dict[UUID, Recipient]:
    """Who is written to about some subjects, where it is known."""
    at = recipients.c
    query = sa.select(at.subject, at.full_name, at.address, at.email).where(
        at.subject_kind == kind.value, at.subject.in_(subjects)
    )
    rows = await tx.execute(query)
    return {
        row.subject: Recipient(full_name=row[1], address=row[2], email=row[3]) for row in rows
    }


def _text(row: sa.RowMapping) -> LetterText:
    shaped = {"kind": LetterKind(row["kind"]), "copies": tuple(row["copies"])}
    return LetterText(**(dict(row) | shaped))
