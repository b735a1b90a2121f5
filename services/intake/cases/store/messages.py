"""Messages, contacts, and the entries of a case, in and out of Postgres."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.cases.domain.cases import CaseId, Visibility
from services.intake.cases.domain.messages import Contact, Message, MessageId
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.tables import case_entries, contacts, feedback, messages, notices
from shared.chassis.database import Transaction

MESSAGE = tuple(messages.c[field.name] for field in fields(Message))
CONTACT = tuple(contacts.c[field.name] for field in fields(Contact))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something said or done about a case; `who` is an account, or whom we call by a word."""

    id: UUID
    case_id: CaseId
    at: datetime
    who: str
    what: str
    is_public: bool
    words: str = ""
    data: Mapping[str, Any]


async def add_message(tx: Transaction, message: Message) -> bool:
    """Write a further message of a case down; False if it, or its number, is there already."""
    added = insert(messages).values(asdict(message) | {"visibility": message.visibility.value})
    told = await tx.execute(added.on_conflict_do_nothing().returning(messages.c.id))
    return told.one_or_none() is not None


async def find_message(tx: Transaction, *, channel: str, external_ref: str) -> Message | None:
    """The message a channel has brought under this name."""
    return await _find(
        tx, messages.c.channel == channel, messages.c.external_ref == external_ref
    )


async def find_by_id(tx: Transaction, message_id: UUID) -> Message | None:
    """The message with this id."""
    return await _find(tx, messages.c.id == message_id)


async def find_numbered(tx: Transaction, number: TrackingNumber) -> Message | None:
    """The message with this number."""
    return await _find(tx, messages.c.number == number)


async def list_messages(tx: Transaction, case_id: CaseId) -> list[Message]:
    """All messages of a case, the oldest first."""
    query = sa.select(*MESSAGE).where(messages.c.case_id == case_id)
    rows = await tx.execute(query.order_by(messages.c.received_at, messages.c.id))
    return [_message(row) for row in rows.mappings()]


async def keep_answers(
    tx: Transaction, message_id: MessageId, answers: Mapping[str, object]
) -> None:
    """Keep what was answered to the category's own questions."""
    kept = messages.update().where(messages.c.id == message_id)
    await tx.execute(kept.values(answers=dict(answers)))


async def load_answers(tx: Transaction, message_id: MessageId) -> Mapping[str, object]:
    """What was answered to the category's own questions."""
    query = sa.select(messages.c.answers).where(messages.c.id == message_id)
    told: Mapping[str, object] = (await tx.execute(query)).scalar_one()
    return told


async def keep_contact(tx: Transaction, message_id: MessageId, contact: Contact) -> None:
    """Keep how whoever wrote can be reached; told again, the newer telling stands."""
    row = asdict(contact) | {"message_id": message_id}
    added = insert(contacts).values(row)
    await tx.execute(
        added.on_conflict_do_update(index_elements=["message_id"], set_=asdict(contact))
    )


async def load_contact(tx: Transaction, message_id: MessageId) -> Contact | None:
    """How whoever wrote a message can be reached; whoever asks leaves a trace."""
    query = sa.select(*CONTACT).where(contacts.c.message_id == message_id)
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else Contact(**row)


async def list_reachable(tx: Transaction, case_id: CaseId) -> list[tuple[Message, Contact]]:
    """Whoever wrote about a case, or about one it speaks for, and can be reached, unless they
    asked us to stop.
    """
    spoken_for = sa.select(feedback.c.id).where(feedback.c.merged_into == case_id)
    query = (
        sa.select(*MESSAGE, *CONTACT)
        .join(contacts, contacts.c.message_id == messages.c.id)
        .where(
            sa.or_(messages.c.case_id == case_id, messages.c.case_id.in_(spoken_for)),
            contacts.c.stopped_at.is_(None),
        )
        .order_by(messages.c.received_at, messages.c.id)
    )
    rows = (await tx.execute(query)).mappings()
    return [
        (_message({column.name: row[column.name] for column in MESSAGE}), _contact(row))
        for row in rows
    ]


async def add_entry(tx: Transaction, entry: Entry) -> None:
    """Add to what was said and done about a case."""
    row = asdict(entry) | {"data": dict(entry.data)}
    await tx.execute(case_entries.insert().values(row))


async def add_known_entries(tx: Transaction, entries: Sequence[Entry]) -> None:
    """Add what was said and done elsewhere; what is here already stays as it is."""
    rows = [asdict(entry) | {"data": dict(entry.data)} for entry in entries]
    if rows:
        added = insert(case_entries).on_conflict_do_nothing(index_elements=["id"])
        await tx.execute(added, rows)


async def list_entries(
    tx: Transaction, case_id: CaseId, *, public_only: bool = False
) -> list[Entry]:
    """What was said and done about a case, the oldest first."""
    query = sa.select(case_entries).where(case_entries.c.case_id == case_id)
    if public_only:
        query = query.where(case_entries.c.is_public)
    rows = await tx.execute(query.order_by(case_entries.c.at, case_entries.c.id))
    return [Entry(**row) for row in rows.mappings()]


async def _find(tx: Transaction, *which: sa.ColumnElement[bool]) -> Message | None:
    row = (await tx.execute(sa.select(*MESSAGE).where(*which))).mappings().one_or_none()
    return None if row is None else _message(row)


def _message(row: Mapping[Any, Any]) -> Message:
    return Message(**dict(row) | {"visibility": Visibility(row["visibility"])})


def _contact(row: Mapping[Any, Any]) -> Contact:
    return Contact(**{column.name: row[column.name] for column in CONTACT})


async def lock_reference(tx: Transaction, *, channel: str, external_ref: str) -> None:
    """Let nobody else take in the same message until the transaction ends."""
    name = f"intake message {channel} {external_ref}"
    await tx.execute(
        sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name}
    )


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
