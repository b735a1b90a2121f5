"""Ballots: one row for each opinion given at a ward's one-stop office."""

from collections.abc import Iterator

from deploy.seed.dice import Dice
from deploy.seed.office_days import OFFICE_DAYS
from deploy.seed.wards import Ward

HEADER = ("unit", "cast_on", "level", "channel")


def ballots(ward: Ward) -> Iterator[tuple[str, ...]]:
    """The ballots of `ward`, in the order they were cast."""
    dice = Dice(f"ballots of {ward.unit}")
    levels = [level for level, count in ward.ballots.items() for _ in range(count)]
    cast_on = sorted(
        OFFICE_DAYS[int(dice.fraction() * len(OFFICE_DAYS))] for _ in range(len(levels))
    )
    for day, level in zip(cast_on, dice.shuffled(levels), strict=True):
        yield ward.unit, day.isoformat(), str(level), dice.pick(ward.ballot_channels)
