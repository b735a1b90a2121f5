"""Promises: drafts before they are due, a note of each that is broken, and an apology."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.intake.letters.catalogue import letter_rules
from services.intake.letters.domain.letters import (
    Letter,
    LetterId,
    LetterKind,
    LetterState,
    withdrawn,
)
from services.intake.letters.domain.promises import Promise, SubjectKind, is_missed
from services.intake.letters.outgoing import promise_missed
from services.intake.letters.store import promised_days as store
from services.intake.letters.store.letters import (
    list_open_apologies,
    save_letters,
    take_apologies,
)
from services.intake.letters.store.wordings import Wordings, wordings_for
from services.intake.letters.workflows.letter_issuing import Signing, issue_letters
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish_all
from shared.kernel.places import Place

BATCH = 500
KEPT = "kept"
MOVED = "moved"

Key = tuple[UUID, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Where and when: `today` is the civic day there."""

    place: Place
    now: datetime

    @property
    def today(self) -> date:
        """The civic day."""
        return self.place.day_of(self.now)


async def draft_apologies(tx: Transaction, kind: SubjectKind, at: Moment) -> int:
    """Lay drafts on the desk for promises about to be broken, a batch at a time."""
    until = letter_rules().limits.drafts_until(at.today)
    return await store.draft_for_coming(tx, kind, until=until, now=at.now, limit=BATCH)


async def note_broken(tx: Transaction, kind: SubjectKind, at: Moment) -> int:
    """Note promises whose day has passed in vain, a batch at a time; apologise where the
    head's standing signature may. Says how many there were.
    """
    broken = await store.take_broken(tx, kind, today=at.today, limit=BATCH)
    await _missed(tx, kind, broken, at=at)
    return len(broken)


async def withdraw_idle(tx: Transaction, at: Moment) -> int:
    """Withdraw drafts whose promise has moved to another day, or ended unheard."""
    idle = await store.take_idle(tx, limit=BATCH)
    await save_letters(tx, [withdrawn(one, on=at.today, why=MOVED) for one in idle])
    return len(idle)


async def promise_ended(tx: Transaction, promise: Promise, *, on: date, at: Moment) -> None:
    """What was promised is there, or is owed no more, since `on`; its row is held.

    In time, a draft nobody needs any more goes; too late, the promise is noted as broken,
    and the draft stays until it is signed: an apology is still owed.
    """
    if is_missed(promise.promised_on, ended_on=on, today=at.today):
        await _missed(tx, promise.subject.kind, [promise], at=at)
        return
    waiting = await list_open_apologies(tx, promise.subject)
    await save_letters(tx, [withdrawn(one, on=on, why=KEPT) for one in waiting])


async def promise_moved(
    tx: Transaction, promise: Promise, *, reason: str, new_on: date, at: Moment
) -> None:
    """Another day was named for it, because the first could not be kept: it is broken, in the
    open. Whoever moved it said why, so the apology says that, too.
    """
    for waiting in await list_open_apologies(tx, promise.subject):
        if waiting.about_on == promise.promised_on:
            told = replace(waiting, reason=waiting.reason or reason, new_on=new_on)
            await save_letters(tx, [told])
    await _missed(tx, promise.subject.kind, [promise], at=at, told=(reason, new_on))


async def _missed(
    tx: Transaction,
    kind: SubjectKind,
    promises: Sequence[Promise],
    *,
    at: Moment,
    told: tuple[str, date | None] = ("", None),
) -> None:
    """Note each once, with what had been said by then, and apologise where that is allowed."""
    known = await take_apologies(tx, kind, [_key(one) for one in promises])
    said_on = {key: one.issue.issued_on for key, one in known.items() if one.issue}
    fresh = await store.note_missed(tx, promises, said_on=said_on, on=at.today, now=at.now)
    if not fresh:
        return
    letters = [_apology(one, known.get(_key(one)), at=at, told=told) for one in fresh]
    wordings = await wordings_for(tx, letters, at.place, day=at.today)
    signed = await _apologised(tx, letters, wordings, at=at)
    limits = letter_rules().limits
    facts = (
        promise_missed(one, signed.get(_key(one)), limits=limits, on=at.today, now=at.now)
        for one in fresh
    )
    await publish_all(tx, facts)


async def _apologised(
    tx: Transaction, letters: Sequence[Letter], wordings: Wordings, *, at: Moment
) -> dict[Key, Letter]:
    """The letters that are signed: in person before, or by a standing signature now."""
    before = [one for one in letters if one.state is LetterState.ISSUED]
    covered = [one for one in letters if one.is_open and _stands(one, wordings)]
    drafts = [one for one in letters if one.is_open and not _stands(one, wordings)]
    signing = Signing(by=None, now=at.now, today=at.today)
    now = await issue_letters(tx, covered, wordings=wordings, signing=signing)
    await save_letters(tx, drafts)
    return {(one.subject.id, one.about_on): one for one in (*before, *now)}


def _key(promise: Promise) -> Key:
    return promise.subject.id, promise.promised_on


def _stands(letter: Letter, wordings: Wordings) -> bool:
    head = wordings.head(letter.unit)
    return head is not None and head.stands_for(letter.about_on)


def _apology(
    promise: Promise, known: Letter | None, *, at: Moment, told: tuple[str, date | None]
) -> Letter:
    """The apology for a promise: the one there is, or a new draft."""
    if known is not None and known.state is not LetterState.WITHDRAWN:
        return known
    return Letter(
        id=known.id if known else LetterId(uuid7()),
        kind=LetterKind.APOLOGY,
        unit=promise.unit,
        subject=promise.subject,
        ref=promise.ref,
        topic=promise.topic,
        received_on=promise.received_on,
        about_on=promise.promised_on,
        reason=told[0],
        new_on=told[1],
        drafted_at=at.now,
    )
