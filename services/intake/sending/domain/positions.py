"""Positions: where something happened, as a pair of numbers somebody's phone or hand gave."""

import re
from dataclasses import dataclass
from decimal import Decimal

from shared.kernel.rejection import Rejection

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
