"""Dice that always fall the same way: the seed files must come out byte for byte."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A seeded source of choices.

    Only `Random.random` is used: it alone is promised to stay the same between Pythons.
    """

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)  # noqa: S311 - repeatable on purpose, guards no secret

    def fraction(self) -> float:
        """A number from 0 up to, not including, 1."""
        return self._random.random()

    def jittered(self, weights: Sequence[float], spread: float) -> list[float]:
        """`weights`, each up to `spread` heavier or lighter."""
        return [weight * (1 + spread * (2 * self.fraction() - 1)) for weight in weights]

    def pick(self, options: Sequence[tuple[T, float]]) -> T:
        """One of the weighted `options`."""
        mark = self.fraction() * sum(weight for _, weight in options)
        for option, weight in options:
            mark -= weight
            if mark < 0:
                return option
        return options[-1][0]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """`items` in another order."""
        keyed = [(self.fraction(), place) for place in range(len(items))]
        return [items[place] for _, place in sorted(keyed)]


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """`total` divided by weight into whole numbers that add up to it again.

    >>> shares(10, [1, 1, 1])
    [4, 3, 3]
    """
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_remainder[: total - sum(parts)]:
        parts[at] += 1
    return parts
