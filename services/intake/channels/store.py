"""Letters of the mailbox, in and out of Postgres."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.channels.domain.mail_records import (
    Ending,
    Location,
    MailNotParked,
    MailRecord,
    MailState,
    MailUnknown,
)
from services.intake.channels.tables import mails
from shared.chassis.database import Transaction

PAGE = 100
TRYING = MailState.TRYING.value


async def try_once_more(
    tx: Transaction, location: Location, *, now: datetime
) -> tuple[int, int]:
    """Begin with a letter: its number here and how often it was begun; zeros if it is done."""
    values: dict[str, Any] = {
        "mailbox": location.mailbox,
        "validity": location.validity,
        "uid": location.uid,
        "state": TRYING,
        "tries": 1,
        "seen_at": now,
    }
    begun = insert(mails).values(values)
    begun = begun.on_conflict_do_update(
        constraint="uq_mails_place",
        set_={"tries": mails.c.tries + 1},
        where=mails.c.state == TRYING,
    )
    row = (await tx.execute(begun.returning(mails.c.id, mails.c.tries))).one_or_none()
    return (0, 0) if row is None else (row.id, row.tries)


async def settle(tx: Transaction, mail_id: int, ending: Ending, *, now: datetime) -> None:
    """Write down what became of a letter."""
    settled = mails.update().where(mails.c.id == mail_id)
    await tx.execute(
        settled.values(
            state=ending.state.value,
            reason=ending.reason,
            message_id=ending.message_id,
            raw_digest=ending.raw,
            settled_at=now,
        )
    )


async def last_settled(tx: Transaction, mailbox: str, validity: int) -> int:
    """The highest number of a letter that is done with."""
    query = sa.select(sa.func.max(mails.c.uid)).where(
        mails.c.mailbox == mailbox, mails.c.validity == validity, mails.c.state != TRYING
    )
    return (await tx.execute(query)).scalar_one() or 0


async def list_unfiled(tx: Transaction, mailbox: str, validity: int) -> list[int]:
    """The numbers of letters that are done with and not yet put away in the mailbox."""
    query = sa.select(mails.c.uid).where(
        mails.c.mailbox == mailbox,
        mails.c.validity == validity,
        mails.c.filed_at.is_(None),
        mails.c.state != TRYING,
    )
    return list((await tx.execute(query.order_by(mails.c.uid).limit(PAGE))).scalars())


async def mark_filed(
    tx: Transaction, mailbox: str, validity: int, *, uids: Sequence[int], now: datetime
) -> None:
    """Note that letters are put away in the mailbox."""
    filed = mails.update().where(
        mails.c.mailbox == mailbox, mails.c.validity == validity, mails.c.uid.in_(uids)
    )
    await tx.execute(filed.values(filed_at=now))


async def list_parked(tx: Transaction) -> list[MailRecord]:
    """Letters that wait for somebody, oldest first."""
    query = sa.select(mails).where(mails.c.state == MailState.PARKED.value)
    rows = await tx.execute(query.order_by(mails.c.id).limit(PAGE))
    return [_record(row) for row in rows.mappings()]


async def load_parked(tx: Transaction, mail_id: int) -> MailRecord:
    """A letter that waits for somebody, held until the transaction ends.

    Raises:
        MailUnknown: if there never was one of this number.
        MailNotParked: if it waits for nobody any more.

    """
    query = sa.select(mails).where(mails.c.id == mail_id).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise MailUnknown
    record = _record(row)
    if record.state is not MailState.PARKED:
        raise MailNotParked
    return record


async def load_record(tx: Transaction, mail_id: int) -> MailRecord:
    """One letter of the mailbox.

    Raises:
        MailUnknown: if there never was one of this number.

    """
    query = sa.select(mails).where(mails.c.id == mail_id)
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise MailUnknown
    return _record(row)


async def count_by_state(tx: Transaction, *, since: datetime) -> dict[str, int]:
    """How many letters came to which end since a moment."""
    query = sa.select(mails.c.state, sa.func.count().label("seen")).where(
        mails.c.seen_at >= since
    )
    rows = (await tx.execute(query.group_by(mails.c.state))).all()
    return {row.state: row.seen for row in rows}


def _record(row: sa.RowMapping) -> MailRecord:
    return MailRecord(
        id=row["id"],
        state=MailState(row["state"]),
        reason=row["reason"],
        message_id=row["message_id"],
        raw=row["raw_digest"],
        seen_at=row["seen_at"],
        settled_at=row["settled_at"],
    )
