"""Letterheads and texts of letters, as leaders set them."""

from services.intake.letters.domain.letter_texts import LetterText, publishable
from services.intake.letters.domain.letterheads import Letterhead, sound
from services.intake.letters.store import letterheads as store
from shared.chassis import audit
from shared.chassis.database import Transaction
from shared.chassis.principal import Principal


async def set_letterhead(tx: Transaction, letterhead: Letterhead, principal: Principal) -> None:
    """Let a unit's letters bear this head and foot from its day on.

    Raises:
        LineMissing, LineTooLong, SymbolUnusable: if letters could not bear it.

    """
    await store.save_letterhead(tx, sound(letterhead))
    deed = "letterhead.standing" if letterhead.standing_from else "letterhead.set"
    await audit.record(tx, principal, deed, subject=letterhead.unit)


async def publish_text(tx: Transaction, text: LetterText, principal: Principal) -> None:
    """Let a unit's letters of a kind say this from its day on.

    Raises:
        TextMissing, TextTooLong, BraceAstray, VariableUnknown, HeartMissing: if letters
        could not be made of it.

    """
    await store.save_text(tx, publishable(text))
    subject = f"{text.unit} {text.kind.value} {text.subject_kind}"
    await audit.record(tx, principal, "letter_text.published", subject=subject)
