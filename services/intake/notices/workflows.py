"""Composing: what a notice says to one person, from what is known of their case today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.messages import Contact
from services.intake.cases.domain.notices import Notice, channels_now, next_try
from services.intake.cases.domain.tracking import tracking_code
from services.intake.cases.store import cases
from services.intake.cases.workflows.entries import SYSTEM, note
from services.intake.notices import store
from services.intake.notices.domain import (
    Enclosure,
    Envelope,
    Templates,
    Written,
    composed,
    outgoing,
)
from services.intake.notices.store import Recipient, note_failed, note_worked, retry
from services.intake.org import store as units
from services.intake.org.store import UnitName
from shared.chassis.attachments import Attachments, Digest
from shared.chassis.channels import Channels, Sender
from shared.chassis.database import Database, Transaction
from shared.chassis.mail_sending import hand_in
from shared.chassis.outage import Outage
from shared.chassis.problems import code_of
from shared.chassis.sending import Outcome, Verdict
from shared.chassis.text_gateway import TextMessage, hand_over
from shared.kernel.places import Place
from shared.kernel.rejection import Rejection
from shared.portal.formats import long_day
from shared.portal.languages import Language

__all__ = ["note_failed", "note_lost", "note_worked", "retry"]

EMAIL, SMS = "email", "sms"
ENGLISH = "en"
ZALO_NAME = "zalo:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A notice as it leaves: a letter, or a text to a number or a name."""

    letter: EmailMessage | None = None
    to: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Whoever writes what is sent."""

    place: Place
    sender: Sender
    templates: Templates
    files: Attachments

    async def written(
        self, tx: Transaction, notice: Notice, *, now: datetime
    ) -> Outgoing | None:
        """The notice, ready to be sent; None if there is nobody to send it to any more."""
        if notice.message_id is None:
            return await self._to_a_name(notice, now=now)
        recipient = await store.find_recipient(tx, notice.message_id)
        if recipient is None or recipient.has_stopped:
            return None
        case = await cases.load_case_by_id(tx, recipient.case_id)
        to = str(notice.data.get("to_unit") or "")
        names = await units.list_names(tx, [case.unit, to], day=self.place.day_of(now))
        facts = self._facts(notice, case, recipient, names=names)
        text = composed(self.templates, notice.kind, notice.language, facts=facts)
        if notice.channel != EMAIL:
            return Outgoing(to=_number_of(recipient.contact, notice.channel), text=text.text)
        answers = _answered(recipient)
        return await self._letter(notice, text, recipient.contact, answers=answers, now=now)

    async def _to_a_name(self, notice: Notice, *, now: datetime) -> Outgoing | None:
        """What is told to whoever wrote no message, such as the applicant of a dossier."""
        facts = {name: str(value) for name, value in notice.data.items()}
        contact = Contact(
            full_name=facts.get("name", ""),
            email=facts.get("email", ""),
            phone=facts.get("phone", ""),
        )
        facts.setdefault("unit", self.sender.name)
        text = composed(self.templates, notice.kind, notice.language, facts=facts)
        if notice.channel != EMAIL:
            return Outgoing(to=contact.phone, text=text.text) if contact.phone else None
        return await self._letter(notice, text, contact, answers="", now=now)

    async def _letter(
        self, notice: Notice, text: Written, contact: Contact, *, answers: str, now: datetime
    ) -> Outgoing | None:
        if not contact.email:
            return None
        envelope = Envelope(
            notice=notice.id,
            own_name=self.sender.name,
            own_address=self.sender.address,
            to_name=contact.full_name,
            to_address=contact.email,
            answers=answers,
            language=notice.language,
            at=now,
        )
        return Outgoing(letter=outgoing(text, envelope, enclosed=await self._enclosed(notice)))

    async def _enclosed(self, notice: Notice) -> Enclosure | None:
        digest = notice.data.get("file")
        if not digest:
            return None
        name = str(notice.data.get("file_name") or "thu.pdf")
        return Enclosure(name=name, content=await self.files.content_of(Digest(str(digest))))

    def _facts(
        self, notice: Notice, case: Case, recipient: Recipient, *, names: Mapping[str, UnitName]
    ) -> Mapping[str, str]:
        language = Language.EN if notice.language == ENGLISH else Language.VI
        code = tracking_code(recipient.number, self.place.code)
        promised = str(notice.data.get("promised_on") or case.promised_on.isoformat())
        until, base = case.reopen_until, self.sender.public_url
        return {
            "name": recipient.contact.full_name,
            "unit": _said(names.get(case.unit), language) or self.sender.name,
            "code": code,
            "promised_on": long_day(date.fromisoformat(promised), language),
            "words": str(notice.data.get("words") or ""),
            "link": f"{base}/follow/{code}" if base else "",
            "reopen_until": long_day(until, language) if until else "",
            "to": _said(names.get(str(notice.data.get("to_unit"))), language),
        }


def _said(unit: UnitName | None, language: Language) -> str:
    if unit is None:
        return ""
    return unit.en if language is Language.EN else unit.vi


def _answered(recipient: Recipient) -> str:
    """The citizen's own letter, if they wrote one that had a number."""
    ref = (recipient.external_ref or "") if recipient.channel == EMAIL else ""
    return ref if "@" in ref else ""


def _number_of(contact: Contact, channel: str) -> str:
    return contact.phone if channel == SMS else contact.address.removeprefix(ZALO_NAME)


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
                left = [late.id for late in due[at:]]
                await self._note_closed(channel, left, why=str(closed), now=now)
                raise
        if due:
            async with self.database.transaction() as tx:
                await note_worked(tx, outward(channel), now=now)
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
            await note_failed(tx, outward(channel), why=why, now=now)


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
    recipient = await store.find_recipient(tx, notice.message_id)
    return None if recipient is None else await cases.load_case_by_id(tx, recipient.case_id)
