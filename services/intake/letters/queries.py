"""What is known of letters, to those who may read of their units."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.intake.letters.domain.content import Content, Recipient, composed
from services.intake.letters.domain.letterheads import Letterhead
from services.intake.letters.domain.letters import Letter, LetterState
from services.intake.letters.domain.texts import LetterText
from services.intake.letters.store import letters as store
from services.intake.letters.store.letterheads import heads_on, recipients_of, texts_on
from services.intake.letters.store.wordings import wordings_for
from services.intake.org.queries import Viewer, units_within
from services.intake.promises.queries import count_silent
from shared.chassis import audit
from shared.chassis.database import Transaction
from shared.kernel.places import Place
from shared.kernel.roles import Right

PAGE = 50
WAITING = (LetterState.DRAFT, LetterState.REVIEWED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterShown:
    """A letter with its words; none where its unit has no letterhead yet."""

    letter: Letter
    content: Content | None
    symbol: str
    recipient: Recipient
    is_silent: bool
    may_prepare: bool
    may_review: bool
    may_sign: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersShown:
    """A page of letters, and how many there are of each kind."""

    letters: list[Letter]
    silent: dict[str, int]
    """Broken promises nobody has apologised for, by unit."""
    silent_letters: set[UUID]
    """Those of the letters that are owed for one of them."""
    counts: dict[LetterState, int]
    has_more: bool


async def letters_shown(
    tx: Transaction, viewer: Viewer, *, states: tuple[LetterState, ...], silent: bool, page: int
) -> LettersShown:
    """Letters of the units the viewer may read of."""
    units = [unit.code for unit in await units_within(tx, viewer, Right.READ)]
    found = await store.list_letters(
        tx, states, units=units, silent=silent, limit=PAGE + 1, offset=page * PAGE
    )
    return LettersShown(
        letters=found[:PAGE],
        silent=dict(await count_silent(tx, units=units)),
        silent_letters=await store.silent_among(tx, [one.id for one in found]),
        counts=await store.count_letters(tx, units=units),
        has_more=len(found) > PAGE,
    )


async def silence(tx: Transaction, viewer: Viewer) -> dict[str, int]:
    """Broken promises nobody has apologised for, by unit the viewer may read of."""
    units = [unit.code for unit in await units_within(tx, viewer, Right.READ)]
    return dict(await count_silent(tx, units=units))


async def letter_shown(
    tx: Transaction, letter_id: UUID, viewer: Viewer, *, place: Place
) -> LetterShown:
    """One letter with who is written to; reading that leaves a trace.

    Raises:
        LetterUnknown: if there is none.
        NotYours: if the viewer may not read of its unit.

    """
    letter = await store.load_letter(tx, letter_id)
    await viewer.must(tx, Right.READ, letter.unit)
    wordings = await wordings_for(tx, [letter], place, day=viewer.today)
    head = wordings.head(letter.unit)
    recipient = wordings.recipients.get(letter.subject, Recipient())
    content, symbol = None, head.symbol if head else ""
    if letter.issue is not None:
        content, symbol = Content.of(letter.issue.content), letter.issue.symbol
    elif head is not None:
        content = composed(letter, wordings.of(letter), today=viewer.today, standing=False)
    if recipient != Recipient():
        await audit.record_reading(
            tx, viewer.principal, "letter.recipient", subject=str(letter.id)
        )
    return LetterShown(
        letter=letter,
        content=content,
        symbol=symbol,
        recipient=recipient,
        is_silent=bool(await store.silent_among(tx, [letter.id])),
        may_prepare=await _may(tx, viewer, letter, Right.WORK, Right.REVIEW),
        may_review=await _may(tx, viewer, letter, Right.REVIEW),
        may_sign=await _may(tx, viewer, letter, Right.DECIDE),
    )


async def must_hold(tx: Transaction, letter_id: UUID, viewer: Viewer, *rights: Right) -> Letter:
    """The letter, for who holds one of `rights` over its unit.

    Raises:
        LetterUnknown: if there is none.
        NotYours: if the viewer holds none of them.

    """
    letter = await store.load_letter(tx, letter_id)
    if not await _may(tx, viewer, letter, *rights):
        await viewer.must(tx, rights[0], letter.unit)
    return letter


async def head_of(tx: Transaction, unit: str, viewer: Viewer) -> Letterhead | None:
    """A unit's own letterhead, if it has one."""
    return next(iter((await heads_on(tx, viewer.today, units=[unit])).values()), None)


async def texts_of(tx: Transaction, unit: str, viewer: Viewer) -> list[LetterText]:
    """A unit's own texts."""
    return await texts_on(tx, viewer.today, units=[unit])


async def recipient_of(tx: Transaction, letter: Letter) -> Recipient:
    """Who a letter is to; whoever asks traces it."""
    known = await recipients_of(tx, letter.subject.kind, [letter.subject.id])
    return known.get(letter.subject.id, Recipient())


async def _may(tx: Transaction, viewer: Viewer, letter: Letter, *rights: Right) -> bool:
    held = [await viewer.may(tx, right, letter.unit) for right in rights]
    return any(held)


def signed_at(letter: Letter, otherwise: datetime) -> datetime:
    """When it was signed; a draft is as old as the moment."""
    return letter.issue.signed_at if letter.issue else otherwise
