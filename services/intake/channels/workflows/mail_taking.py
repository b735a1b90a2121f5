"""Taking mail: one letter becomes a case, a message of one, or a record of why it did not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.intake.cases.domain.cases import Visibility
from services.intake.cases.domain.messages import Contact, Incoming
from services.intake.cases.domain.tracking import TrackingNumber, numbers_named
from services.intake.cases.store import messages
from services.intake.cases.workflows.receiving import (
    Addition,
    Received,
    add_message,
    receive_feedback,
)
from services.intake.categories.workflows.category_suggestion import category_guessed
from services.intake.channels.domain.mail import Attached, Mail
from services.intake.channels.domain.mail_records import Ending, MailState
from services.intake.channels.domain.mail_sorting import (
    Sort,
    asks_to_be_sealed,
    sort_of,
    within_measure,
    words_of,
)
from services.intake.notices import store as dispatches
from services.intake.notices.domain.outgoing_mail import notice_of
from services.intake.notices.workflows.dispatching import note_lost
from services.intake.photos.domain import MOST_PHOTOS
from services.intake.photos.workflows import Developed, develop, keep_photo
from shared.chassis.attachments import Attachments
from shared.chassis.database import Transaction
from shared.kernel.places import Place, UnitCode
from shared.kernel.rejection import Rejection

EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Where mail is taken in: at which place, under which address, with room for files."""

    place: Place
    address: str
    files: Attachments


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
    counter: Counter,
    mail: Mail,
    *,
    raw: bytes,
    enclosed: Enclosed,
    by_hand: bool = False,
    now: datetime,
) -> Ending:
    """Take one letter in; `by_hand`: somebody says it is a person's, whatever it looks like.

    Raises:
        Rejection: if it is a person's and cannot be taken in, so that it has to be parked.

    """
    sort = Sort.PERSON if by_hand else sort_of(mail, own_address=counter.address)
    if sort is Sort.BOUNCE:
        return await _note_bounce(tx, mail, now=now)
    if sort is Sort.LOOP:
        return Ending(state=MailState.IGNORED, reason="own-letter")
    number = await _case_meant(tx, mail)
    if sort is Sort.AUTOMATIC:
        return _automatic(is_answer=number is not None)
    words = words_of(mail, is_further=number is not None)
    received = await _received(tx, counter, mail, words=words, number=number, now=now)
    if received.is_new:
        for photo in enclosed.photos:
            await keep_photo(tx, counter.files, photo, message=received.message_id, now=now)
    is_whole = not enclosed.refused and within_measure(words) == words
    return Ending(
        state=MailState.TAKEN,
        reason="" if is_whole else "taken-in-part",
        message_id=received.message_id,
        raw=None if is_whole else await kept_whole(tx, counter.files, raw),
    )


async def _received(
    tx: Transaction,
    counter: Counter,
    mail: Mail,
    *,
    words: str,
    number: TrackingNumber | None,
    now: datetime,
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
        return await add_message(tx, number, addition, now=now)
    incoming = Incoming(
        text=text,
        category=await category_guessed(tx, words, day=counter.place.day_of(now)),
        unit=UnitCode(counter.place.code),
        channel=EMAIL,
        external_ref=mail.message_id,
        visibility=visibility,
        contact=contact,
    )
    return await receive_feedback(tx, incoming, place=counter.place, now=now)


def _visibility(mail: Mail, words: str) -> Visibility:
    if not mail.sender:
        return Visibility.ANONYMOUS
    return Visibility.CONFIDENTIAL if asks_to_be_sealed(words) else Visibility.NAMED


async def _case_meant(tx: Transaction, mail: Mail) -> TrackingNumber | None:
    """The case a letter is about: of what it answers, or of a code it names."""
    ours = [notice for one in mail.answers if (notice := notice_of(one)) is not None]
    answered = await dispatches.find_answered(tx, ours)
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
    told = notice_of(bounce.of)
    notice = None if told is None else await dispatches.load_notice(tx, told)
    if notice is None:
        return Ending(state=MailState.IGNORED, reason="bounce-of-nothing")
    await note_lost(tx, notice, why=bounce.reason, now=now)
    return Ending(state=MailState.IGNORED, reason="bounced")


def _automatic(*, is_answer: bool) -> Ending:
    """An answer of a machine to us says nothing; anything else is for somebody to look at."""
    if is_answer:
        return Ending(state=MailState.IGNORED, reason="automatic-reply")
    return Ending(state=MailState.PARKED, reason="automatic")
