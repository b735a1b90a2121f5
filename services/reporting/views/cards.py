"""One indicator as a card: value, where it comes from, verdict, months, completeness."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from services.reporting.domain.figures import (
    PERCENT,
    Amount,
    Figure,
    Indicator,
    Period,
    Status,
    UnitLine,
    exact_value,
)
from services.reporting.domain.organised import AsOrganised, Organised
from services.reporting.domain.periods import last_of_month
from services.reporting.domain.rounding import shown, whole
from services.reporting.views.naming import (
    MONTHS,
    indicator_name,
    link,
    measure_word,
    target_text,
)
from services.reporting.views.verdicts import reason
from shared.kernel.places import UnitCode
from shared.portal.charts import Break, Goal, Point, Spark, spark
from shared.portal.formats import NO_BREAK, NOTHING, day, number, percent
from shared.portal.words import Words

MonthCount = tuple[date, Amount, Amount | None]
ABOUT = "≈" + NO_BREAK
"""Before a number that a rule has divided, and that is shown without its fraction."""
LEAST_SPAN = {True: Fraction(2), False: Fraction(4)}  # by whether it is a percentage


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportQuestion:
    """What every part of a page needs to know about what was asked."""

    unit: UnitLine
    period: Period
    now: datetime
    words: Words
    names: Mapping[UnitCode, str]
    organised: Organised | None = None
    """None as long as the place was told of no unit."""
    breaks: tuple[date, ...] = ()
    """The days from which on the unit's figures are not those of the same whole."""

    @property
    def view(self) -> AsOrganised:
        """By which organisation the page is drawn."""
        return self.organised.view if self.organised else AsOrganised.THEN

    def facts_of(
        self,
        indicator: Indicator,
        *,
        unit: str = "",
        period: str = "",
        view: AsOrganised | None = None,
    ) -> str:
        """The address of the facts behind a number."""
        return link(
            "/reports/facts",
            indicator=indicator.code,
            unit=unit or self.unit.code,
            period=period or self.period.code,
            organised=as_asked(view or self.view),
        )

    def report_of(self, unit: str = "", *, view: AsOrganised | None = None) -> str:
        """The address of a report of the same period."""
        return link(
            "/reports",
            unit=unit or self.unit.code,
            period=self.period.code,
            organised=as_asked(view or self.view),
        )


def as_asked(view: AsOrganised) -> str:
    """A view as it stands in an address; what is usual needs no word."""
    return "" if view is AsOrganised.THEN else str(view)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLine:
    """One month of an indicator, as a row."""

    name: str
    value: str
    of: str
    href: str
    breaks: tuple[str, ...] = ()
    """What changed in this month, so that it cannot be compared with the one before."""


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
    asked: ReportQuestion,
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
        spark=_spark(indicator, past, asked),
        months=tuple(_month_lines(figure, past, asked)),
        freshness=freshness(figure, asked.names),
    )


Shown = tuple[int, int | None]
"""Numerator and denominator as whole numbers, for the eye."""


def value_text(figure: Figure, words: Words, *, shown: Shown | None = None) -> str:
    """The value as it is shown: a dash, not a nought, as long as nobody has said anything."""
    if _is_silent(figure):
        return NOTHING
    if shown is not None and figure.denominator is None:
        return _counted(figure.numerator, words, shown=shown[0])
    return _worth(figure.indicator, figure.value, words)


def of_text(figure: Figure, words: Words, *, shown: Shown | None = None) -> str:
    """“101.042 / 101.229”; nothing for a plain count, nothing if nobody has said anything."""
    if _is_silent(figure):
        return ""
    return _over(figure.numerator, figure.denominator, words=words, shown=shown)


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


def _over(
    numerator: Amount, denominator: Amount | None, *, words: Words, shown: Shown | None = None
) -> str:
    if denominator is None:
        return ""
    over, under = shown or (whole(numerator), whole(denominator))
    about = "" if _is_exact(numerator) and _is_exact(denominator) else ABOUT
    return f"{about}{number(over, words.language)} / {number(under or 0, words.language)}"


def _counted(amount: Amount, words: Words, *, shown: int | None = None) -> str:
    about = "" if _is_exact(amount) else ABOUT
    return about + number(whole(amount) if shown is None else shown, words.language)


def _is_exact(amount: Amount) -> bool:
    return Fraction(amount).denominator == 1


def _worth(indicator: Indicator, value: Fraction | None, words: Words) -> str:
    if value is None:
        return NOTHING
    if indicator.denominator is None:
        return _counted(value, words)
    if indicator.unit_of_measure != PERCENT:
        return number(value, words.language)
    marks = [Fraction(indicator.target.value)] if indicator.target else []
    return percent(value, words.language, apart_from=marks)


def _month_lines(
    figure: Figure, months: Sequence[MonthCount], asked: ReportQuestion
) -> Iterator[MonthLine]:
    """The months, rounded so that they add up to the figure where they make it up."""
    over = shown([numerator for _, numerator, _ in months], figure.numerator)
    under = shown([under or 0 for _, _, under in months], figure.denominator or 0)
    for month, numerator, denominator in zip(months, over, under, strict=True):
        yield _month_line(figure.indicator, month, asked, shown=(numerator, denominator))


def _month_line(
    indicator: Indicator, month: MonthCount, asked: ReportQuestion, *, shown: Shown
) -> MonthLine:
    first, numerator, denominator = month
    words = asked.words
    value = _worth(indicator, exact_value(indicator, numerator, denominator), words)
    return MonthLine(
        name=_month_name(first, words),
        value=value if denominator is not None else _counted(numerator, words, shown=shown[0]),
        of=_over(numerator, denominator, words=words, shown=shown),
        href=asked.facts_of(indicator, period=f"{first:%Y-%m}"),
        breaks=tuple(
            words("report.break", day=day(broken, words.language))
            for broken in asked.breaks
            if broken.replace(day=1) == first
        ),
    )


def _spark(
    indicator: Indicator, months: Sequence[MonthCount], asked: ReportQuestion
) -> Spark | None:
    is_percent = indicator.unit_of_measure == PERCENT
    return spark(
        [_point(indicator, month, asked.words) for month in months],
        goal=_goal(indicator, asked.words),
        as_bars=indicator.denominator is None,
        least_span=LEAST_SPAN[is_percent],
        breaks=_breaks(months, asked),
    )


def _breaks(months: Sequence[MonthCount], asked: ReportQuestion) -> Iterator[Break]:
    """Where among the months drawn a break stands: before the month of its day, or within."""
    for nth, (first, _, _) in enumerate(months):
        for broken in asked.breaks:
            if broken.replace(day=1) == first:
                within = Fraction(broken.day - 1, last_of_month(first).day)
                text = day(broken, asked.words.language)
                yield Break(at=nth + within, text=text)


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
