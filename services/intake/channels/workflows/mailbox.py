"""The mailbox: read letter by letter, in order; each is settled before the next is begun.

A letter is claimed by its place in the mailbox in the same transaction that makes a case of
it, so it is taken once whatever crashes. It is put away in the mailbox afterwards; a crash in
between leaves it lying there, and it is not taken again.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from services.intake.channels.domain.mail import mail_in
from services.intake.channels.domain.mail_records import MOST_TRIES, Ending, MailState, Place
from services.intake.channels.store import channels as states
from services.intake.channels.store import mails as store
from services.intake.channels.workflows.mail_taking import (
    EMAIL,
    Counter,
    enclosed_in,
    kept_whole,
    take_letter,
)
from shared.chassis.channels import Channels
from shared.chassis.database import Database, Transaction
from shared.chassis.leader_lock import TRY_LOCK
from shared.chassis.mailbox import Mailbox, opened
from shared.chassis.outage import Outage
from shared.chassis.problems import code_of
from shared.kernel.rejection import Rejection

MOST_BYTES = 35_000_000
"""Twenty megabytes of photo grow by a third on their way through mail."""
AT_ONCE = 50
ONE_POSTMAN = "intake mailbox"
TOO_LARGE, GONE, BROKEN = "mail-too-large", "gone", "mail-breaks-us"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxPoller:
    """Whoever empties the mailbox."""

    database: Database
    counter: Counter

    async def visit(self, channels: Channels, *, now: datetime) -> int:
        """Take what is new from the mailbox, unless another replica is at it just now.

        Raises:
            Outage: if the mailbox cannot be read; that is written down before.

        """
        assert channels.mailbox is not None
        async with self.database.dedicated() as connection:
            if not await connection.fetchval(TRY_LOCK, ONE_POSTMAN):
                return 0
            try:
                async with opened(channels.mailbox) as box:
                    taken = await self.empty(box, now=now)
            except Outage as closed:
                async with self.database.transaction() as tx:
                    await states.note_failed(tx, EMAIL, why=str(closed), now=now)
                raise
        async with self.database.transaction() as tx:
            await states.note_worked(tx, EMAIL, now=now)
        return taken

    async def empty(self, box: Mailbox, *, now: datetime) -> int:
        """Take what is new, at most a handful; says how many letters that were.

        Raises:
            Outage: if the mailbox or the database goes away; what was settled stays so.

        """
        where = mailbox_name(box)
        async with self.database.transaction() as tx:
            last = await store.last_settled(tx, where, box.validity)
        uids = (await box.list_after(last))[:AT_ONCE]
        for uid in uids:
            await self._take(box, Place(mailbox=where, validity=box.validity, uid=uid), now=now)
        await self._put_away(box, where, now=now)
        return len(uids)

    async def _take(self, box: Mailbox, place: Place, *, now: datetime) -> None:
        async with self.database.transaction() as tx:
            mail_id, tries = await store.try_once_more(tx, place, now=now)
        if tries == 0:
            return
        raw = await _raw(box, place.uid)
        if isinstance(raw, Ending):
            await self._settle(mail_id, raw, now=now)
        elif tries > MOST_TRIES:
            await self._park(mail_id, raw, reason=BROKEN, now=now)
        else:
            await self._take_raw(mail_id, raw, now=now)

    async def _take_raw(self, mail_id: int, raw: bytes, *, now: datetime) -> None:
        try:
            mail = mail_in(raw)
            enclosed = await enclosed_in(mail.attached, self.counter.files)
            async with self.database.transaction() as tx:
                ending = await take_letter(
                    tx, self.counter, mail, raw=raw, enclosed=enclosed, now=now
                )
                if ending.state is MailState.PARKED:
                    ending = await self._with_raw(tx, ending, raw)
                await store.settle(tx, mail_id, ending, now=now)
        except Rejection as no:
            await self._park(mail_id, raw, reason=code_of(no), now=now)

    async def _park(self, mail_id: int, raw: bytes, *, reason: str, now: datetime) -> None:
        parked = Ending(state=MailState.PARKED, reason=reason)
        async with self.database.transaction() as tx:
            kept = await self._with_raw(tx, parked, raw)
            await store.settle(tx, mail_id, kept, now=now)

    async def _with_raw(self, tx: Transaction, ending: Ending, raw: bytes) -> Ending:
        return replace(ending, raw=await kept_whole(tx, self.counter.files, raw))

    async def _settle(self, mail_id: int, ending: Ending, *, now: datetime) -> None:
        async with self.database.transaction() as tx:
            await store.settle(tx, mail_id, ending, now=now)

    async def _put_away(self, box: Mailbox, where: str, *, now: datetime) -> None:
        async with self.database.transaction() as tx:
            uids = await store.list_unfiled(tx, where, box.validity)
        if not uids:
            return
        await box.file_away(uids)
        async with self.database.transaction() as tx:
            await store.mark_filed(tx, where, box.validity, uids=uids, now=now)


def mailbox_name(box: Mailbox) -> str:
    """Which mailbox a letter lies in, as its records call it."""
    return f"{box.plan.user}@{box.plan.host}/{box.plan.folder}"


async def _raw(box: Mailbox, uid: int) -> bytes | Ending:
    """The whole letter, or why it cannot be had."""
    size = await box.size_of(uid)
    if size is None:
        return Ending(state=MailState.IGNORED, reason=GONE)
    if size > MOST_BYTES:
        return Ending(state=MailState.PARKED, reason=TOO_LARGE)
    letter = await box.letter(uid)
    return Ending(state=MailState.IGNORED, reason=GONE) if letter is None else letter
