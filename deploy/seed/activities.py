"""Activities: one row for each kind of work a ward did in a month."""

from collections.abc import Iterator, Mapping

from deploy.seed.dice import Dice, shares
from deploy.seed.office_days import office_days_of
from deploy.seed.wards import NINE_MONTHS, Activity, Ward

HEADER = ("unit", "kind", "held_on", "count", "planned")
EVENLY = "allowance_payments"
"""The same households are paid every month."""

Months = dict[int, int]


def activities(ward: Ward) -> Iterator[tuple[str, ...]]:
    """What `ward` did, month by month, told on the month's last working day."""
    by_kind = _by_kind(ward)
    for month in NINE_MONTHS:
        told_on = office_days_of(month)[-1].isoformat()
        for kind, months in by_kind.items():
            if count := months.get(month):
                yield ward.unit, kind, told_on, str(count), ""


def _by_kind(ward: Ward) -> dict[str, Months]:
    dice = Dice(f"activities of {ward.unit}")
    by_kind: dict[str, Months] = {}
    for activity in ward.activities:
        by_kind[activity.kind] = _spread(activity, by_kind, dice)
    return by_kind


def _spread(activity: Activity, by_kind: Mapping[str, Months], dice: Dice) -> Months:
    if activity.part_of:
        return _reduced(by_kind[activity.part_of], activity.total)
    unevenness = 0.0 if activity.kind == EVENLY else 0.4
    weights = dice.jittered([1.0] * len(activity.months), spread=unevenness)
    return dict(zip(activity.months, shares(activity.total, weights), strict=True))


def _reduced(whole: Months, total: int) -> Months:
    """`whole` brought down to `total`, one at a time from the fullest month."""
    part = dict(whole)
    while sum(part.values()) > total:
        part[max(part, key=lambda month: (part[month], month))] -= 1
    return part
