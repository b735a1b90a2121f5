"""Where scenes get their figures: what was asked, read in one transaction."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from pydantic import BaseModel, ConfigDict

from services.reporting import queries
from services.reporting.domain.breaks import breaks
from services.reporting.domain.catalogue import Catalogue
from services.reporting.domain.figures import Period, UnitLine
from services.reporting.domain.organised import AsOrganised, Organised
from services.reporting.domain.periods import period_of
from services.reporting.queries import UnitUnknown
from services.reporting.views.cards import ReportQuestion
from services.reporting.views.facts import PAGE, FactsView, facts_view
from services.reporting.views.nodes import NodesView, nodes_view
from services.reporting.views.report import Counted, ReportView, names_of, report_view
from shared.chassis.database import Transaction
from shared.chassis.metrics import parked_here, unpublished_here
from shared.federation.links import linked_places
from shared.kernel.places import Place, UnitCode
from shared.portal.words import Words

Span = tuple[date, date]
NINE_MONTHS_END = 9


class Question(BaseModel):
    """What stands in the address: codes, or nothing."""

    model_config = ConfigDict(frozen=True)

    unit: str = ""
    period: str = ""
    indicator: str = ""
    after: str = ""
    organised: str = ""

    @property
    def view(self) -> AsOrganised:
        """By which organisation the page is drawn: as then, unless now is asked for."""
        return AsOrganised.NOW if self.organised == AsOrganised.NOW else AsOrganised.THEN


async def report_of(
    tx: Transaction, place: Place, question: Question, *, catalogue: Catalogue, words: Words
) -> ReportView:
    """The report of a unit; of this place if none is named.

    Raises:
        UnitUnknown: if this node has not heard of the unit.
        PeriodUnknown: if the period is none of the forms.

    """
    known = await queries.known_span(tx)
    there = await queries.organised(tx, question.view, today=_today(place))
    asked = _asked(place, question, organised=there, known=known, words=words)
    code, period = asked.unit.code, asked.period
    if asked.organised is None:
        return report_view(Counted(figures=(), known=known), asked)
    found = await queries.figures(tx, code, period=period, catalogue=catalogue, organised=there)
    counted = Counted(
        figures=found.own,
        monthly=await queries.monthly(
            tx, code, period=period, catalogue=catalogue, organised=there
        ),
        children=found.children,
        units=_offered(there, asked),
        known=known,
    )
    return report_view(counted, asked)


async def facts_behind(
    tx: Transaction, place: Place, question: Question, *, catalogue: Catalogue, words: Words
) -> FactsView:
    """One page of the facts a figure was counted from.

    Raises:
        IndicatorUnknown: if the catalogue has no such indicator.
        UnitUnknown: if this node has not heard of the unit.
        PeriodUnknown: if the period is none of the forms.

    """
    indicator = catalogue.indicator(question.indicator)
    known = await queries.known_span(tx)
    there = await queries.organised(tx, question.view, today=_today(place))
    asked = _asked(place, question, organised=there, known=known, words=words)
    code, period = asked.unit.code, asked.period
    found = await queries.figures(tx, code, period=period, catalogue=catalogue, organised=there)
    page = queries.FactsQuery(
        unit=code,
        period=period,
        organised=there,
        after=queries.position_of(question.after),
        limit=PAGE,
    )
    opened = await queries.facts_of(tx, indicator, page, catalogue=catalogue)
    return facts_view(
        next(figure for figure in found.own if figure.indicator.code == indicator.code),
        opened.lines,
        asked,
        after=question.after,
        next_after=opened.onward,
    )


async def nodes_seen(
    tx: Transaction, place: Place, *, monitor_url: str, words: Words
) -> NodesView:
    """Every node this place can see, and its own standing."""
    linked = await linked_places(monitor_url)
    units = await queries.unit_lines(tx, today=_today(place))
    above = await queries.uplink(
        tx, place, linked=place.parent in linked, unpublished=unpublished_here()
    )
    return nodes_view(
        await queries.nodes(tx, place, units=units, linked=linked),
        above,
        parked=parked_here(),
        now=datetime.now(UTC),
        words=words,
    )


def _asked(
    place: Place, question: Question, *, organised: Organised, known: Span | None, words: Words
) -> ReportQuestion:
    now = datetime.now(place.time_zone)
    period = period_of(question.period) if question.period else newest(known, now.date())
    unit = _unit(place, question.unit, organised, period=period)
    is_known = unit.code in organised.history.chapters
    return ReportQuestion(
        unit=unit,
        period=period,
        now=now,
        words=words,
        names=names_of(_ever(organised), words),
        organised=organised if is_known else None,
        breaks=breaks(organised, unit.code, period) if is_known else (),
    )


def _today(place: Place) -> date:
    return datetime.now(place.time_zone).date()


def _unit(place: Place, wanted: str, organised: Organised, *, period: Period) -> UnitLine:
    """The unit asked for; a place that has not yet been told of itself goes by its code."""
    code = UnitCode(wanted or place.code)
    latest = organised.history.latest(code)
    if latest is not None:
        return organised.named(code, period) or latest.line
    if str(code) != str(place.code):
        raise UnitUnknown
    return UnitLine(code=code, vi=code, en=code, kind="", parent=None, host=place.code)


def _ever(organised: Organised) -> Iterator[UnitLine]:
    for told in organised.history.chapters.values():
        yield told[-1].line


def _offered(organised: Organised, asked: ReportQuestion) -> list[UnitLine]:
    """The units one may look at in this view, and the one looked at whatever it is."""
    found = {line.code: line for line in organised.units(asked.period)}
    return list(({asked.unit.code: asked.unit} | found).values())


def newest(known: Span | None, today: date) -> Period:
    """The period shown first: this year, or the newest year with facts.

    A past year whose facts end by September is shown as the nine-month report it is.

    >>> newest((date(2017, 1, 1), date(2018, 9, 30)), date(2020, 5, 1)).code
    '2018-9m'
    >>> newest((date(2017, 1, 1), date(2020, 9, 30)), date(2020, 5, 1)).code
    '2020'
    """
    last = min(known[1], today) if known else today
    is_nine_months = last.year < today.year and last.month <= NINE_MONTHS_END
    return period_of(f"{last.year}-9m" if is_nine_months else f"{last.year}")
