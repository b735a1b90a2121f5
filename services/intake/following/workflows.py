"""What the holder of a code may do besides answering: say more, and choose how to be told."""

from datetime import datetime

from services.intake.cases.domain.cases import FeedbackUnknown, Visibility
from services.intake.cases.domain.messages import Contact, Message, accepted_contact
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.domain.words import accepted_text
from services.intake.cases.store import cases as case_store
from services.intake.cases.store import messages
from services.intake.cases.workflows.entries import CITIZEN, note
from services.intake.following import store
from shared.chassis.database import Transaction
from shared.kernel.rejection import Conflict, Rejection

SAID = "citizen_said"


class ContactEmpty(Rejection):
    """Xin ghi số điện thoại hoặc thư điện tử để nhận tin.
    Please give a phone number or an e-mail address for the news.
    """


class NobodyToTell(Conflict):
    """Phản ánh này gửi không ghi tên nên không có nơi báo tin; xin xem bằng mã theo dõi.
    This was sent without a name, so there is nobody to tell; please follow it by its code.
    """


async def say_more(
    tx: Transaction, number: TrackingNumber, *, words: str, now: datetime
) -> None:
    """Add words to one's own message; the same words sent twice are said once. No date moves.

    Raises:
        FeedbackEmpty, FeedbackTooLong, TextUnreadable: if there is nothing to read.

    """
    said = accepted_text(words)
    message = await _message(tx, number)
    case = await case_store.load_case(tx, number, to_change=True)
    mine = [
        entry.words
        for entry in await messages.list_entries(tx, case.id)
        if entry.what == SAID and entry.data.get("message") == str(message.id)
    ]
    if mine[-1:] == [said]:
        return
    data = {"message": str(message.id)}
    await note(tx, case, who=CITIZEN, what=SAID, now=now, words=said, is_public=True, data=data)


async def change_contact(
    tx: Transaction, number: TrackingNumber, *, phone: str, email: str
) -> None:
    """Be told by another number or address; the name stays as it was given.

    Raises:
        ContactEmpty: if neither is given.
        NobodyToTell: if the message came without a name.
        PhoneUnreadable, EmailUnusable: if one cannot be used.

    """
    message = await _message(tx, number)
    if message.visibility is Visibility.ANONYMOUS:
        raise NobodyToTell
    new = accepted_contact(Contact(phone=phone, email=email), message.visibility)
    if not (new.phone or new.email):
        raise ContactEmpty
    await store.change_ways(tx, message.id, phone=new.phone, email=new.email)


async def set_news(
    tx: Transaction, number: TrackingNumber, *, is_wanted: bool, now: datetime
) -> None:
    """Send no more news, or send it again; following by code goes on in any case."""
    message = await _message(tx, number)
    await store.set_stopped(tx, message.id, stopped_at=None if is_wanted else now)


async def _message(tx: Transaction, number: TrackingNumber) -> Message:
    message = await messages.find_numbered(tx, number)
    if message is None:
        raise FeedbackUnknown
    return message
