"""How numbers, percentages and dates are written, in each language.

Marks, names of months and of days are CLDR's, through Babel; what may be rounded is ours.
"""

from collections.abc import Collection
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from babel.dates import format_date, get_day_names
from babel.numbers import format_decimal

from shared.portal.languages import Language

Number = int | Fraction | Decimal
NOTHING = "–"
NO_BREAK = "\u00a0"
MOST_DIGITS = 4
EMPTY_AND_FULL = (Fraction(0), Fraction(100))
DAY = {Language.VI: "dd/MM/yyyy", Language.EN: "d MMM y"}
LONG_DAY = {Language.VI: "dd/MM/yyyy", Language.EN: "EEEE, d MMMM y"}
SUNDAY = 6


def number(value: Number | None, language: Language, *, digits: int = 1) -> str:
    """`value` with at most `digits` decimals; nothing known is a dash.

    >>> number(10049, Language.VI), number(Decimal("1234.56"), Language.EN)
    ('10.049', '1,234.6')
    """
    if value is None:
        return NOTHING
    shown = _rounded(value, digits)
    decimals = "" if shown == shown.to_integral() else "." + "0" * digits
    return format_decimal(shown, f"#,##0{decimals}", locale=language.locale)


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
    return format_date(value, DAY[language], locale=language.locale)


def long_day(value: date, language: Language) -> str:
    """A civic day with its weekday.

    >>> long_day(date(2018, 10, 17), Language.VI)
    'thứ Tư, 17/10/2018'
    """
    written = format_date(value, LONG_DAY[language], locale=language.locale)
    return written if language is Language.EN else f"{_weekday(value)}, {written}"


def clock(moment: datetime) -> str:
    """The time of day, already in the zone of the reader."""
    return f"{moment:%H:%M}"


def _weekday(value: date) -> str:
    """As it stands inside a Vietnamese sentence: thứ Tư, but Chủ nhật."""
    name: str = get_day_names("wide", locale=Language.VI.locale)[value.weekday()]
    return name.capitalize() if value.weekday() == SUNDAY else name[:1].lower() + name[1:]


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
