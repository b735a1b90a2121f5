"""How a report calls units, periods and targets, and where its links lead."""

import re
from calendar import month_abbr
from urllib.parse import urlencode

from services.reporting.domain.figures import PERCENT, Indicator, Period, Target, UnitLine
from shared.portal.formats import NO_BREAK, day, number, percent
from shared.portal.words import Words

ROMAN = ("", "I", "II", "III", "IV")
SIGNS = {">=": "≥", "<=": "≤", "=": "="}
MONTHS = tuple(month_abbr)
MADE_UP = re.compile(r"\s*\([^()]*\)$")


def unit_name(unit: UnitLine, words: Words) -> str:
    """The unit's name; that it is made up is said by a tag beside it, not in the name."""
    name = words.pick(vi=unit.vi, en=unit.en)
    plain = MADE_UP.sub("", name) if unit.made_up else name
    return words("organised.unallocated", unit=plain) if unit.is_unallocated else plain


def indicator_name(indicator: Indicator, words: Words) -> str:
    """The indicator's name."""
    return words.pick(vi=indicator.vi, en=indicator.en)


def period_name(period: Period, words: Words) -> str:
    """The period as one says it: “9 tháng năm 2018”, “quý III năm 2018”."""
    year, _, part = period.code.partition("-")
    if not re.fullmatch(r"\d{4}", year) or ".." in part:
        return _range_name(period, words)
    if part.startswith("q"):
        return words("period.quarter", year=year, quarter=part[1:], roman=ROMAN[int(part[1:])])
    if part.isdigit():
        return words("period.month", year=year, month=str(int(part)), name=MONTHS[int(part)])
    named = {"": "year", "9m": "nine_months", "h1": "half_1", "h2": "half_2"}
    return words(f"period.{named[part]}", year=year)


def target_text(indicator: Indicator, target: Target, words: Words) -> str:
    """The target as it stands in a table: “≥ 85 %”."""
    return f"{SIGNS[target.op]}{NO_BREAK}{measured(indicator, target, words)}"


def measured(indicator: Indicator, target: Target, words: Words) -> str:
    """The value a target asks for, in the indicator's unit of measure."""
    if indicator.unit_of_measure == PERCENT:
        return percent(target.value, words.language)
    return number(target.value, words.language)


def measure_word(indicator: Indicator, words: Words) -> str:
    """What is counted, as a word; none for a percentage, and a new one as the data has it."""
    noun = indicator.unit_of_measure
    if noun == PERCENT:
        return ""
    return words(f"measure.{noun}") if words.knows(f"measure.{noun}") else noun


def link(path: str, **asked: str) -> str:
    """An address of this service; what is empty does not stand in it.

    >>> link("/reports", unit="sai-dong", period="2018-9m")
    '/reports?unit=sai-dong&period=2018-9m'
    """
    return f"{path}?{urlencode({name: text for name, text in asked.items() if text})}"


def _range_name(period: Period, words: Words) -> str:
    first, last = (day(end, words.language) for end in (period.first, period.last))
    return words("period.range", first=first, last=last)
