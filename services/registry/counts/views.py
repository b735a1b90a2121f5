"""Counts on pages: figures by field, pledges and commitments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from services.registry.campaigns.catalogue import contents
from services.registry.counts.domain import (
    FIELDS,
    By,
    CommitmentCount,
    FieldSum,
    ModelFigures,
    PledgeCount,
    added,
)
from services.registry.counts.queries import Promised, Reported
from services.registry.models.views.lists import name_of, named
from shared.portal.formats import day, number, percent
from shared.portal.options import Option
from shared.portal.parts import Link, Progress, Tab
from shared.portal.words import Words

FULL = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """The report of one unit."""

    unit: str
    counts: Sequence[str]
    total: str
    stated: str
    warning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPageView:
    """The reports of a period, with one line that sums them up."""

    crumbs: Sequence[Link]
    tabs: Sequence[Tab]
    heads: Sequence[str]
    lines: Sequence[FigureLine]
    sums: Sequence[str]
    notes: Sequence[str]
    """How many units say how many, below each sum; empty where all do."""
    total: str
    may_write: bool
    csv_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeLine:
    """One theme of one unit: so many of so many."""

    unit: str
    theme: str
    progress: Progress
    share: str
    counted: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentLine:
    """Commitments of one kind."""

    unit: str
    theme: str
    by: str
    signed: str
    of: str
    kept: str
    counted: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgesView:
    """Pledges and commitments of a year."""

    crumbs: Sequence[Link]
    year: int
    tabs: Sequence[Tab]
    pledges: Sequence[PledgeLine]
    commitments: Sequence[CommitmentLine]
    may_write: bool


def figures_view(reported: Reported, words: Words, *, may_write: bool) -> FiguresPageView:
    """The page of figures by field."""
    tabs = [
        Tab(
            label=str(period),
            href=f"/models/figures?period={period.first}-{period.last}",
            is_here=period == reported.period,
        )
        for period in reported.periods
    ]
    whole = added(
        [
            field_sum.registered if field_sum.told == field_sum.units else None
            for field_sum in reported.sums
        ]
    )
    here = reported.period
    return FiguresPageView(
        crumbs=[Link(words("models.title"), "/models"), Link(words("figures.title"))],
        tabs=tabs,
        heads=[named(contents().fields[code], words) for code in FIELDS],
        lines=[_line(report, reported, words) for report in reported.reports],
        sums=[
            number(field_sum.registered if field_sum.told else None, words.language)
            for field_sum in reported.sums
        ],
        notes=[_note(field_sum, words) for field_sum in reported.sums],
        total=number(whole if reported.reports else None, words.language),
        may_write=may_write,
        csv_href=f"/models/figures.csv?period={here.first}-{here.last}" if here else "",
    )


def _line(report: ModelFigures, reported: Reported, words: Words) -> FigureLine:
    warning = words("figures.off", count=abs(report.off_by)) if report.off_by else ""
    return FigureLine(
        unit=name_of(report.unit, reported.names, words),
        counts=[number(report.registered(code), words.language) for code in FIELDS],
        total=number(report.added_up, words.language),
        stated=number(report.stated_total, words.language),
        warning=warning,
    )


def _note(total: FieldSum, words: Words) -> str:
    if total.told == total.units:
        return ""
    return words("figures.told", told=total.told, units=total.units)


def figures_csv(reported: Reported) -> list[list[object]]:
    """The reports as rows: unit, period, and each field; nothing known is an empty cell."""
    head: list[object] = ["unit", "first_year", "last_year", *FIELDS, "stated_total"]
    return [head, *(_row(report) for report in reported.reports)]


def _row(report: ModelFigures) -> list[object]:
    counts = (report.registered(code) for code in FIELDS)
    return [report.unit, report.period.first, report.period.last, *counts, report.stated_total]


def pledges_view(
    promised: Promised, words: Words, *, year: int, today: date, may_write: bool
) -> PledgesView:
    """The page of pledges and commitments."""
    years = sorted({today.year, today.year - 1, today.year - 2, year}, reverse=True)
    return PledgesView(
        crumbs=[Link(words("models.title"), "/models"), Link(words("pledges.title"))],
        year=year,
        tabs=[
            Tab(label=str(tab_year), href=f"/pledges?year={tab_year}", is_here=tab_year == year)
            for tab_year in years
        ],
        pledges=[_pledges(pledge, promised, words) for pledge in promised.pledges],
        commitments=[
            _commitments(commitment, promised, words) for commitment in promised.commitments
        ],
        may_write=may_write,
    )


def _pledges(count: PledgeCount, promised: Promised, words: Words) -> PledgeLine:
    tally = count.tally
    share = Fraction(tally.signed * FULL, tally.members) if tally.members else None
    said = words("pledges.of", signed=tally.signed, members=tally.members)
    return PledgeLine(
        unit=name_of(count.unit, promised.names, words),
        theme=theme_name(count.theme, words),
        progress=Progress(
            done=tally.signed,
            of=tally.members,
            said=said,
            state="met" if tally.is_complete else "in_progress",
        ),
        share=percent(share, words.language),
        counted=day(count.counted_on, words.language),
        href=f"/pledges/count?unit={count.unit}&year={count.year}&theme={count.theme}",
    )


def _commitments(count: CommitmentCount, promised: Promised, words: Words) -> CommitmentLine:
    return CommitmentLine(
        unit=name_of(count.unit, promised.names, words),
        theme=theme_name(count.theme, words),
        by=words(f"commitments.by.{count.by}"),
        signed=number(count.signed, words.language),
        of=number(count.of, words.language),
        kept=number(count.kept, words.language),
        counted=day(count.counted_on, words.language),
        href=f"/commitments/count?unit={count.unit}&year={count.year}"
        f"&theme={count.theme}&by={count.by}",
    )


def theme_name(code: str, words: Words) -> str:
    """A theme with its code."""
    return f"{code}. {named(contents().themes.get(code), words)}"


def bys_offered(words: Words) -> list[Option]:
    """Who may commit themselves."""
    return [Option(by.value, words(f"commitments.by.{by}")) for by in By]
