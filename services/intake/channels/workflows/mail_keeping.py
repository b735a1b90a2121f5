"""Keeping mail: what waits for somebody is taken after all, or dropped with a reason."""

from datetime import datetime
from uuid import UUID

from services.intake.cases.domain.words import accepted_reason
from services.intake.channels.domain.mail import mail_in
from services.intake.channels.domain.mail_records import (
    Ending,
    MailRecord,
    MailState,
    OriginalNotKept,
)
from services.intake.channels.store import mails as store
from services.intake.channels.workflows.mail_taking import Counter, enclosed_in, take_letter
from services.intake.notices import store as dispatches
from shared.chassis import audit
from shared.chassis.access import Principal
from shared.chassis.attachments import Digest
from shared.chassis.database import Database, Transaction


async def take_after_all(
    database: Database, counter: Counter, mail_id: int, *, principal: Principal, now: datetime
) -> None:
    """Take a letter somebody has looked at, whatever it looks like.

    Raises:
        MailUnknown, MailNotParked: if it waits for nobody.
        OriginalNotKept: if it was too large to be kept here.
        Rejection: if it still cannot be taken in.

    """
    async with database.transaction() as tx:
        record = await store.load_parked(tx, mail_id)
    raw = await original_of(counter, record)
    mail = mail_in(raw, may_lack_sender=True)
    enclosed = await enclosed_in(mail.attached, counter.files)
    async with database.transaction() as tx:
        await store.load_parked(tx, mail_id)
        ending = await take_letter(
            tx, counter, mail, raw=raw, enclosed=enclosed, by_hand=True, now=now
        )
        await store.settle(tx, mail_id, ending, now=now)
        await audit.record(tx, principal, "mail.taken", subject=str(mail_id))


async def drop(
    tx: Transaction, mail_id: int, *, why: str, principal: Principal, now: datetime
) -> None:
    """Give a letter up; it stays in the mailbox.

    Raises:
        MailUnknown, MailNotParked: if it waits for nobody.
        ReasonTooShort, ReasonTooLong, TextUnreadable: if there is no reason to speak of.

    """
    reason = accepted_reason(why)
    await store.load_parked(tx, mail_id)
    ending = Ending(state=MailState.DROPPED, reason=reason)
    await store.settle(tx, mail_id, ending, now=now)
    await audit.record(tx, principal, "mail.dropped", subject=str(mail_id))


async def open_original(tx: Transaction, mail_id: int, *, principal: Principal) -> MailRecord:
    """Note who reads a whole letter.

    Raises:
        MailUnknown: if there never was one of this number.
        OriginalNotKept: if it is not kept here.

    """
    record = await store.load_record(tx, mail_id)
    if record.raw is None:
        raise OriginalNotKept
    await audit.record_reading(tx, principal, "mail.original", subject=str(mail_id))
    return record


async def original_of(counter: Counter, record: MailRecord) -> bytes:
    """A whole letter.

    Raises:
        OriginalNotKept: if it is not kept here.

    """
    if record.raw is None:
        raise OriginalNotKept
    return await counter.files.content_of(Digest(record.raw))


async def tell_once_more(
    tx: Transaction, notice: UUID, *, principal: Principal, now: datetime
) -> None:
    """Try a notice again that was given up.

    Raises:
        NoticeUnknown, NoticeNotFailed: if it was not given up.

    """
    await dispatches.retry(tx, notice, now=now)
    await audit.record(tx, principal, "notice.retried", subject=str(notice))
