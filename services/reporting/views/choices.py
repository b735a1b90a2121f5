"""What a reader may choose: periods by year, units by name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.reporting.domain.figures import Period, UnitLine
from services.reporting.domain.periods import YEARS, period_of
from services.reporting.views.naming import period_name, unit_name
from shared.portal.alphabet import alphabetical
from shared.portal.words import Words

PARTS = ("", "-9m", "-h1", "-h2", "-q1", "-q2", "-q3", "-q4")
MONTHS = tuple(f"-{month:02}" for month in range(1, 13))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option of a select."""

    code: str
    name: str
    is_chosen: bool
    made_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The options of one year."""

    name: str
    choices: tuple[Choice, ...]


def period_choices(
    chosen: Period, known: tuple[date, date] | None, words: Words
) -> tuple[Group, ...]:
    """Every period of every year with facts, newest first; the chosen one whatever it is."""
    years = {chosen.first.year, *(range(known[0].year, known[1].year + 1) if known else ())}
    offerable = sorted(years & set(YEARS), reverse=True)
    groups = [_year(year, chosen, words) for year in offerable]
    offered = {choice.code for group in groups for choice in group.choices}
    if chosen.code in offered:
        return tuple(groups)
    own = Choice(code=chosen.code, name=period_name(chosen, words), is_chosen=True)
    return (Group(name=words("period.own"), choices=(own,)), *groups)


def unit_choices(
    units: Sequence[UnitLine], chosen: UnitLine, words: Words
) -> tuple[Choice, ...]:
    """The units one may look at, the widest first and their children by name."""
    known = {unit.code for unit in units}
    by_name = sorted(units, key=lambda unit: alphabetical(unit_name(unit, words)))
    tops = [unit for unit in by_name if unit.parent not in known]
    below: dict[str | None, list[UnitLine]] = {}
    for unit in by_name:
        below.setdefault(unit.parent, []).append(unit)
    return tuple(
        Choice(
            code=unit.code,
            name=unit_name(unit, words),
            is_chosen=unit.code == chosen.code,
            made_up=unit.made_up,
        )
        for unit in _tree(tops, below)
    )


def _tree(
    level: Sequence[UnitLine], below: Mapping[str | None, Sequence[UnitLine]]
) -> Iterator[UnitLine]:
    for unit in level:
        yield unit
        yield from _tree(below.get(unit.code, ()), below)


def _year(year: int, chosen: Period, words: Words) -> Group:
    codes = [f"{year}{part}" for part in (*PARTS, *MONTHS)]
    return Group(
        name=words("period.year", year=str(year)),
        choices=tuple(
            Choice(
                code=code,
                name=period_name(period_of(code), words),
                is_chosen=code == chosen.code,
            )
            for code in codes
        ),
    )
