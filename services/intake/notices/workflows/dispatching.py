"""Dispatching: notices leave after the transaction that made them true, each told once.

A notice is claimed before it is sent. Its letter bears an id that follows from the notice,
so a letter sent twice by a crash in between is one letter to whoever receives it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.notices import Notice, channels_now, next_try
from services.intake.cases.store import feedback as cases
from services.intake.cases.workflows.entries import SYSTEM, note
from services.intake.channels.store import channels as states
from services.intake.notices import store
from services.intake.notices.workflows.composing import Outgoing, Writer
from shared.chassis.channels import Channels
from shared.chassis.database import Database, Transaction
from shared.chassis.mail_sending import hand_in
from shared.chassis.outage import Outage
from shared.chassis.problems import code_of
from shared.chassis.sending import Outcome, Verdict
from shared.chassis.text_gateway import TextMessage, hand_over
from shared.kernel.places import Place
from shared.kernel.rejection import Rejection

AT_ONCE = 20
CLAIMED_FOR = timedelta(minutes=10)
AFTER_AN_OUTAGE = timedelta(minutes=1)
NOBODY = "nobody-to-reach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatcher:
    """Whoever sends what is owed to citizens."""

    database: Database
    place: Place
    channels: Channels
    writer: Writer

    async def send_due(self, *, now: datetime) -> int:
        """Send what is due, at most a handful; says how many notices were looked at.

        Raises:
            Outage: if a way out is closed; what was not sent waits for it.

        """
        local = now.astimezone(self.place.time_zone)
        opened = channels_now(self.channels.outward, local)
        sent, closed = 0, []
        for channel in opened:
            try:
                sent += await self._send(channel, now=now)
            except Outage as outage:  # the other ways may well be open
                closed.append(outage)
        if closed:
            raise closed[0]
        return sent

    async def _send(self, channel: str, *, now: datetime) -> int:
        async with self.database.transaction() as tx:
            due = await store.claim_due(
                tx, [channel], most=AT_ONCE, until=now + CLAIMED_FOR, now=now
            )
        for at, notice in enumerate(due):
            try:
                await self._send_one(notice, now=now)
            except Outage as closed:
                left = [one.id for one in due[at:]]
                await self._note_closed(channel, left, why=str(closed), now=now)
                raise
        if due:
            async with self.database.transaction() as tx:
                await states.note_worked(tx, outward(channel), now=now)
        return len(due)

    async def _send_one(self, notice: Notice, *, now: datetime) -> None:
        try:
            async with self.database.transaction() as tx:
                outgoing = await self.writer.written(tx, notice, now=now)
                if outgoing is None:
                    await store.give_up(tx, notice.id, why=NOBODY)
                    return
        except Rejection as no:  # what it needs is not there: the others need not wait for it
            async with self.database.transaction() as tx:
                await note_lost(tx, notice, why=code_of(no), now=now)
            return
        outcome = await self._handed_over(notice, outgoing)
        async with self.database.transaction() as tx:
            await _settle(tx, notice, outcome, now=now)

    async def _handed_over(self, notice: Notice, outgoing: Outgoing) -> Outcome:
        if outgoing.letter is not None:
            assert self.channels.smtp is not None
            return await hand_in(self.channels.smtp, outgoing.letter)
        plan = self.channels.sms if notice.channel == "sms" else self.channels.zalo
        assert plan is not None
        text = TextMessage(id=str(notice.id), to=outgoing.to, text=outgoing.text)
        return await hand_over(plan, text)

    async def _note_closed(
        self, channel: str, left: Sequence[UUID], *, why: str, now: datetime
    ) -> None:
        async with self.database.transaction() as tx:
            await store.put_back(tx, left, at=now + AFTER_AN_OUTAGE)
            await states.note_failed(tx, outward(channel), why=why, now=now)


def outward(channel: str) -> str:
    """What a channel is called where it leads outward.

    >>> outward("email")
    'email-out'
    """
    return f"{channel}-out"


async def _settle(tx: Transaction, notice: Notice, outcome: Outcome, *, now: datetime) -> None:
    later = next_try(notice.attempts, now=now)
    if outcome.verdict is Verdict.SENT:
        await store.mark_sent(tx, notice.id, now=now)
    elif outcome.verdict is Verdict.DEFERRED and later is not None:
        await store.try_later(tx, notice.id, why=outcome.reason, at=later)
    else:
        await note_lost(tx, notice, why=outcome.reason, now=now)


async def note_lost(tx: Transaction, notice: Notice, *, why: str, now: datetime) -> None:
    """A notice did not arrive and never will: whoever works on the case has to see that."""
    if not await store.give_up(tx, notice.id, why=why):
        return
    case = await _case_of(tx, notice)
    if case is not None:
        data = {"notice": notice.kind, "channel": notice.channel}
        await note(tx, case, who=SYSTEM, what="notice_failed", now=now, data=data)


async def _case_of(tx: Transaction, notice: Notice) -> Case | None:
    if notice.message_id is None:
        return None
    reached = await store.find_reached(tx, notice.message_id)
    return None if reached is None else await cases.load_case_by_id(tx, reached.case_id)
