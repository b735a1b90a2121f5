"""Where in the tree of public bodies we are."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NewType
from zoneinfo import ZoneInfo

from shared.kernel.rejection import Rejection

CIVIC_TIME = ZoneInfo("Asia/Ho_Chi_Minh")

PlaceCode = NewType("PlaceCode", str)
"""A short stable code such as `sai-dong`; safe inside a NATS subject."""

UnitCode = NewType("UnitCode", str)
"""The code of any unit; units that host a node use it as their place code too."""

EVERYONE = "all"
"""Reserved: the address of a directive meant for every node below."""

CODE_SHAPE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class PlaceCodeUnusable(Rejection):
    """Mã đơn vị chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối, ví dụ “sai-dong”.
    A place code is lower-case ASCII words joined by dashes, such as “sai-dong”.
    """


def place_code(text: str) -> PlaceCode:
    """`text` as a place code.

    >>> place_code("sai-dong")
    'sai-dong'

    Raises:
        PlaceCodeUnusable: if it could not stand in a subject, or is reserved.

    """
    if text == EVERYONE or not CODE_SHAPE.fullmatch(text):
        raise PlaceCodeUnusable
    return PlaceCode(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One unit that hosts a node: the identity of that node."""

    code: PlaceCode
    parent: PlaceCode | None = None
    children: tuple[PlaceCode, ...] = ()
    relaying: frozenset[PlaceCode] = frozenset()
    """The children that have children of their own, and so pass on what they take in."""
    time_zone: ZoneInfo = field(default=CIVIC_TIME)

    @property
    def has_children(self) -> bool:
        """Whether anybody reports to this place."""
        return bool(self.children)

    @property
    def is_top(self) -> bool:
        """Whether nobody stands above this place."""
        return self.parent is None

    def day_of(self, moment: datetime) -> date:
        """The civic day `moment` falls on here: a day ends at local midnight.

        >>> from datetime import UTC
        >>> ward = Place(code=PlaceCode("sai-dong"), parent=PlaceCode("long-bien"))
        >>> ward.day_of(datetime(2026, 3, 1, 20, 0, tzinfo=UTC))
        datetime.date(2026, 3, 2)
        """
        return moment.astimezone(self.time_zone).date()
