"""Rounding for the eye: parts that are shown add up to the whole that is shown."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from services.reporting.domain.figures import Amount


def whole(amount: Amount) -> int:
    """The nearest whole number; a half goes up.

    >>> whole(Fraction(5, 2)), whole(3)
    (3, 3)
    """
    return floor(Fraction(amount) + Fraction(1, 2))


def shown(parts: Sequence[Amount], total: Amount) -> list[int]:
    """The parts as whole numbers that add up to the whole number shown for their total.

    Where the parts do not make up the total, each is rounded by itself.

    >>> shown([Fraction(8, 5), Fraction(12, 5)], 4), shown([Fraction(1, 2), 7], 10)
    ([2, 2], [1, 7])
    """
    if sum(parts, Fraction(0)) != total:
        return [whole(part) for part in parts]
    down = [floor(part) for part in parts]
    left = whole(total) - sum(down)
    by_remainder = sorted(range(len(parts)), key=lambda nth: (down[nth] - parts[nth], nth))
    for nth in by_remainder[:left]:
        down[nth] += 1
    return down
