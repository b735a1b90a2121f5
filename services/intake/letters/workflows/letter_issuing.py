"""Issuing: a letter gets its number and its words for good, and the node is told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from services.intake.letters.domain.letter_content import composed
from services.intake.letters.domain.letters import Issue, Letter, LetterKind, issued
from services.intake.letters.outgoing import letter_issued
from services.intake.letters.store.letters import save_letters, take_numbers
from services.intake.letters.store.promised_days import note_apologies
from services.intake.letters.store.wordings import Wordings
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish_all
from shared.kernel.places import UnitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """By whom and when letters are signed; nobody: by the head's standing signature."""

    by: UUID | None
    now: datetime
    today: date


async def issue_letters(
    tx: Transaction, letters: Sequence[Letter], *, wordings: Wordings, signing: Signing
) -> list[Letter]:
    """Sign and number letters that are held by this transaction; all of them, or none.

    Raises:
        LetterheadMissing: if one has no letterhead.

    """
    done = [
        letter
        for issuer, some in _by_issuer(letters, wordings)
        for letter in await _numbered(tx, issuer, some, wordings=wordings, signing=signing)
    ]
    await save_letters(tx, done)
    apologies = [(one.subject, one.about_on) for one in done if one.kind is LetterKind.APOLOGY]
    broken = await note_apologies(tx, apologies, on=signing.today)
    limits = wordings.rules.limits
    in_person = signing.by is not None  # a standing signature comes with the breach itself
    await publish_all(
        tx,
        (
            letter_issued(
                one,
                limits=limits,
                ends_silence=in_person and (one.subject.id, one.about_on) in broken,
            )
            for one in done
        ),
    )
    return done


def _by_issuer(
    letters: Sequence[Letter], wordings: Wordings
) -> Iterator[tuple[UnitCode, list[Letter]]]:
    """Always in the same order: two who issue for many units never wait for each other."""

    def issuer(letter: Letter) -> UnitCode:
        return wordings.of(letter).head.unit

    ordered = sorted(letters, key=lambda one: (issuer(one), one.about_on, one.ref, one.id))
    for unit, some in groupby(ordered, key=issuer):
        yield unit, list(some)


async def _numbered(
    tx: Transaction,
    issuer: UnitCode,
    letters: list[Letter],
    *,
    wordings: Wordings,
    signing: Signing,
) -> list[Letter]:
    year = signing.today.year
    first = await take_numbers(tx, issuer, year, count=len(letters))
    return [
        _signed(letter, first + nth, wordings=wordings, signing=signing)
        for nth, letter in enumerate(letters)
    ]


def _signed(letter: Letter, number: int, *, wordings: Wordings, signing: Signing) -> Letter:
    wording = wordings.of(letter)
    is_standing = signing.by is None
    content = composed(letter, wording, today=signing.today, standing=is_standing)
    issue = Issue(
        issued_on=signing.today,
        issuer=wording.head.unit,
        year=signing.today.year,
        number=number,
        symbol=wording.head.symbol,
        signed_at=signing.now,
        signed_by=signing.by,
        content=content.kept(),
    )
    return issued(letter, issue)
