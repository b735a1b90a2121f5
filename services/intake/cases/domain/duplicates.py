"""Duplicates: how alike two cases are, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import asin, cos, floor, radians, sin, sqrt
from typing import TypeVar

from shared.kernel.folding import folded_words

EARTH_METRES = 6_371_000
NEAR_METRES = 300.0
"""Further apart than this is another place."""
RECENT_DAYS = 30
CELLS_PER_DEGREE = 200
"""A cell of the grid is some 550 m wide: what is near lies in it or right beside it."""
LIKELY = 0.55
MOST_SUGGESTED = 5
MOST_WORDS_SHOWN = 5
SHORTEST_WORD = 2
KNOWN_TEXTS = 2048
DAY_SECONDS = 86_400
WEIGHTS = {"place": 0.35, "words": 0.35, "category": 0.2, "time": 0.1}
FILLERS = frozenset({
    "va", "la", "co", "cua", "cho", "o", "tai", "bi", "duoc", "khong", "nay", "do", "thi",
    "ma", "da", "dang", "se", "rat", "qua", "de", "den", "tu", "voi", "cac", "nhung", "mot",
    "toi", "em", "anh", "chi", "ong", "ba", "xin", "nghi", "phan", "kinh", "gui", "mong",
    "phuong", "the", "an", "of", "to", "in", "on", "at", "is", "are", "was", "we", "my",
    "our", "it", "and", "for", "please",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What is compared of a case; `category` from the topmost to the exact one."""

    at: datetime
    words: str
    category: tuple[str, ...] = ()
    location: Point | None = None
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two cases are, from 0 to 1, and what they have in common."""

    score: float
    metres: int | None
    """None if one of the two is not on the map."""
    days: int
    is_same_category: bool
    words: tuple[str, ...]
    """Telling words both have, as the older one has them."""


def cell_of(location: Point) -> tuple[int, int]:
    """The cell of the grid a spot lies in.

    >>> cell_of(Point(21.0301, 105.9012))
    (4206, 21180)
    """
    return floor(location.latitude * CELLS_PER_DEGREE), floor(
        location.longitude * CELLS_PER_DEGREE
    )


def cells_around(location: Point) -> list[tuple[int, int]]:
    """That cell and the eight beside it."""
    row, column = cell_of(location)
    return [(row + up, column + right) for up in (-1, 0, 1) for right in (-1, 0, 1)]


def metres_between(one: Point, other: Point) -> float:
    """Along the ground, as the crow flies.

    >>> round(metres_between(Point(21.03, 105.9), Point(21.031, 105.9)))
    111
    """
    up = radians(other.latitude - one.latitude) / 2
    across = radians(other.longitude - one.longitude) / 2
    nearer = cos(radians(one.latitude)) * cos(radians(other.latitude))
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(sin(up) ** 2 + nearer * sin(across) ** 2)))


def likeness(new: Sighting, known: Sighting) -> Likeness:
    """How alike a new case is to a known one; places neither knows weigh nothing."""
    mine, theirs = telling_words(new), telling_words(known)
    shared = mine & theirs
    parts = {
        "words": 2 * len(shared) / (len(mine) + len(theirs)) if mine and theirs else 0.0,
        "category": category_likeness(new.category, known.category),
        "time": max(0.0, 1 - abs((new.at - known.at).total_seconds()) / DAY_SECONDS / 30),
    }
    metres = (
        metres_between(new.location, known.location)
        if new.location and known.location
        else None
    )
    if metres is not None:
        parts["place"] = max(0.0, 1 - metres / NEAR_METRES)
    whole = sum(WEIGHTS[name] for name in parts)
    return Likeness(
        score=round(sum(WEIGHTS[name] * part for name, part in parts.items()) / whole, 4),
        metres=None if metres is None else round(metres),
        days=abs((new.at - known.at).days),
        is_same_category=bool(known.category) and known.category[-1:] == new.category[-1:],
        words=tuple(word for word in dict.fromkeys(_words(known)) if word in shared)[
            :MOST_WORDS_SHOWN
        ],
    )


def telling_words(sighting: Sighting) -> frozenset[str]:
    """Its words without marks, fillers left out."""
    return frozenset(_words(sighting))


def category_likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """1 for the same category, less the further up they part, 0 if they have none in common.

    >>> category_likeness(("env", "waste"), ("env", "air"))
    0.5
    """
    common = sum(1 for a, b in zip(one, other, strict=False) if a == b)
    return common / max(len(one), len(other), 1)


Case = TypeVar("Case")


def likely(found: Iterable[tuple[Case, Likeness]]) -> list[tuple[Case, Likeness]]:
    """Those worth a look, the likeliest first; too far apart is never the same."""
    worth = [
        (case, like)
        for case, like in found
        if like.score >= LIKELY and (like.metres is None or like.metres <= NEAR_METRES)
    ]
    return sorted(worth, key=lambda one: -one[1].score)[:MOST_SUGGESTED]


def _words(sighting: Sighting) -> tuple[str, ...]:
    return _telling(f"{sighting.words} {sighting.address}")


@lru_cache(maxsize=KNOWN_TEXTS)
def _telling(text: str) -> tuple[str, ...]:
    """The same few hundred texts are compared with every new one."""
    words = folded_words(text)
    return tuple(w for w in words if len(w) >= SHORTEST_WORD and w not in FILLERS)
