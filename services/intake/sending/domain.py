"""Drafts: a message somebody is still writing, kept for a day under a name nobody can guess."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NewType

from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.photos.domain import MOST_PHOTOS, TooManyPhotos
from shared.kernel.rejection import NotFound, Rejection

DraftId = NewType("DraftId", str)
KEPT_FOR = timedelta(days=1)


class DraftGone(NotFound):
    """Bản nháp này không còn: mỗi bản nháp chỉ được giữ một ngày. Xin viết lại từ đầu.
    This draft is gone: drafts are kept for a day only. Please start again.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPhoto:
    """A photo that is kept, cleaned already, and not yet part of any case."""

    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was typed so far, field by field as it was typed; once sent, only its number."""

    id: DraftId
    made_at: datetime
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    photos: tuple[DraftPhoto, ...] = ()
    number: TrackingNumber | None = None

    def text(self, name: str) -> str:
        """What was typed into `name`; empty if nothing was.

        >>> Draft(id=DraftId("x"), made_at=datetime.min, values={"a": (" b ",)}).text("a")
        'b'
        """
        return next(iter(self.values.get(name, ())), "").strip()

    def is_gone(self, now: datetime) -> bool:
        """Whether its day is over."""
        return now - self.made_at >= KEPT_FOR


def with_photos(draft: Draft, added: Iterable[DraftPhoto]) -> tuple[DraftPhoto, ...]:
    """The photos of `draft` and those `added`; the same picture is kept once.

    Raises:
        TooManyPhotos: if they are more than `MOST_PHOTOS`.

    """
    photos = tuple({one.digest: one for one in (*draft.photos, *added)}.values())
    if len(photos) > MOST_PHOTOS:
        raise TooManyPhotos
    return photos


WRITTEN = re.compile(r"-?\d{1,3}([.,]\d{1,12})?")
SOUTH_WEST, NORTH_EAST = (Decimal(7), Decimal(101)), (Decimal(24), Decimal(118))
"""Vietnam with its sea; what lies outside was mistyped, or the two numbers were swapped."""
DIGITS = Decimal("0.000001")
PLACE_NEEDED = frozenset({"env_sanitation", "urban_order", "construction_order"})
"""Somebody has to go and look; the others can be answered from a desk."""


class PlaceMissing(Rejection):
    """Cho biết việc xảy ra ở đâu. Chưa rõ số nhà thì ghi tên phố hoặc nơi gần nhất.
    Tell us where it is. If you do not know the number, name the street or the nearest place.
    """


class PositionIncomplete(Rejection):
    """Tọa độ cần cả vĩ độ và kinh độ; nếu không rõ, xin bỏ trống cả hai.
    A position needs both latitude and longitude; if unsure, leave both empty.
    """


class PositionUnreadable(Rejection):
    """Tọa độ ghi bằng số thập phân, ví dụ 21,0345 và 105,9112.
    Write a position in decimal numbers, for example 21.0345 and 105.9112.
    """


class PositionAbroad(Rejection):
    """Tọa độ này nằm ngoài Việt Nam; có thể vĩ độ và kinh độ bị ghi lẫn.
    This position is outside Vietnam; perhaps latitude and longitude were swapped.
    """


@dataclass(frozen=True, slots=True)
class Position:
    """A point on the ground, to the tenth of a metre."""

    latitude: Decimal
    longitude: Decimal


def position_in(latitude: str, longitude: str) -> Position | None:
    """The position two texts stand for; None if neither was written.

    >>> position_in("21,0345", " 105.9112 ")
    Position(latitude=Decimal('21.034500'), longitude=Decimal('105.911200'))

    Raises:
        PositionIncomplete: if only one was written.
        PositionUnreadable: if one is no number.
        PositionAbroad: if it lies outside Vietnam.

    """
    written = latitude.strip(), longitude.strip()
    if not any(written):
        return None
    if not all(written):
        raise PositionIncomplete
    if not all(WRITTEN.fullmatch(one) for one in written):
        raise PositionUnreadable
    north, east = (Decimal(one.replace(",", ".")) for one in written)
    if not (SOUTH_WEST[0] <= north <= NORTH_EAST[0] and SOUTH_WEST[1] <= east <= NORTH_EAST[1]):
        raise PositionAbroad
    return Position(north.quantize(DIGITS), east.quantize(DIGITS))


def needs_place(category: str) -> bool:
    """Whether a message about `category`, a topmost one, must say where it is.

    >>> needs_place("urban_order"), needs_place("labour")
    (True, False)
    """
    return category in PLACE_NEEDED
