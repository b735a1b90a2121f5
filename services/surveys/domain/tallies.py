"""Tallies: how many ballots of each level, told in such numbers that none is a ballot."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from shared.kernel.places import UnitCode

ENOUGH_TO_TELL = 5
"""Cells under five persons are not shown, and so not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """The ballots of one unit and one day that no tally has told."""

    unit: UnitCode
    cast_on: date
    ballots: int


@dataclass(frozen=True, slots=True)
class Sheaf:
    """Piles of one unit that are told together, the oldest first."""

    piles: tuple[Pile, ...]

    @property
    def unit(self) -> UnitCode:
        """Whom the ballots are about."""
        return self.piles[0].unit

    @property
    def cast_on(self) -> date:
        """The last of its days: the day the sheaf is told under."""
        return self.piles[-1].cast_on

    @property
    def ballots(self) -> int:
        """How many there are."""
        return sum(pile.ballots for pile in self.piles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """So many more ballots for one unit. All tallies add up to its ballots."""

    unit: UnitCode
    cast_on: date
    levels: tuple[int, ...]
    """How many of each level, the lowest first."""

    @property
    def ballots(self) -> int:
        """How many in all."""
        return sum(self.levels)


def sheaves(piles: Iterable[Pile], today: date) -> list[Sheaf]:
    """What may be told of `piles`: day by day, a unit's ballots once five are together.

    A sheaf never spans two years. What is left of a year that is over joins the year's last
    sheaf; only if none waits with it is it told as it is, for no fifth ballot can come.

    >>> three = Pile(unit=UnitCode("sai-dong"), cast_on=date(2026, 3, 1), ballots=3)
    >>> two = Pile(unit=UnitCode("sai-dong"), cast_on=date(2026, 3, 2), ballots=2)
    >>> sheaves([three], date(2026, 6, 1))
    []
    >>> [str(sheaf.cast_on) for sheaf in sheaves([three, two], date(2026, 6, 1))]
    ['2026-03-02']
    """
    years: dict[tuple[UnitCode, int], list[Pile]] = {}
    for pile in sorted(piles, key=lambda pile: pile.cast_on):
        years.setdefault((pile.unit, pile.cast_on.year), []).append(pile)
    return [
        Sheaf(tuple(bundle))
        for (_, year), some in sorted(years.items())
        for bundle in _bound(some, is_over=year < today.year)
    ]


def _bound(piles: Iterable[Pile], *, is_over: bool) -> Iterator[list[Pile]]:
    *full, rest = _bundles(piles)
    if rest and is_over:
        last = full.pop() if full else []
        full.append(last + rest)
    yield from full


def _bundles(piles: Iterable[Pile]) -> Iterator[list[Pile]]:
    """Full bundles, and at the end one that is not, which may be empty."""
    bundle: list[Pile] = []
    for pile in piles:
        bundle.append(pile)
        if sum(one.ballots for one in bundle) >= ENOUGH_TO_TELL:
            yield bundle
            bundle = []
    yield bundle
