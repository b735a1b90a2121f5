"""Where scenes get their figures: what was asked, read in one transaction."""

from datetime import UTC, date, datetime

from pydantic import BaseModel, ConfigDict

from services.reporting import queries
from services.reporting.domain.catalogue import Catalogue
from services.reporting.domain.figures import Period, UnitLine
from services.reporting.domain.periods import period_of
from services.reporting.queries.figures import UnitUnknown
from services.reporting.scenes.cards import Asked
from services.reporting.scenes.facts import PAGE, FactsScene, facts_scene
from services.reporting.scenes.nodes import NodesScene, nodes_scene
from services.reporting.scenes.report import Counted, ReportScene, names_of, report_scene
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


async def report_of(
    tx: Transaction, place: Place, question: Question, *, catalogue: Catalogue, words: Words
) -> ReportScene:
    """The report of a unit; of this place if none is named.

    Raises:
        UnitUnknown: if this node has not heard of the unit.
        PeriodUnknown: if the period is none of the forms.

    """
    units, known = await queries.unit_lines(tx), await queries.known_span(tx)
    asked = _asked(place, question, units=units, known=known, words=words)
    if asked.unit not in units:
        return report_scene(Counted(figures=(), known=known), asked)
    code, period = asked.unit.code, asked.period
    counted = Counted(
        figures=await queries.figures(tx, code, period=period, catalogue=catalogue),
        monthly=await queries.monthly(tx, code, period=period, catalogue=catalogue),
        children=await queries.figures_by_child(tx, code, period=period, catalogue=catalogue),
        units=units,
        known=known,
    )
    return report_scene(counted, asked)


async def facts_behind(
    tx: Transaction, place: Place, question: Question, *, catalogue: Catalogue, words: Words
) -> FactsScene:
    """One page of the facts a figure was counted from.

    Raises:
        IndicatorUnknown: if the catalogue has no such indicator.
        UnitUnknown: if this node has not heard of the unit.
        PeriodUnknown: if the period is none of the forms.

    """
    indicator = catalogue.indicator(question.indicator)
    units, known = await queries.unit_lines(tx), await queries.known_span(tx)
    asked = _asked(place, question, units=units, known=known, words=words)
    code, period = asked.unit.code, asked.period
    figures = await queries.figures(tx, code, period=period, catalogue=catalogue)
    page = queries.Asked(
        unit=code, period=period, after=queries.position_of(question.after), limit=PAGE
    )
    opened = await queries.facts_of(tx, indicator, page, catalogue=catalogue)
    return facts_scene(
        next(figure for figure in figures if figure.indicator.code == indicator.code),
        opened.lines,
        asked,
        after=question.after,
        next_after=opened.onward,
    )


async def nodes_seen(
    tx: Transaction, place: Place, *, monitor_url: str, words: Words
) -> NodesScene:
    """Every node this place can see, and its own standing."""
    linked = await linked_places(monitor_url)
    units = await queries.unit_lines(tx)
    above = await queries.uplink(
        tx, place, linked=place.parent in linked, unpublished=unpublished_here()
    )
    return nodes_scene(
        await queries.nodes(tx, place, units=units, linked=linked),
        above,
        parked=parked_here(),
        now=datetime.now(UTC),
        words=words,
    )


def _asked(
    place: Place, question: Question, *, units: list[UnitLine], known: Span | None, words: Words
) -> Asked:
    now = datetime.now(place.time_zone)
    return Asked(
        unit=_unit(place, question.unit, units),
        period=period_of(question.period) if question.period else newest(known, now.date()),
        now=now,
        words=words,
        names=names_of(units, words),
    )


def _unit(place: Place, wanted: str, units: list[UnitLine]) -> UnitLine:
    """The unit asked for; a place that has not yet been told of itself goes by its code."""
    for unit in units:
        if unit.code == (wanted or place.code):
            return unit
    if wanted and wanted != place.code:
        raise UnitUnknown
    code = UnitCode(place.code)
    return UnitLine(code=code, vi=code, en=code, kind="", parent=None, host=place.code)


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
