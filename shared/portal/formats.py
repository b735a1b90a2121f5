"""How numbers, percentages and dates are written, in each language."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from shared.portal.languages import Language

Number = int | Fraction | Decimal
NOTHING = "–"
NO_BREAK = "\u00a0"
MOST_DIGITS = 4
EMPTY_AND_FULL = (Fraction(0), Fraction(100))
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def number(value: Number | None, language: Language, *, digits: int = 1) -> str:
    """`value` with at most `digits` decimals; nothing known is a dash.

    >>> number(10049, Language.VI), number(Decimal("1234.56"), Language.EN)
    ('10.049', '1,234.6')
    """
    if value is None:
        return NOTHING
    shown = _rounded(value, digits)
    english = f"{shown:,.{0 if shown == shown.to_integral() else digits}f}"
    return english if language is Language.EN else english.translate({44: ".", 46: ","})


def percent(
    value: Number | None, language: Language, *, apart_from: Collection[Number] = ()
) -> str:
    """A percentage, rounded, but never onto a mark it has not reached.

    99.996 % is not 100 %, and 84.96 % has not met a target of 85 %.

    >>> percent(Fraction(7500, 87), Language.EN), percent(Fraction(99996, 1000), Language.EN)
    ('86.2%', '99.996%')
    """
    if value is None:
        return NOTHING
    sign = "%" if language is Language.EN else f"{NO_BREAK}%"
    return number(value, language, digits=_telling_digits(value, apart_from)) + sign


def day(value: date, language: Language) -> str:
    """A civic day.

    >>> day(date(2023, 2, 7), Language.VI), day(date(2023, 2, 7), Language.EN)
    ('07/02/2023', '7 Feb 2023')
    """
    if language is Language.EN:
        return f"{value.day} {value:%b %Y}"
    return f"{value:%d/%m/%Y}"


def long_day(value: date, language: Language) -> str:
    """A civic day with its weekday.

    >>> long_day(date(2018, 10, 17), Language.VI)
    'thứ Tư, 17/10/2018'
    """
    if language is Language.EN:
        return f"{value:%A}, {value.day} {value:%B %Y}"
    return f"{WEEKDAYS[value.weekday()]}, {day(value, language)}"


def clock(moment: datetime) -> str:
    """The time of day, already in the zone of the reader."""
    return f"{moment:%H:%M}"


def _rounded(value: Number, digits: int) -> Decimal:
    exact = Fraction(value)
    step = Decimal(1).scaleb(-digits)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        step, ROUND_HALF_EVEN
    )


def _telling_digits(value: Number, apart_from: Collection[Number]) -> int:
    marks = {Fraction(mark) for mark in (*apart_from, *EMPTY_AND_FULL)} - {Fraction(value)}
    for digits in range(1, MOST_DIGITS):
        if Fraction(_rounded(value, digits)) not in marks:
            return digits
    return MOST_DIGITS
