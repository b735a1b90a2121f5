"""Taking mail: one letter becomes a case, a message of one, or a record of why it did not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.intake.cases.domain.cases import Visibility
from services.intake.cases.domain.messages import Contact, Incoming, phone_number
from services.intake.cases.domain.tracking import TrackingNumber, numbers_named
from services.intake.cases.domain.words import accepted_reason
from services.intake.cases.store import messages
from services.intake.cases.workflows.receiving import (
    Addition,
    Received,
    add_message,
    receive_feedback,
)
from services.intake.categories.workflows import category_guessed
from services.intake.channels import store
from services.intake.channels.domain.mail import Attached, Mail, mail_in
from services.intake.channels.domain.mail_records import (
    MOST_TRIES,
    Ending,
    Location,
    MailRecord,
    MailState,
    OriginalNotKept,
)
from services.intake.channels.domain.mail_sorting import (
    Sort,
    asks_to_be_sealed,
    sort_of,
    within_measure,
    words_of,
)
from services.intake.notices.domain import notice_of
from services.intake.notices.queries import find_answered, load_notice
from services.intake.notices.workflows import (
    ZALO_NAME,
    note_failed,
    note_lost,
    note_worked,
    retry,
)
from services.intake.photos.domain import MOST_PHOTOS
from services.intake.photos.workflows import Developed, develop, keep_photo
from shared.chassis import audit
from shared.chassis.acting import Acting
from shared.chassis.attachments import Attachments, Digest
from shared.chassis.channels import Channels
from shared.chassis.database import Database, Transaction
from shared.chassis.leader_lock import TRY_LOCK
from shared.chassis.mailbox import Mailbox, opened
from shared.chassis.outage import Outage
from shared.chassis.problems import code_of
from shared.kernel.places import Place, UnitCode
from shared.kernel.rejection import Rejection

EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """What hung on a letter: the photos that can be kept, and how much cannot."""

    photos: Sequence[Developed]
    refused: int


async def enclosed_in(attached: Sequence[Attached], files: Attachments) -> Enclosed:
    """Look at what hangs on a letter; no transaction need wait for this."""
    photos, refused = [], 0
    for file in attached:
        try:
            photos.append(await develop(file.content))
        except Rejection:
            refused += 1
    kept = photos[: MOST_PHOTOS if files.has_room else 0]
    return Enclosed(photos=kept, refused=refused + len(photos) - len(kept))


async def kept_whole(tx: Transaction, files: Attachments, raw: bytes) -> str | None:
    """Where the whole letter is kept; nowhere if the node was given no room for files."""
    return await files.keep(tx, raw) if files.has_room else None


async def take_letter(
    tx: Transaction,
    mail: Mail,
    acting: Acting,
    *,
    sort: Sort,
    raw: bytes,
    enclosed: Enclosed,
    files: Attachments,
) -> Ending:
    """Take one letter in, as what it is sorted.

    Raises:
        Rejection: if it is a person's and cannot be taken in, so that it has to be parked.

    """
    if sort is Sort.BOUNCE:
        return await _note_bounce(tx, mail, now=acting.now)
    if sort is Sort.LOOP:
        return Ending(state=MailState.IGNORED, reason="own-letter")
    number = await _case_meant(tx, mail)
    if sort is Sort.AUTOMATIC:
        return _automatic(is_answer=number is not None)
    words = words_of(mail, is_further=number is not None)
    received = await _received(tx, mail, acting, words=words, number=number)
    if received.is_new:
        for photo in enclosed.photos:
            await keep_photo(tx, files, photo, message=received.message_id, now=acting.now)
    is_whole = not enclosed.refused and within_measure(words) == words
    return Ending(
        state=MailState.TAKEN,
        reason="" if is_whole else "taken-in-part",
        message_id=received.message_id,
        raw=None if is_whole else await kept_whole(tx, files, raw),
    )


async def _received(
    tx: Transaction, mail: Mail, acting: Acting, *, words: str, number: TrackingNumber | None
) -> Received:
    visibility, text = _visibility(mail, words), within_measure(words)
    contact = Contact(full_name=mail.sender_name, email=mail.sender)
    if number is not None:
        addition = Addition(
            text=text,
            channel=EMAIL,
            external_ref=mail.message_id,
            visibility=visibility,
            contact=contact,
        )
        return await add_message(tx, number, addition, now=acting.now)
    incoming = Incoming(
        text=text,
        category=await category_guessed(tx, words, day=acting.today),
        unit=UnitCode(acting.place.code),
        channel=EMAIL,
        external_ref=mail.message_id,
        visibility=visibility,
        contact=contact,
    )
    return await receive_feedback(tx, incoming, place=acting.place, now=acting.now)


def _visibility(mail: Mail, words: str) -> Visibility:
    if not mail.sender:
        return Visibility.ANONYMOUS
    return Visibility.CONFIDENTIAL if asks_to_be_sealed(words) else Visibility.NAMED


async def _case_meant(tx: Transaction, mail: Mail) -> TrackingNumber | None:
    """The case a letter is about: of what it answers, or of a code it names."""
    ours = [notice for ref in mail.answers if (notice := notice_of(ref)) is not None]
    answered = await find_answered(tx, ours)
    if answered is not None:
        return answered
    for number in numbers_named(f"{mail.subject}\n{mail.text}"):
        if await messages.find_numbered(tx, number) is not None:
            return number
    return None


async def _note_bounce(tx: Transaction, mail: Mail, *, now: datetime) -> Ending:
    """A letter of ours did not arrive: whoever works on the case has to see that."""
    bounce = mail.bounce
    assert bounce is not None
    if not bounce.is_final:
        return Ending(state=MailState.IGNORED, reason="delayed")
    notice_id = notice_of(bounce.of)
    notice = None if notice_id is None else await load_notice(tx, notice_id)
    if notice is None:
        return Ending(state=MailState.IGNORED, reason="bounce-of-nothing")
    await note_lost(tx, notice, why=bounce.reason, now=now)
    return Ending(state=MailState.IGNORED, reason="bounced")


def _automatic(*, is_answer: bool) -> Ending:
    """An answer of a machine to us says nothing; anything else is for somebody to look at."""
    if is_answer:
        return Ending(state=MailState.IGNORED, reason="automatic-reply")
    return Ending(state=MailState.PARKED, reason="automatic")


async def take_after_all(
    database: Database, files: Attachments, mail_id: int, acting: Acting
) -> None:
    """Take a letter somebody has looked at, whatever it looks like.

    Raises:
        MailUnknown, MailNotParked: if it waits for nobody.
        OriginalNotKept: if it was too large to be kept here.
        Rejection: if it still cannot be taken in.

    """
    async with database.transaction() as tx:
        record = await store.load_parked(tx, mail_id)
    raw = await original_of(files, record)
    mail = mail_in(raw, may_lack_sender=True)
    enclosed = await enclosed_in(mail.attached, files)
    async with database.transaction() as tx:
        await store.load_parked(tx, mail_id)
        ending = await take_letter(
            tx, mail, acting, sort=Sort.PERSON, raw=raw, enclosed=enclosed, files=files
        )
        await store.settle(tx, mail_id, ending, now=acting.now)
        await audit.record(tx, acting.principal, "mail.taken", subject=str(mail_id))


async def drop(tx: Transaction, mail_id: int, acting: Acting, *, why: str) -> None:
    """Give a letter up; it stays in the mailbox.

    Raises:
        MailUnknown, MailNotParked: if it waits for nobody.
        ReasonTooShort, ReasonTooLong, TextUnreadable: if there is no reason to speak of.

    """
    reason = accepted_reason(why)
    await store.load_parked(tx, mail_id)
    ending = Ending(state=MailState.DROPPED, reason=reason)
    await store.settle(tx, mail_id, ending, now=acting.now)
    await audit.record(tx, acting.principal, "mail.dropped", subject=str(mail_id))


async def open_original(tx: Transaction, mail_id: int, acting: Acting) -> MailRecord:
    """Note who reads a whole letter.

    Raises:
        MailUnknown: if there never was one of this number.
        OriginalNotKept: if it is not kept here.

    """
    record = await store.load_record(tx, mail_id)
    if record.raw is None:
        raise OriginalNotKept
    await audit.record_reading(tx, acting.principal, "mail.original", subject=str(mail_id))
    return record


async def original_of(files: Attachments, record: MailRecord) -> bytes:
    """A whole letter.

    Raises:
        OriginalNotKept: if it is not kept here.

    """
    if record.raw is None:
        raise OriginalNotKept
    return await files.content_of(Digest(record.raw))


async def retry_notice(tx: Transaction, notice: UUID, acting: Acting) -> None:
    """Try a notice again that was given up.

    Raises:
        NoticeUnknown, NoticeNotFailed: if it was not given up.

    """
    await retry(tx, notice, now=acting.now)
    await audit.record(tx, acting.principal, "notice.retried", subject=str(notice))


MOST_BYTES = 35_000_000
"""Twenty megabytes of photo grow by a third on their way through mail."""
AT_ONCE = 50
POLLER_LOCK = "intake mailbox"
TOO_LARGE, GONE, BROKEN = "mail-too-large", "gone", "mail-breaks-us"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxPoller:
    """Takes what is new from the mailbox."""

    database: Database
    place: Place
    files: Attachments
    channels: Channels

    async def visit(self, *, now: datetime) -> int:
        """Take what is new from the mailbox, unless another replica is at it just now.

        Raises:
            Outage: if the mailbox cannot be read; that is written down before.

        """
        assert self.channels.mailbox is not None
        async with self.database.dedicated() as connection:
            if not await connection.fetchval(TRY_LOCK, POLLER_LOCK):
                return 0
            try:
                async with opened(self.channels.mailbox) as box:
                    taken = await self.empty(box, now=now)
            except Outage as closed:
                async with self.database.transaction() as tx:
                    await note_failed(tx, EMAIL, why=str(closed), now=now)
                raise
        async with self.database.transaction() as tx:
            await note_worked(tx, EMAIL, now=now)
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
            await self._take(box, Location(mailbox=where, validity=box.validity, uid=uid), now)
        await self._put_away(box, where, now=now)
        return len(uids)

    async def _take(self, box: Mailbox, location: Location, now: datetime) -> None:
        async with self.database.transaction() as tx:
            mail_id, tries = await store.try_once_more(tx, location, now=now)
        if tries == 0:
            return
        raw = await _raw(box, location.uid)
        if isinstance(raw, Ending):
            await self._settle(mail_id, raw, now=now)
        elif tries > MOST_TRIES:
            await self._park(mail_id, raw, reason=BROKEN, now=now)
        else:
            await self._take_raw(mail_id, raw, now=now)

    async def _take_raw(self, mail_id: int, raw: bytes, *, now: datetime) -> None:
        try:
            mail = mail_in(raw)
            enclosed = await enclosed_in(mail.attached, self.files)
            sort = sort_of(mail, own_address=self.channels.sender.address)
            acting = Acting(place=self.place, now=now)
            async with self.database.transaction() as tx:
                ending = await take_letter(
                    tx, mail, acting, sort=sort, raw=raw, enclosed=enclosed, files=self.files
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
        return replace(ending, raw=await kept_whole(tx, self.files, raw))

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


SMS, ZALO = "sms", "zalo_oa"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBrought:
    """One text message as a provider brought it; `ref` is the provider's name for it."""

    channel: str
    ref: str
    sender: str
    words: str

    @property
    def contact(self) -> Contact:
        """How its sender is reached: by telephone, or by the name Zalo gave them here.

        Raises:
            PhoneUnreadable: if it came from no telephone, as advertisements do.

        """
        if self.channel == SMS:
            return Contact(phone=phone_number(self.sender))
        return Contact(address=f"{ZALO_NAME}{self.sender}")


async def take_text(
    tx: Transaction, text: TextBrought, *, place: Place, now: datetime
) -> Received:
    """Take a text message in; the same one brought twice is one.

    Raises:
        PhoneUnreadable: if it came from no telephone.
        FeedbackEmpty, TextUnreadable: if there is nothing to read.

    """
    sealed = asks_to_be_sealed(text.words)
    visibility = Visibility.CONFIDENTIAL if sealed else Visibility.NAMED
    words, contact = within_measure(text.words), text.contact
    await note_worked(tx, text.channel, now=now)
    for number in numbers_named(text.words):
        if await messages.find_numbered(tx, number) is None:
            continue
        addition = Addition(
            text=words,
            channel=text.channel,
            external_ref=text.ref,
            visibility=visibility,
            contact=contact,
        )
        return await add_message(tx, number, addition, now=now)
    incoming = Incoming(
        text=words,
        category=await category_guessed(tx, words, day=place.day_of(now)),
        unit=UnitCode(place.code),
        channel=text.channel,
        external_ref=text.ref,
        visibility=visibility,
        contact=contact,
    )
    return await receive_feedback(tx, incoming, place=place, now=now)
