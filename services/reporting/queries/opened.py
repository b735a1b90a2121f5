"""A number opened: the facts it was counted from."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from services.reporting.domain.catalogue import Catalogue
from services.reporting.domain.figures import FactLine, Indicator, Period
from services.reporting.domain.measures import Body, Measure, fact_of
from services.reporting.domain.organised import Organised, Sharing
from services.reporting.store.archive import Kept, facts_named
from shared.chassis.database import Transaction
from shared.events.catalogue import BY_NAME
from shared.kernel.places import PlaceCode, UnitCode

Position = tuple[date, UUID]
BEGINNING: Position = (date.min, UUID(int=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsQuery:
    """Whose facts, of when, and from where in the list on."""

    unit: UnitCode
    period: Period
    organised: Organised
    after: Position = BEGINNING
    limit: int = 50


LOOK_AHEAD = 2_000
MOST_LOOKED_AT = 20_000
"""Whoever opens a number does not hold a connection while a whole archive is read."""
LEEWAY = timedelta(days=31)
"""Nothing is told before the day it happened on; a month leaves room for wrong clocks."""
PROMISED = "due_on"
"""The one day that may lie far ahead of the telling."""
REFERENCES = ("dossier_id", "feedback_id", "tally_id", "breach_id", "activity_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One page of facts, and where the list goes on; nowhere at its end."""

    lines: list[FactLine]
    onward: str


async def facts_of(
    tx: Transaction, indicator: Indicator, asked: FactsQuery, *, catalogue: Catalogue
) -> Opened:
    """The facts that counted for an indicator, in the order they are kept.

    The page ends after so many facts looked at, however few of them counted.
    """
    measures = catalogue.measures_of(indicator)
    wanted = {measure.fact for measure in measures}
    names = [name for name in BY_NAME if fact_of(name) in wanted]
    counted = _Counted(measures, asked)
    found: list[FactLine] = []
    after, looked_at, more = max(asked.after, _beginning(measures, asked.period)), 0, True
    while len(found) < asked.limit and more and looked_at < MOST_LOOKED_AT:
        rows = await facts_named(tx, names, counted.units, after=after, limit=LOOK_AHEAD)
        found += [line for row in rows if (line := _line(row, counted))]
        after = (rows[-1].day, rows[-1].event_id) if rows else after
        looked_at += len(rows)
        more = len(rows) == LOOK_AHEAD
    if len(found) >= asked.limit:
        return Opened(lines=found[: asked.limit], onward=found[asked.limit - 1].position)
    return Opened(lines=found, onward=_position(after) if more else "")


def _beginning(measures: tuple[Measure, ...], period: Period) -> Position:
    """Where in the archive the facts of a period begin at the earliest."""
    if any(measure.is_to_date or measure.day == PROMISED for measure in measures):
        return BEGINNING
    return period.first - LEEWAY, UUID(int=0)


def _position(at: Position) -> str:
    return f"{at[0]}~{at[1]}"


class _Counted:
    """Which facts count for the unit asked for, on which day, for how much and which share."""

    def __init__(self, measures: tuple[Measure, ...], asked: FactsQuery) -> None:
        self._measures = measures
        self._period = asked.period
        self._shares = {
            False: Sharing(asked.organised.spans(asked.unit, asked.period)),
            True: Sharing(asked.organised.spans_to_date(asked.unit, asked.period.last)),
        }

    @property
    def units(self) -> list[UnitCode]:
        """Whose facts are looked at."""
        wanted = {measure.is_to_date for measure in self._measures}
        return sorted({unit for to_date in wanted for unit in self._shares[to_date].units})

    def of(self, name: str, body: Body) -> tuple[date, int, Fraction] | None:
        """The day a fact counted on, its amount and share; None if for nothing here."""
        for measure in self._measures:
            amount = measure.amount_in(body) if measure.fact == fact_of(name) else 0
            if amount:
                day = date.fromisoformat(str(body[measure.day]))
                unit = UnitCode(str(body[measure.unit]))
                share = self._shares[measure.is_to_date].share(unit, day)
                if share and self._is_due(measure, day):
                    return day, amount, share
        return None

    def _is_due(self, measure: Measure, day: date) -> bool:
        period = self._period
        return (measure.is_to_date or period.first <= day) and day <= period.last


def _line(row: Kept, counting: _Counted) -> FactLine | None:
    counted = counting.of(row.name, row.body)
    if counted is None:
        return None
    day, amount, share = counted
    service, fact = fact_of(row.name).split(".")
    return FactLine(
        day=day,
        unit=UnitCode(row.unit),
        service=service,
        fact=fact,
        reference=_reference(row.body),
        node=PlaceCode(row.node),
        event_id=str(row.event_id),
        position=_position((row.day, row.event_id)),
        amount=amount,
        share=share,
    )


def position_of(text: str) -> Position:
    """Where a list of facts goes on, as a `FactLine` gives it; nonsense begins anew.

    >>> position_of("2018-09-30~00000000-0000-0000-0000-000000000001")[0]
    datetime.date(2018, 9, 30)
    """
    day, _, event_id = text.partition("~")
    try:
        return date.fromisoformat(day), UUID(event_id)
    except ValueError:
        return BEGINNING


def _reference(body: Body) -> str:
    return next((str(body[key]) for key in REFERENCES if key in body), "")
