"""Taking text messages: one becomes a case, or a message of the case whose code it names."""

from dataclasses import dataclass
from datetime import datetime

from services.intake.cases.domain.cases import Visibility
from services.intake.cases.domain.messages import Contact, Incoming
from services.intake.cases.domain.phones import phone_number
from services.intake.cases.domain.tracking import numbers_named
from services.intake.cases.store import messages
from services.intake.cases.workflows.receiving import (
    Addition,
    Received,
    add_message,
    receive_feedback,
)
from services.intake.categories.workflows.category_suggestion import category_guessed
from services.intake.channels.domain.mail_sorting import asks_to_be_sealed, within_measure
from services.intake.channels.store import channels as states
from services.intake.notices.workflows.composing import ZALO_NAME
from shared.chassis.database import Transaction
from shared.kernel.places import Place, UnitCode

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
    await states.note_worked(tx, text.channel, now=now)
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
