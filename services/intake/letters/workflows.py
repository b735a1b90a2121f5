"""Letters prepared, signed, numbered, delivered; apologies for promises that break."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from itertools import groupby
from uuid import UUID, uuid5

from uuid_utils.compat import uuid7

from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.store.messages import NewNotice, add_notice
from services.intake.cases.workflows.answering import reply_meanwhile
from services.intake.dossiers.domain.dossiers import DossierId
from services.intake.dossiers.domain.steps import DossierStep, DossierStepTaken
from services.intake.dossiers.workflows.steps import reschedule_dossier
from services.intake.letters.catalogue import letter_rules
from services.intake.letters.domain import letters as rules
from services.intake.letters.domain.content import Content, Recipient, composed, number_written
from services.intake.letters.domain.letterheads import Letterhead, sound
from services.intake.letters.domain.letters import (
    DeliveryMethod,
    Issue,
    Letter,
    LetterId,
    LetterKind,
    LetterState,
    delivered,
    issued,
    withdrawn,
)
from services.intake.letters.domain.texts import LetterText, publishable
from services.intake.letters.outgoing import letter_issued, promise_missed
from services.intake.letters.store import letterheads as store
from services.intake.letters.store import letters as letters_store
from services.intake.letters.store.letterheads import recipients_of, save_recipient
from services.intake.letters.store.letters import (
    list_open_apologies,
    save_letters,
    subjects_apologised_to,
    take_apologies,
    take_numbers,
    take_postable,
)
from services.intake.letters.store.promised_days import (
    draft_for_coming,
    find_promise,
    lock_subject,
    take_broken,
    take_idle,
)
from services.intake.letters.store.wordings import Wordings, wordings_for
from services.intake.promises.domain import Promise, PromiseSubject, SubjectKind, is_missed
from services.intake.promises.workflows import (
    PromiseChange,
    PromiseEnded,
    PromiseMoved,
    note_apologies,
    note_missed,
    reaction,
)
from shared.chassis import audit
from shared.chassis.acting import Acting
from shared.chassis.attachments import Attachments
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish_all
from shared.chassis.principal import Principal
from shared.kernel.places import UnitCode
from shared.kernel.typography import NO_BREAK, day_in_full
from shared.portal.papers.paper import Line, Paper, Signature, office_lines
from shared.portal.papers.pdf import as_pdf


async def issue_letters(
    tx: Transaction, letters: Sequence[Letter], *, wordings: Wordings, acting: Acting
) -> list[Letter]:
    """Sign and number letters that are held by this transaction; all of them, or none.

    Where nobody acts, the standing signature of the head does.

    Raises:
        LetterheadMissing: if one has no letterhead.

    """
    done = [
        letter
        for issuer, some in _by_issuer(letters, wordings)
        for letter in await _numbered(tx, issuer, some, wordings=wordings, acting=acting)
    ]
    await save_letters(tx, done)
    apologies = [(one.subject, one.about_on) for one in done if one.kind is LetterKind.APOLOGY]
    broken = await note_apologies(tx, apologies, on=acting.today)
    limits = wordings.rules.limits
    in_person = acting.account is not None  # a standing signature comes with the breach itself
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
    acting: Acting,
) -> list[Letter]:
    year = acting.today.year
    first = await take_numbers(tx, issuer, year, count=len(letters))
    return [
        _signed(letter, first + nth, wordings=wordings, acting=acting)
        for nth, letter in enumerate(letters)
    ]


def _signed(letter: Letter, number: int, *, wordings: Wordings, acting: Acting) -> Letter:
    wording = wordings.of(letter)
    is_standing = acting.account is None
    content = composed(letter, wording, today=acting.today, standing=is_standing)
    issue = Issue(
        issued_on=acting.today,
        issuer=wording.head.unit,
        year=acting.today.year,
        number=number,
        symbol=wording.head.symbol,
        signed_at=acting.now,
        signed_by=acting.account,
        content=content.kept(),
    )
    return issued(letter, issue)


NO_DAY = f"ngày{NO_BREAK}…… tháng{NO_BREAK}…… năm{NO_BREAK}………"


def paper_of(content: Content, issue: Issue | None, *, symbol: str, zone: tzinfo) -> Paper:
    """The paper; without a number and a day as long as nobody has signed it."""
    day = day_in_full(issue.issued_on) if issue else NO_DAY
    return Paper(
        superior=office_lines(content.superior),
        issuer=office_lines(content.issuer),
        number=number_written(issue.number if issue else None, symbol),
        place_and_day=f"{content.place_name}, {day}",
        title=content.title,
        about=content.about,
        to=[content.to],
        opening=content.opening,
        facts=[Line(one.label, one.value, one.is_strong) for one in content.facts],
        closing=content.closing,
        signature=Signature(
            authority=content.authority.upper(),
            position=content.position.upper(),
            name=content.signer,
            note=_signed_note(issue, zone),
        ),
        copies=content.copies,
        is_draft=issue is None,
    )


def _signed_note(issue: Issue | None, zone: tzinfo) -> str:
    if issue is None:
        return ""
    at = issue.signed_at.astimezone(zone)
    how = "Đã ký" if issue.signed_by else "Ký theo ủy quyền thường trực"
    return f"{how} trên hệ thống Khéo lúc {at:%H:%M, %d/%m/%Y}"


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


BATCH = 500
KEPT = "kept"
MOVED = "moved"

Key = tuple[UUID, date]


async def draft_apologies(tx: Transaction, kind: SubjectKind, at: Acting) -> int:
    """Lay drafts on the desk for promises about to be broken, a batch at a time."""
    until = letter_rules().limits.drafts_until(at.today)
    return await draft_for_coming(tx, kind, until=until, now=at.now, limit=BATCH)


async def note_broken(tx: Transaction, kind: SubjectKind, at: Acting) -> int:
    """Note promises whose day has passed in vain, a batch at a time; apologise where the
    head's standing signature may. Says how many there were.
    """
    broken = await take_broken(tx, kind, today=at.today, limit=BATCH)
    await _missed(tx, kind, broken, at=at)
    return len(broken)


async def withdraw_idle(tx: Transaction, at: Acting) -> int:
    """Withdraw drafts whose promise has moved to another day, or ended unheard."""
    idle = await take_idle(tx, limit=BATCH)
    await save_letters(tx, [withdrawn(one, on=at.today, why=MOVED) for one in idle])
    return len(idle)


@reaction
async def on_promises_changed(
    tx: Transaction, changes: Sequence[PromiseChange], at: Acting
) -> None:
    """Withdraw what nobody needs any more, note what is broken, complete what is drafted.

    A register brings thousands of results in time: only where an apology waits is there
    anything to withdraw.
    """
    ended = [one.promise.subject for one in changes if isinstance(one, PromiseEnded)]
    drafted = await subjects_apologised_to(tx, ended)
    for change in changes:
        if isinstance(change, PromiseMoved):
            await _moved(tx, change, at=at)
        elif is_missed(change.promise.promised_on, ended_on=change.on, today=at.today):
            await _missed(tx, change.promise.subject.kind, [change.promise], at=at)
        elif change.promise.subject in drafted:
            waiting = await list_open_apologies(tx, change.promise.subject)
            await save_letters(tx, [withdrawn(one, on=change.on, why=KEPT) for one in waiting])


async def _moved(tx: Transaction, change: PromiseMoved, *, at: Acting) -> None:
    """It is broken, in the open; whoever moved it said why, so the apology says that, too."""
    promise, reason, new_on = change.promise, change.reason, change.new_on
    for waiting in await list_open_apologies(tx, promise.subject):
        if waiting.about_on == promise.promised_on:
            known = replace(waiting, reason=waiting.reason or reason, new_on=new_on)
            await save_letters(tx, [known])
    await _missed(tx, promise.subject.kind, [promise], at=at, told=(reason, new_on))


async def _missed(
    tx: Transaction,
    kind: SubjectKind,
    promises: Sequence[Promise],
    *,
    at: Acting,
    told: tuple[str, date | None] = ("", None),
) -> None:
    """Note each once, with what had been said by then, and apologise where that is allowed."""
    known = await take_apologies(tx, kind, [_key(one) for one in promises])
    said_on = {key: one.issue.issued_on for key, one in known.items() if one.issue}
    fresh = await note_missed(tx, promises, said_on=said_on, on=at.today, now=at.now)
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
    tx: Transaction, letters: Sequence[Letter], wordings: Wordings, *, at: Acting
) -> dict[Key, Letter]:
    """The letters that are signed: in person before, or by a standing signature now."""
    before = [one for one in letters if one.state is LetterState.ISSUED]
    covered = [one for one in letters if one.is_open and _stands(one, wordings)]
    drafts = [one for one in letters if one.is_open and not _stands(one, wordings)]
    nobody = replace(at, principal=None)
    now = await issue_letters(tx, covered, wordings=wordings, acting=nobody)
    await save_letters(tx, drafts)
    return {(one.subject.id, one.about_on): one for one in (*before, *now)}


def _key(promise: Promise) -> Key:
    return promise.subject.id, promise.promised_on


def _stands(letter: Letter, wordings: Wordings) -> bool:
    head = wordings.head(letter.unit)
    return head is not None and head.stands_for(letter.about_on)


def _apology(
    promise: Promise, known: Letter | None, *, at: Acting, told: tuple[str, date | None]
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


MOST_STEP_WORDS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks:
    """What somebody is to be thanked for."""

    id: UUID
    unit: UnitCode
    trigger: str
    subject_kind: SubjectKind
    ref: str
    about: str
    """In words: what stands after “cảm ơn … về”."""
    on: date
    recipient: Recipient


async def prepare_letter(
    tx: Transaction, letter: UUID, acting: Acting, *, reason: str, new_on: date | None
) -> Letter:
    """Give the reason and the new day."""
    held = await _take(tx, letter, acting)
    by, today = acting.account, acting.today
    after = rules.prepared(held, reason=reason, new_on=new_on, by=by, today=today)
    return await _keep(tx, after, acting, "letter.prepared")


async def review_letter(tx: Transaction, letter: UUID, acting: Acting) -> Letter:
    """Find the letter good enough to be signed."""
    held = await _take(tx, letter, acting)
    after = rules.reviewed(held, by=acting.account, now=acting.now)
    return await _keep(tx, after, acting, "letter.reviewed")


async def sign_letter(tx: Transaction, letter: UUID, acting: Acting) -> Letter:
    """Sign and number the letter; the new day it names is promised in the same breath.

    Raises:
        SignerPrepared: if its signer wrote or reviewed it.
        LetterheadMissing: if its unit has none.

    """
    held = await _take(tx, letter, acting)
    assert acting.account is not None
    ready = rules.signable(held, by=acting.account, today=acting.today)
    wordings = await wordings_for(tx, [ready], acting.place, day=acting.today)
    (signed,) = await issue_letters(tx, [ready], wordings=wordings, acting=acting)
    await audit.record(tx, acting.principal, "letter.signed", subject=str(signed.id))
    if signed.kind is LetterKind.APOLOGY and signed.new_on is not None:
        await _promised_anew(tx, signed, signed.new_on, acting=acting)
    return signed


async def deliver_letter(
    tx: Transaction, letter: UUID, acting: Acting, *, way: DeliveryMethod
) -> Letter:
    """Note that the letter is in the hands of its reader."""
    held = await _take(tx, letter, acting)
    after = rules.delivered(held, by=way, on=acting.today)
    return await _keep(tx, after, acting, "letter.delivered")


async def withdraw_thanks(tx: Transaction, letter: UUID, acting: Acting, *, why: str) -> Letter:
    """Give up a letter nobody has signed; an apology goes by itself, or not at all.

    Raises:
        PromiseStillStands: if it is an apology.
        ReasonMissing: if nobody says why.

    """
    held = await _take(tx, letter, acting)
    if held.kind is LetterKind.APOLOGY:
        raise rules.PromiseStillStands
    if not why.strip():
        raise rules.ReasonMissing
    after = rules.withdrawn(held, on=acting.today, why=why.strip())
    return await _keep(tx, after, acting, "letter.withdrawn")


async def thank(tx: Transaction, thanks: Thanks, acting: Acting) -> LetterId:
    """Draft a letter of thanks; drafted twice from one form, it is one."""
    subject = PromiseSubject(thanks.subject_kind, uuid5(thanks.id, thanks.unit))
    letter = Letter(
        id=LetterId(uuid7()),
        kind=LetterKind.THANKS,
        unit=thanks.unit,
        subject=subject,
        ref=thanks.ref,
        topic=thanks.about,
        received_on=thanks.on,
        about_on=thanks.on,
        trigger=thanks.trigger,
        reason=thanks.about,
        drafted_at=acting.now,
        prepared_by=acting.account,
    )
    if await letters_store.add_letter(tx, letter):
        await address_letter(tx, letter, acting, recipient=thanks.recipient)
        await audit.record(tx, acting.principal, "letter.drafted", subject=str(letter.id))
    return letter.id


async def address_letter(
    tx: Transaction, letter: Letter, acting: Acting, *, recipient: Recipient
) -> None:
    """Say who is written to; that stays at this node."""
    await save_recipient(tx, letter.subject, recipient, by=acting.account, now=acting.now)
    await audit.record(tx, acting.principal, "letter.addressed", subject=str(letter.id))


async def address_dossier(
    tx: Transaction, dossier: DossierId, acting: Acting, *, recipient: Recipient
) -> None:
    """Say whom letters about a dossier are to, before any is drafted."""
    subject = PromiseSubject(SubjectKind.DOSSIER, dossier)
    await save_recipient(tx, subject, recipient, by=acting.account, now=acting.now)
    await audit.record(tx, acting.principal, "dossier.addressed", subject=str(dossier))


async def _take(tx: Transaction, letter: UUID, acting: Acting) -> Letter:
    """The letter, held until the transaction ends; first what it is about, then itself."""
    await lock_subject(tx, (await letters_store.load_letter(tx, letter)).subject)
    held = await letters_store.load_letter(tx, letter, to_change=True)
    if acting.seen_version not in {None, held.version}:
        raise rules.LetterChangedMeanwhile
    return held


async def _keep(tx: Transaction, letter: Letter, acting: Acting, what: str) -> Letter:
    await save_letters(tx, [letter])
    await audit.record(tx, acting.principal, what, subject=str(letter.id))
    return letter


async def _promised_anew(
    tx: Transaction, letter: Letter, new_on: date, *, acting: Acting
) -> None:
    """Promise the new day, unless the promise has moved or ended since the letter was begun."""
    promise = await find_promise(tx, letter.subject)
    if promise is None or promise.promised_on != letter.about_on:
        return
    acting = replace(acting, seen_version=None)  # it was the letter's, not its subject's
    if letter.subject.kind is SubjectKind.FEEDBACK:
        number = TrackingNumber(letter.ref)
        await reply_meanwhile(tx, number, acting, words=letter.reason, new_day=new_on)
        return
    words = letter.reason[:MOST_STEP_WORDS]
    moved = DossierStepTaken(
        step=DossierStep.RESCHEDULE, on=acting.today, due_on=new_on, words=words
    )
    await reschedule_dossier(tx, DossierId(letter.subject.id), moved, acting=acting)


MOST_AT_ONCE = 20


async def post_letters(tx: Transaction, files: Attachments, at: Acting) -> int:
    """Hand some letters to whoever sends e-mail; says how many."""
    waiting = await take_postable(tx, limit=MOST_AT_ONCE)
    for letter in waiting:
        await _post(tx, files, letter, at=at)
    await save_letters(
        tx, [delivered(one, by=DeliveryMethod.EMAIL, on=at.today) for one in waiting]
    )
    return len(waiting)


async def _post(tx: Transaction, files: Attachments, letter: Letter, *, at: Acting) -> None:
    issue = letter.issue
    if issue is None:
        return
    content = Content.of(issue.content)
    known = await recipients_of(tx, letter.subject.kind, [letter.subject.id])
    reader = known[letter.subject.id]
    paper = paper_of(content, issue, symbol=issue.symbol, zone=at.place.time_zone)
    content_of_it = await asyncio.to_thread(as_pdf, paper, at=issue.signed_at)
    file = await files.keep(tx, content_of_it)
    notice = NewNotice(
        id=uuid7(),
        subject_kind="letter",
        subject_id=letter.id,
        message_id=None,
        kind="letter",
        channel="email",
        language="vi",
        data={
            "file": file,
            "file_name": f"thu-{issue.number:02}-{issue.year}.pdf",
            "words": " ".join(content.opening),
            "email": reader.email,
            "name": reader.full_name,
            "code": letter.ref,
            "unit": content.issuer,
        },
        created_at=at.now,
        once=f"letter {letter.id}",
    )
    await add_notice(tx, notice)
