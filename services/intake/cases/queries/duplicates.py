"""Duplicates: which cases here may be about the same, before sending and in triage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.intake.cases.domain.duplicates import (
    RECENT_DAYS,
    Likeness,
    Point,
    Sighting,
    likely,
    likeness,
)
from services.intake.cases.store import duplicates as store
from services.intake.cases.store.duplicates import NOBODY, Known
from services.intake.categories.domain.category_tree import Tree
from shared.chassis.database import Transaction

__all__ = ["Known", "Suspect", "duplicates_of"]


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
    found = await store.list_alike(
        tx, category=root, unit=suspect.unit, since=since, itself=suspect.id
    )
    if location is not None:
        found += await store.list_nearby(tx, location, since=since.date(), itself=suspect.id)
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
