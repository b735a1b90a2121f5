"""The units below, side by side, and what they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.reporting.domain.figures import Figure, Status, UnitLine
from services.reporting.scenes.cards import Asked, card, of_text, value_text
from services.reporting.scenes.naming import indicator_name, link, unit_name
from shared.portal.alphabet import alphabetical
from shared.portal.formats import NOTHING

Line = tuple[UnitLine, Sequence[Figure]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
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
    cells: tuple[Cell, ...]


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
    told: Sequence[Figure], children: Sequence[Line], asked: Asked
) -> Comparison | None:
    """The units below, if there are any and something to judge them by."""
    judged = [figure for figure in told if _has_a_column(figure)]
    if not children or not judged:
        return None
    total = _row(asked.unit, judged, asked)
    rows = [_row(unit, theirs, asked, like=judged) for unit, theirs in children]
    heard = [any(figure.completeness.reported for figure in theirs) for _, theirs in children]
    return Comparison(
        columns=tuple(_column(figure, asked) for figure in judged),
        rows=tuple(sorted(rows, key=lambda row: alphabetical(row.name))),
        total=total,
        reported=sum(heard),
        expected=len(heard),
        made_up=tuple(row.name for row in rows if row.made_up),
    )


def _has_a_column(figure: Figure) -> bool:
    return figure.indicator.target is not None and figure.status is not Status.NOT_APPLICABLE


def _column(figure: Figure, asked: Asked) -> tuple[str, str, str]:
    shown = card(figure, asked)
    return shown.code, shown.name, shown.target


def _row(
    unit: UnitLine,
    figures: Sequence[Figure],
    asked: Asked,
    *,
    like: Sequence[Figure] | None = None,
) -> Row:
    by_code = {figure.indicator.code: figure for figure in figures}
    wanted = [by_code[figure.indicator.code] for figure in like or figures]
    return Row(
        name=unit_name(unit, asked.words),
        href=link("/reports", unit=unit.code, period=asked.period.code),
        made_up=unit.made_up,
        cells=tuple(_cell(figure, unit, asked) for figure in wanted),
    )


def _cell(figure: Figure, unit: UnitLine, asked: Asked) -> Cell:
    value = value_text(figure, asked.words)
    return Cell(
        label=indicator_name(figure.indicator, asked.words),
        value=value,
        of=of_text(figure, asked.words),
        status=figure.status,
        href="" if value == NOTHING else asked.facts_of(figure.indicator, unit=unit.code),
    )
