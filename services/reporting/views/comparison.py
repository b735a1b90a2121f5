"""The units below, side by side, and what they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.reporting.domain.figures import Amount, Figure, Status, UnitLine
from services.reporting.domain.organised import AsOrganised
from services.reporting.domain.rounding import shown
from services.reporting.views.cards import ReportQuestion, Shown, card, of_text, value_text
from services.reporting.views.naming import indicator_name, unit_name
from shared.portal.alphabet import alphabetical
from shared.portal.formats import NOTHING, day
from shared.portal.words import Words

Line = tuple[UnitLine, Sequence[Figure]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonCell:
    """One unit's value of one indicator."""

    label: str
    value: str
    of: str
    status: Status
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One unit in the comparison."""

    name: str
    href: str
    made_up: bool
    days: str
    """From when to when it stood here, if not for the whole period."""
    cells: tuple[ComparisonCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The units below, side by side, in alphabetical order, and what they add up to."""

    columns: tuple[tuple[str, str, str], ...]  # code, name, target
    rows: tuple[Row, ...]
    total: Row
    reported: int
    expected: int
    made_up: tuple[str, ...]


def comparison(
    told: Sequence[Figure], children: Sequence[Line], asked: ReportQuestion
) -> Comparison | None:
    """The units below, if there are any and something to judge them by."""
    judged = [figure for figure in told if _has_a_column(figure)]
    if not children or not judged:
        return None
    rounded = _rounded(judged, children)
    total = _row(asked.unit, judged, asked)
    rows = [
        _row(unit, _like(judged, theirs), asked, shown=shown)
        for (unit, theirs), shown in zip(children, rounded, strict=True)
    ]
    heard = [any(figure.completeness.reported for figure in theirs) for _, theirs in children]
    return Comparison(
        columns=tuple(_column(figure, asked) for figure in judged),
        rows=tuple(sorted(rows, key=lambda row: (not row.href, alphabetical(row.name)))),
        total=total,
        reported=sum(heard),
        expected=len(heard),
        made_up=tuple(row.name for row in rows if row.made_up),
    )


def _has_a_column(figure: Figure) -> bool:
    return figure.indicator.target is not None and figure.status is not Status.NOT_APPLICABLE


def _column(figure: Figure, asked: ReportQuestion) -> tuple[str, str, str]:
    shown = card(figure, asked)
    return shown.code, shown.name, shown.target


def _like(judged: Sequence[Figure], theirs: Sequence[Figure]) -> list[Figure]:
    by_code = {figure.indicator.code: figure for figure in theirs}
    return [by_code[figure.indicator.code] for figure in judged]


def _rounded(judged: Sequence[Figure], children: Sequence[Line]) -> list[list[Shown]]:
    """Each child's numbers as whole ones, so that a column adds up to its total."""
    columns = []
    for nth, total in enumerate(judged):
        theirs = [_like(judged, figures)[nth] for _, figures in children]
        over = _parts([one.numerator for one in theirs], total.numerator)
        under = _parts([one.denominator or 0 for one in theirs], total.denominator or 0)
        columns.append(list(zip(over, under, strict=True)))
    return [list(row) for row in zip(*columns, strict=True)]


def _parts(amounts: Sequence[Amount], total: Amount) -> list[int]:
    """With what the unit itself counted as one more part, which no row shows."""
    own = total - sum(amounts, Fraction(0))
    return shown([*amounts, own], total)[:-1]


def _row(
    unit: UnitLine,
    figures: Sequence[Figure],
    asked: ReportQuestion,
    *,
    shown: Sequence[Shown] | None = None,
) -> Row:
    numbers: Sequence[Shown | None] = shown or [None] * len(figures)
    pairs = zip(figures, numbers, strict=True)
    return Row(
        name=unit_name(unit, asked.words),
        href="" if unit.is_unallocated else asked.report_of(unit.code),
        made_up=unit.made_up,
        days=days_text(unit, asked.words),
        cells=tuple(_cell(figure, unit, asked, shown=whole) for figure, whole in pairs),
    )


def days_text(unit: UnitLine, words: Words) -> str:
    """“đến 30/06/2025”, for a unit that was there for a part of the period."""
    if unit.is_unallocated:
        return words("organised.unallocated.hint")
    since = day(unit.since, words.language) if unit.since else ""
    until = day(unit.until, words.language) if unit.until else ""
    if since and until:
        return words("organised.between", since=since, until=until)
    if since:
        return words("organised.since", since=since)
    return words("organised.until", until=until) if until else ""


def _cell(
    figure: Figure, unit: UnitLine, asked: ReportQuestion, *, shown: Shown | None
) -> ComparisonCell:
    value = value_text(figure, asked.words, shown=shown)
    view = AsOrganised.THEN if unit.is_unallocated else asked.view
    facts = asked.facts_of(figure.indicator, unit=unit.code, view=view)
    return ComparisonCell(
        label=indicator_name(figure.indicator, asked.words),
        value=value,
        of=of_text(figure, asked.words, shown=shown),
        status=figure.status,
        href="" if value == NOTHING else facts,
    )
