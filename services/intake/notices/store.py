"""Notices on their way out, and how the channels fare, in and out of Postgres."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.cases.domain.cases import CaseId
from services.intake.cases.domain.messages import Contact
from services.intake.cases.domain.notices import (
    Notice,
    NoticeNotFailed,
    NoticeState,
    NoticeUnknown,
)
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.tables import contacts, messages, notices
from services.intake.notices.tables import channel_states
from shared.chassis.database import Transaction

COLUMNS = tuple(notices.c[field.name] for field in fields(Notice))
CONTACT = tuple(contacts.c[field.name] for field in fields(Contact))
WAITING, FAILED = NoticeState.WAITING.value, NoticeState.FAILED.value
PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom a notice is for: how they are reached, and what they wrote."""

    number: TrackingNumber
    case_id: CaseId
    channel: str
    external_ref: str | None
    contact: Contact
    has_stopped: bool
    """Whether they asked us not to write any more."""


async def claim_due(
    tx: Transaction, channels: Collection[str], *, most: int, until: datetime, now: datetime
) -> list[Notice]:
    """Take notices that are due, so that nobody else sends them before `until`."""
    due = (
        sa.select(notices.c.id)
        .where(
            notices.c.state == WAITING,
            notices.c.next_try_at <= now,
            notices.c.channel.in_(channels),
        )
        .order_by(notices.c.next_try_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    claimed = (
        notices.update()
        .where(notices.c.id.in_(due.scalar_subquery()))
        .values(attempts=notices.c.attempts + 1, next_try_at=until)
        .returning(*COLUMNS)
    )
    return [Notice(**row) for row in (await tx.execute(claimed)).mappings()]


async def find_recipient(tx: Transaction, message_id: UUID) -> Recipient | None:
    """Whom a notice to the sender of a message is for; None if nobody left a contact."""
    query = (
        sa.select(
            messages.c.number,
            messages.c.case_id,
            messages.c.channel,
            messages.c.external_ref,
            contacts.c.stopped_at,
            *CONTACT,
        )
        .join(contacts, contacts.c.message_id == messages.c.id)
        .where(messages.c.id == message_id)
    )
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        return None
    return Recipient(
        number=TrackingNumber(row["number"]),
        case_id=CaseId(row["case_id"]),
        channel=row["channel"],
        external_ref=row["external_ref"],
        contact=Contact(**{column.name: row[column.name] for column in CONTACT}),
        has_stopped=row["stopped_at"] is not None,
    )


async def mark_sent(tx: Transaction, notice: UUID, *, now: datetime) -> None:
    """It is on its way."""
    sent = notices.update().where(notices.c.id == notice, notices.c.state == WAITING)
    await tx.execute(sent.values(state=NoticeState.SENT.value, sent_at=now, failure=""))


async def try_later(tx: Transaction, notice: UUID, *, why: str, at: datetime) -> None:
    """It did not pass this time."""
    later = notices.update().where(notices.c.id == notice, notices.c.state == WAITING)
    await tx.execute(later.values(next_try_at=at, failure=why))


async def give_up(tx: Transaction, notice: UUID, *, why: str) -> bool:
    """It will never pass; False if it was given up before, or there is no such notice."""
    lost = notices.update().where(notices.c.id == notice, notices.c.state != FAILED)
    result = await tx.execute(lost.values(state=FAILED, failure=why).returning(notices.c.id))
    return result.one_or_none() is not None


async def put_back(tx: Transaction, ids: Collection[UUID], *, at: datetime) -> None:
    """The way out was closed: nothing was tried, so nothing counts as a try."""
    back = notices.update().where(notices.c.id.in_(ids), notices.c.state == WAITING)
    await tx.execute(back.values(next_try_at=at, attempts=notices.c.attempts - 1))


async def retry(tx: Transaction, notice: UUID, *, now: datetime) -> None:
    """Try once more what was given up.

    Raises:
        NoticeUnknown: if there is none.
        NoticeNotFailed: if it was not given up.

    """
    query = sa.select(notices.c.state).where(notices.c.id == notice).with_for_update()
    state = (await tx.execute(query)).scalar_one_or_none()
    if state is None:
        raise NoticeUnknown
    if state != FAILED:
        raise NoticeNotFailed
    again = notices.update().where(notices.c.id == notice)
    await tx.execute(again.values(state=WAITING, attempts=0, next_try_at=now))


async def load_notice(tx: Transaction, notice: UUID) -> Notice | None:
    """One notice, if there is one."""
    query = sa.select(*COLUMNS).where(notices.c.id == notice)
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else Notice(**row)


async def find_answered(tx: Transaction, ids: Sequence[UUID]) -> TrackingNumber | None:
    """The number of the message whose sender was told one of these notices, nearest first."""
    query = (
        sa.select(notices.c.id, messages.c.number)
        .join(messages, messages.c.id == notices.c.message_id)
        .where(notices.c.id.in_(ids))
    )
    found = {row.id: TrackingNumber(row.number) for row in await tx.execute(query)}
    return next((found[one] for one in ids if one in found), None)


async def list_failed(tx: Transaction) -> list[Notice]:
    """What could not be told, newest first."""
    query = sa.select(*COLUMNS).where(notices.c.state == FAILED)
    rows = await tx.execute(query.order_by(notices.c.created_at.desc()).limit(PAGE))
    return [Notice(**row) for row in rows.mappings()]


async def count_waiting(tx: Transaction) -> dict[str, int]:
    """How many notices wait, by channel."""
    query = sa.select(notices.c.channel, sa.func.count().label("waiting")).where(
        notices.c.state == WAITING
    )
    rows = (await tx.execute(query.group_by(notices.c.channel))).all()
    return {row.channel: row.waiting for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """When a channel last worked, and when and why it last failed."""

    channel: str
    worked_at: datetime | None = None
    failed_at: datetime | None = None
    failure: str = ""


async def note_worked(tx: Transaction, channel: str, *, now: datetime) -> None:
    """The channel works."""
    await _note(tx, channel, {"worked_at": now})


async def note_failed(tx: Transaction, channel: str, *, why: str, now: datetime) -> None:
    """The channel does not work."""
    await _note(tx, channel, {"failed_at": now, "failure": why})


async def list_states(tx: Transaction) -> dict[str, ChannelState]:
    """How every channel fares that was used at all."""
    rows = (await tx.execute(sa.select(channel_states))).mappings()
    return {row["channel"]: ChannelState(**row) for row in rows}


async def _note(tx: Transaction, channel: str, changed: dict[str, object]) -> None:
    added = insert(channel_states).values({"channel": channel, **changed})
    await tx.execute(added.on_conflict_do_update(index_elements=["channel"], set_=changed))
