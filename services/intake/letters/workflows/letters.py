"""Letters as officers write, review, sign and hand them over."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from uuid_utils.compat import uuid7

from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.workflows.answering import Officer, reply_meanwhile
from services.intake.dossiers.domain.dossier_steps import DossierStep, DossierStepTaken
from services.intake.dossiers.domain.dossiers import DossierId
from services.intake.dossiers.workflows.dossiers import reschedule_dossier
from services.intake.dossiers.workflows.transitions import Errand
from services.intake.letters.domain import letters as rules
from services.intake.letters.domain.letter_content import Recipient
from services.intake.letters.domain.letters import DeliveryMethod, Letter, LetterId, LetterKind
from services.intake.letters.domain.promises import PromiseSubject, SubjectKind
from services.intake.letters.store import letters as store
from services.intake.letters.store.letterheads import save_recipient
from services.intake.letters.store.promised_days import find_promise, lock_subject
from services.intake.letters.store.wordings import wordings_for
from services.intake.letters.workflows.letter_issuing import Signing, issue_letters
from services.intake.letters.workflows.promises import Moment
from shared.chassis import audit
from shared.chassis.database import Transaction
from shared.chassis.principal import Principal
from shared.kernel.places import UnitCode

MOST_STEP_WORDS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """Whoever is at a letter, where and when, and which version was looked at."""

    principal: Principal
    at: Moment
    version: int | None = None

    async def take(self, tx: Transaction, letter: UUID) -> Letter:
        """The letter, held until the transaction ends; first what it is about, then itself.

        Raises:
            LetterUnknown: if there is none.
            LetterChangedMeanwhile: if it is not as it was looked at.

        """
        await lock_subject(tx, (await store.load_letter(tx, letter)).subject)
        held = await store.load_letter(tx, letter, to_change=True)
        if self.version not in {None, held.version}:
            raise rules.LetterChangedMeanwhile
        return held

    async def keep(self, tx: Transaction, letter: Letter, deed: str) -> Letter:
        """The letter as it is now, and a trace of who made it so."""
        await store.save_letters(tx, [letter])
        await audit.record(tx, self.principal, deed, subject=str(letter.id))
        return letter


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
    tx: Transaction, letter: UUID, clerk: Clerk, *, reason: str, new_on: date | None
) -> Letter:
    """Give the reason and the new day."""
    held = await clerk.take(tx, letter)
    by, today = clerk.principal.account, clerk.at.today
    after = rules.prepared(held, reason=reason, new_on=new_on, by=by, today=today)
    return await clerk.keep(tx, after, "letter.prepared")


async def review_letter(tx: Transaction, letter: UUID, clerk: Clerk) -> Letter:
    """Find the letter good enough to be signed."""
    held = await clerk.take(tx, letter)
    after = rules.reviewed(held, by=clerk.principal.account, now=clerk.at.now)
    return await clerk.keep(tx, after, "letter.reviewed")


async def sign_letter(tx: Transaction, letter: UUID, clerk: Clerk) -> Letter:
    """Sign and number the letter; the new day it names is promised in the same breath.

    Raises:
        SignerPrepared: if its signer wrote or reviewed it.
        LetterheadMissing: if its unit has none.

    """
    held = await clerk.take(tx, letter)
    at = clerk.at
    ready = rules.signable(held, by=clerk.principal.account, today=at.today)
    wordings = await wordings_for(tx, [ready], at.place, day=at.today)
    signing = Signing(by=clerk.principal.account, now=at.now, today=at.today)
    (signed,) = await issue_letters(tx, [ready], wordings=wordings, signing=signing)
    await audit.record(tx, clerk.principal, "letter.signed", subject=str(signed.id))
    if signed.kind is LetterKind.APOLOGY and signed.new_on is not None:
        await _promised_anew(tx, signed, signed.new_on, clerk=clerk)
    return signed


async def deliver_letter(
    tx: Transaction, letter: UUID, clerk: Clerk, *, way: DeliveryMethod
) -> Letter:
    """Note that the letter is in the hands of its reader."""
    held = await clerk.take(tx, letter)
    after = rules.delivered(held, by=way, on=clerk.at.today)
    return await clerk.keep(tx, after, "letter.delivered")


async def withdraw_thanks(tx: Transaction, letter: UUID, clerk: Clerk, *, why: str) -> Letter:
    """Give up a letter nobody has signed; an apology goes by itself, or not at all.

    Raises:
        PromiseStillStands: if it is an apology.
        ReasonMissing: if nobody says why.

    """
    held = await clerk.take(tx, letter)
    if held.kind is LetterKind.APOLOGY:
        raise rules.PromiseStillStands
    if not why.strip():
        raise rules.ReasonMissing
    after = rules.withdrawn(held, on=clerk.at.today, why=why.strip())
    return await clerk.keep(tx, after, "letter.withdrawn")


async def thank(tx: Transaction, thanks: Thanks, clerk: Clerk) -> LetterId:
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
        drafted_at=clerk.at.now,
        prepared_by=clerk.principal.account,
    )
    if await store.add_letter(tx, letter):
        await address_letter(tx, letter, clerk, recipient=thanks.recipient)
        await audit.record(tx, clerk.principal, "letter.drafted", subject=str(letter.id))
    return letter.id


async def address_letter(
    tx: Transaction, letter: Letter, clerk: Clerk, *, recipient: Recipient
) -> None:
    """Say who is written to; that stays at this node."""
    by, now = clerk.principal.account, clerk.at.now
    await save_recipient(tx, letter.subject, recipient, by=by, now=now)
    await audit.record(tx, clerk.principal, "letter.addressed", subject=str(letter.id))


async def address_dossier(
    tx: Transaction,
    dossier: DossierId,
    principal: Principal,
    *,
    recipient: Recipient,
    now: datetime,
) -> None:
    """Say whom letters about a dossier are to, before any is drafted."""
    subject = PromiseSubject(SubjectKind.DOSSIER, dossier)
    await save_recipient(tx, subject, recipient, by=principal.account, now=now)
    await audit.record(tx, principal, "dossier.addressed", subject=str(dossier))


async def _promised_anew(
    tx: Transaction, letter: Letter, new_on: date, *, clerk: Clerk
) -> None:
    """Promise the new day, unless the promise has moved or ended since the letter was begun."""
    promise = await find_promise(tx, letter.subject)
    if promise is None or promise.promised_on != letter.about_on:
        return
    at = clerk.at
    if letter.subject.kind is SubjectKind.FEEDBACK:
        officer = Officer(principal=clerk.principal, place=at.place, now=at.now)
        number = TrackingNumber(letter.ref)
        await reply_meanwhile(tx, number, officer, words=letter.reason, new_day=new_on)
        return
    words = letter.reason[:MOST_STEP_WORDS]
    moved = DossierStepTaken(
        step=DossierStep.RESCHEDULE, on=at.today, due_on=new_on, words=words
    )
    errand = Errand(place=at.place, now=at.now, who=clerk.principal.name or "–")
    await reschedule_dossier(tx, DossierId(letter.subject.id), moved, errand=errand)
