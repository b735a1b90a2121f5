"""Duplicates: which cases here may be about the same, before sending and in triage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.intake.cases.domain.cases import Case, CaseId
from services.intake.cases.domain.duplicates import (
    RECENT_DAYS,
    Likeness,
    Point,
    Sighting,
    likely,
    likeness,
)
from services.intake.cases.domain.messages import Message
from services.intake.cases.domain.tracking import TrackingNumber, tracking_code
from services.intake.cases.store import cases, messages
from services.intake.cases.store import cases as store
from services.intake.cases.store.cases import NOBODY, Known
from services.intake.cases.store.messages import Entry, find_numbered
from services.intake.cases.store.promises import promises_at
from services.intake.categories.domain import Tree
from shared.chassis.database import Transaction
from shared.kernel.places import Place

__all__ = [
    "Entry", "Known", "Suspect", "duplicates_of", "entries_of", "find_case", "find_case_by_id",
    "messages_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """What is about to be sent, or is being triaged."""

    text: str
    category: str
    """The exact one, as it was chosen."""
    unit: str
    at: datetime
    latitude: float | None = None
    longitude: float | None = None
    address: str = ""
    id: UUID = NOBODY
    """Itself, if it is written down already."""


async def duplicates_of(
    tx: Transaction, suspect: Suspect, tree: Tree
) -> Sequence[tuple[Known, Likeness]]:
    """A handful of cases that may be the same, the likeliest first, each with why."""
    since = suspect.at - timedelta(days=RECENT_DAYS)
    location = _spot(suspect.latitude, suspect.longitude)
    root = tree.root_of(suspect.category) if suspect.category in tree else suspect.category
    found = await cases.list_alike(
        tx, category=root, unit=suspect.unit, since=since, itself=suspect.id
    )
    if location is not None:
        found += await cases.list_nearby(tx, location, since=since.date(), itself=suspect.id)
    new = Sighting(
        at=suspect.at,
        words=suspect.text,
        category=_path(suspect.category, tree),
        location=location,
        address=suspect.address,
    )
    each = {known.id: known for known in found}.values()
    return likely((known, likeness(new, _sighting(known, tree))) for known in each)


def _sighting(known: Known, tree: Tree) -> Sighting:
    return Sighting(
        at=known.received_at,
        words=known.text,
        category=_path(known.leaf or known.category, tree),
        location=_spot(known.latitude, known.longitude),
        address=known.address,
    )


def _path(code: str, tree: Tree) -> tuple[str, ...]:
    return tuple(one.code for one in tree.line(code)) if code in tree else (code,)


def _spot(latitude: float | None, longitude: float | None) -> Point | None:
    if latitude is None or longitude is None:
        return None
    return Point(latitude, longitude)


async def find_case(tx: Transaction, number: TrackingNumber) -> Case:
    """The case that one of its messages is followed by.

    Raises:
        FeedbackUnknown: if there is none.

    """
    return await store.load_case(tx, number)


async def find_case_by_id(tx: Transaction, case_id: CaseId) -> Case:
    """The case with an id.

    Raises:
        FeedbackUnknown: if there is none.

    """
    return await store.load_case_by_id(tx, case_id)


async def messages_of(tx: Transaction, case_id: CaseId) -> list[Message]:
    """All messages of a case, the oldest first."""
    return await messages.list_messages(tx, case_id)


async def entries_of(
    tx: Transaction, case_id: CaseId, *, public_only: bool = False
) -> list[Entry]:
    """What was said and done about a case, the oldest first."""
    return await messages.list_entries(tx, case_id, public_only=public_only)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseReceipt:
    """What is written on the receipt of a message."""

    code: str
    received_at: datetime
    read_by: date
    due_on: date
    joined: bool
    """Whether the message was added to a case that was there before."""


async def promised_now(tx: Transaction, profile: str, *, place: Place, now: datetime) -> date:
    """The day that would be promised by this rule to whoever sends now."""
    promises = await promises_at(tx, now, place=place)
    return promises.due(now, profile=profile).on


async def receipt_of(
    tx: Transaction, number: TrackingNumber, *, place: Place
) -> PromiseReceipt:
    """The receipt of the message with this number."""
    case = await store.load_case(tx, number)
    message = await find_numbered(tx, number)
    return PromiseReceipt(
        code=tracking_code(number, place.code),
        received_at=message.received_at if message else case.received_at,
        read_by=case.acknowledge_by,
        due_on=case.promised_on,
        joined=case.number != number,
    )
