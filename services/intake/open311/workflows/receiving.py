"""Receiving over Open311: a request becomes a case, an update one more message about it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from services.intake.cases.domain.cases import (
    Case,
    CaseId,
    CaseState,
    FeedbackUnknown,
    Location,
    Visibility,
)
from services.intake.cases.domain.messages import Contact, Incoming
from services.intake.cases.store import cases
from services.intake.cases.workflows import citizens
from services.intake.cases.workflows.receiving import (
    Addition,
    Received,
    add_message,
    receive_feedback,
)
from services.intake.categories.domain import Category
from services.intake.open311 import store
from services.intake.open311.domain.keys import (
    PREFIX,
    Key,
    KeyId,
    digest,
    new_key,
    revoked,
    used_once_more,
)
from services.intake.open311.domain.refusals import KeyMissing, KeyUnknown, RequestUnknown
from services.intake.open311.domain.requests import FINISHING, REOPENING, step_said
from services.intake.open311.domain.sending import Form, Reporter, Sending, answers_in, words_of
from services.intake.open311.store import CHANNEL, brings_case
from services.intake.photos.workflows import Developed, keep_photo
from shared.chassis.acting import Acting
from shared.chassis.attachments import Attachments
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode

LONGEST_REFERENCE = 200
ANSWERED_HERE = frozenset({CaseState.RESOLVED, CaseState.CLOSED})
MAY_BE_CONTESTED = ANSWERED_HERE | {CaseState.CONFIRMED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What a client says later about a request it brought."""

    request: UUID
    update_id: str
    status: str
    words: str
    reporter: Reporter


async def receive_request(
    tx: Transaction,
    sending: Sending,
    acting: Acting,
    *,
    key: Key,
    unit: UnitCode,
    category: Category,
    form: Form,
) -> Received:
    """A request as a case; the same one sent twice under one number is one.

    Raises:
        AttributeMissing, AttributeUnreadable: if the answers in the form do not fit.
        Rejection: if `receive_feedback` cannot take it in.

    """
    incoming = Incoming(
        text=words_of(sending, category),
        category=category.code,
        unit=unit,
        channel=CHANNEL,
        external_ref=_reference(key, "r", sending.reference or uuid4().hex),
        visibility=_visibility(sending.reporter),
        contact=_contact(sending.reporter),
        location=Location(
            latitude=sending.location.latitude,
            longitude=sending.location.longitude,
            address=" ".join(sending.location.words.split())[:300],
        ),
        answers={code: list(values) for code, values in answers_in(form, category).items()},
    )
    return await receive_feedback(tx, incoming, place=acting.place, now=acting.now)


async def keep_photos(
    tx: Transaction,
    files: Attachments,
    developed: Sequence[Developed],
    *,
    received: Received,
    now: datetime,
) -> None:
    """The photos that came with a request, unless it came before with the same ones."""
    if not received.is_new:
        return
    for photo in developed:
        await keep_photo(tx, files, photo, message=received.message_id, now=now)


async def receive_update(tx: Transaction, update: Update, acting: Acting, *, key: Key) -> UUID:
    """One more message about a request this key brought; says under which id it is kept.

    Where the client says that it is done, or is not, whoever wrote says so; where that is
    not its turn the words alone are kept.

    Raises:
        RequestUnknown: if this key brought no such request.
        Rejection: if the words cannot be kept.

    """
    case = await _own_case(tx, update.request, key)
    addition = Addition(
        text=update.words or step_said("")[1],
        channel=CHANNEL,
        external_ref=_reference(key, "u", f"{update.request} {update.update_id}"),
        visibility=_visibility(update.reporter),
        contact=_contact(update.reporter),
    )
    received = await add_message(tx, case.number, addition, now=acting.now)
    if received.is_new:
        await _said_so(tx, received.case, update=update, acting=acting)
    return received.message_id


async def _own_case(tx: Transaction, request: UUID, key: Key) -> Case:
    try:
        case = await cases.load_case_by_id(tx, CaseId(request), to_change=True)
    except FeedbackUnknown as refused:
        raise RequestUnknown from refused
    if not await brings_case(tx, case.id, key=key.references):
        raise RequestUnknown
    return case


async def _said_so(tx: Transaction, case: Case, *, update: Update, acting: Acting) -> None:
    status = update.status.lower()
    if status in FINISHING and case.state in ANSWERED_HERE:
        await citizens.confirm(tx, case.number, place=acting.place, now=acting.now)
    if status in REOPENING and _may_be_contested(case, acting) and update.words:
        await citizens.contest(
            tx, case.number, words=update.words, place=acting.place, now=acting.now
        )


def _may_be_contested(case: Case, acting: Acting) -> bool:
    last = case.reopen_until
    is_in_time = last is not None and acting.today <= last
    return case.state in MAY_BE_CONTESTED and is_in_time


def _reference(key: Key, kind: str, reference: str) -> str:
    """The client's own number, kept apart from those of other keys."""
    is_short = len(reference) <= LONGEST_REFERENCE
    short = reference if is_short else sha256(reference.encode()).hexdigest()
    return f"{key.references}{kind}:{short}"


def _visibility(reporter: Reporter) -> Visibility:
    if not reporter.is_known:
        return Visibility.ANONYMOUS
    return Visibility.CONFIDENTIAL if reporter.wants_secrecy else Visibility.NAMED


def _contact(reporter: Reporter) -> Contact:
    if not reporter.is_known:
        return Contact()
    return Contact(
        full_name=reporter.name.full,
        phone=reporter.phone,
        email=reporter.email,
        given_name=reporter.name.first,
        family_name=reporter.name.last,
    )


RANDOM_BYTES = 32


async def give_key(
    tx: Transaction, *, label: str, owner: str, per_minute: int, now: datetime
) -> tuple[Key, str]:
    """A new key, and what its owner will show; the latter is kept nowhere."""
    key = new_key(KeyId(uuid4()), label=label, owner=owner, per_minute=per_minute, now=now)
    shown = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    await store.add_key(tx, key, digest=digest(shown))
    return key, shown


async def use_key(tx: Transaction, shown: str, *, now: datetime) -> Key:
    """Whose key that is, its use counted.

    Raises:
        KeyMissing: if none is shown.
        KeyUnknown: if it was never given out, or is revoked.
        KeySpent: if it was used too often within this minute.

    """
    if not shown:
        raise KeyMissing
    known = await store.find_key(tx, digest(shown), to_use=True)
    if known is None:
        raise KeyUnknown
    key = used_once_more(known, now)
    await store.save_key(tx, key)
    return key


async def revoke_key(tx: Transaction, key_id: UUID, *, now: datetime) -> Key:
    """Let a key open nothing any more."""
    key = revoked(await store.load_key(tx, KeyId(key_id)), now)
    await store.save_key(tx, key)
    return key
