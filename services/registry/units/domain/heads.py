"""Head counts: how many people a unit had on a day."""

from dataclasses import dataclass
from datetime import date

from shared.kernel.hosting import not_after
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection

MOST = 10_000_000


class HeadCountUnusable(Rejection):
    """Số người phải là số nguyên từ 0 đến 10 triệu.
    The number of people must be a whole number from 0 to 10 million.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCount:
    """A count of one day."""

    unit: UnitCode
    counted_on: date
    heads: int


def refuse_count(count: HeadCount, *, today: date) -> None:
    """Let a count pass that can be true.

    Raises:
        HeadCountUnusable: if nobody has so many people.
        DateInFuture: if its day has not come.

    """
    if not 0 <= count.heads <= MOST:
        raise HeadCountUnusable
    not_after(count.counted_on, today)
