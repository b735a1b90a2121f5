"""One indicator as a card: value, where it comes from, verdict, months, completeness."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from services.reporting.domain.figures import (
    PERCENT,
    Figure,
    Indicator,
    Period,
    Status,
    UnitLine,
    exact_value,
)
from services.reporting.scenes.naming import (
    MONTHS,
    indicator_name,
    link,
    measure_word,
    target_text,
)
from services.reporting.scenes.verdicts import reason
from shared.kernel.places import UnitCode
from shared.portal.charts import Goal, Point, Spark, spark
from shared.portal.formats import NOTHING, number, percent
from shared.portal.words import Words

MonthCount = tuple[date, int, int | None]
LEAST_SPAN = {True: Fraction(2), False: Fraction(4)}  # by whether it is a percentage


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every part of a page needs to know about what was asked."""

    unit: UnitLine
    period: Period
    now: datetime
    words: Words
    names: Mapping[UnitCode, str]

    def facts_of(self, indicator: Indicator, *, unit: str = "", period: str = "") -> str:
        """The address of the facts behind a number."""
        return link(
            "/reports/facts",
            indicator=indicator.code,
            unit=unit or self.unit.code,
            period=period or self.period.code,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLine:
    """One month of an indicator, as a row."""

    name: str
    value: str
    of: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """Who has reported, who has not, and how new the newest fact is."""

    reported: int
    expected: int
    missing: tuple[str, ...]
    fresh_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Everything a reader needs in order to believe one number, or not to."""

    code: str
    name: str
    note: str
    basis: str
    value: str
    measure: str
    of: str
    target: str
    status: Status
    reason: str
    href: str
    spark: Spark | None
    months: tuple[MonthLine, ...]
    freshness: Freshness


def card(
    figure: Figure,
    asked: Asked,
    *,
    months: Sequence[MonthCount] = (),
    lines: Sequence[tuple[str, Figure]] = (),
) -> Card:
    """The card of one figure."""
    indicator, words = figure.indicator, asked.words
    past = [month for month in months if month[0] <= asked.now.date()]
    return Card(
        code=indicator.code,
        name=indicator_name(indicator, words),
        note=words.pick(vi=indicator.note_vi, en=indicator.note_en),
        basis=indicator.target.basis if indicator.target else "",
        value=value_text(figure, words),
        measure=measure_word(indicator, words),
        of=of_text(figure, words),
        target=target_text(indicator, indicator.target, words) if indicator.target else "",
        status=figure.status,
        reason=reason(figure, words, lines=lines),
        href=asked.facts_of(indicator),
        spark=_spark(indicator, past, words),
        months=tuple(_month_line(indicator, month, asked) for month in past),
        freshness=freshness(figure, asked.names),
    )


def value_text(figure: Figure, words: Words) -> str:
    """The value as it is shown: a dash, not a nought, as long as nobody has said anything."""
    if _is_silent(figure):
        return NOTHING
    return _worth(figure.indicator, figure.value, words)


def of_text(figure: Figure, words: Words) -> str:
    """“101.042 / 101.229”; nothing for a plain count, nothing if nobody has said anything."""
    return "" if _is_silent(figure) else _over(figure.numerator, figure.denominator, words)


def freshness(figure: Figure, names: Mapping[UnitCode, str]) -> Freshness:
    """How complete and how new a figure is; units not known by name keep their code."""
    told = figure.completeness
    return Freshness(
        reported=told.reported,
        expected=told.expected,
        missing=tuple(names.get(code, code) for code in told.missing),
        fresh_at=figure.fresh_at,
    )


def _is_silent(figure: Figure) -> bool:
    return figure.status is Status.NO_DATA and not (figure.numerator or figure.denominator)


def _over(numerator: int, denominator: int | None, words: Words) -> str:
    if denominator is None:
        return ""
    return f"{number(numerator, words.language)} / {number(denominator, words.language)}"


def _worth(indicator: Indicator, value: Fraction | None, words: Words) -> str:
    if value is None:
        return NOTHING
    if indicator.unit_of_measure != PERCENT:
        return number(value, words.language)
    marks = [Fraction(indicator.target.value)] if indicator.target else []
    return percent(value, words.language, apart_from=marks)


def _month_line(indicator: Indicator, month: MonthCount, asked: Asked) -> MonthLine:
    first, numerator, denominator = month
    words = asked.words
    return MonthLine(
        name=_month_name(first, words),
        value=_worth(indicator, exact_value(indicator, numerator, denominator), words),
        of=_over(numerator, denominator, words),
        href=asked.facts_of(indicator, period=f"{first:%Y-%m}"),
    )


def _spark(indicator: Indicator, months: Sequence[MonthCount], words: Words) -> Spark | None:
    is_percent = indicator.unit_of_measure == PERCENT
    return spark(
        [_point(indicator, month, words) for month in months],
        goal=_goal(indicator, words),
        as_bars=indicator.denominator is None,
        least_span=LEAST_SPAN[is_percent],
    )


def _point(indicator: Indicator, month: MonthCount, words: Words) -> Point:
    first, numerator, denominator = month
    value = exact_value(indicator, numerator, denominator)
    return Point(
        tick=words("period.tick", month=first.month, name=MONTHS[first.month]),
        name=_month_name(first, words),
        value=value,
        text=_worth(indicator, value, words),
    )


def _goal(indicator: Indicator, words: Words) -> Goal | None:
    """A target holds month by month if it is a percentage, or if it asks for none at all."""
    target = indicator.target
    if target is None or not (indicator.unit_of_measure == PERCENT or target.value == 0):
        return None
    return Goal(value=Fraction(target.value), text=target_text(indicator, target, words))


def _month_name(first: date, words: Words) -> str:
    return words(
        "period.month", month=str(first.month), year=str(first.year), name=MONTHS[first.month]
    )
