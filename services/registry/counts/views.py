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


def figures_view(found: Reported, words: Words, *, may_write: bool) -> FiguresPageView:
    """The page of figures by field."""
    tabs = [
        Tab(
            label=str(one),
            href=f"/models/figures?period={one.first}-{one.last}",
            is_here=one == found.period,
        )
        for one in found.periods
    ]
    whole = added([one.registered if one.told == one.units else None for one in found.sums])
    here = found.period
    return FiguresPageView(
        crumbs=[Link(words("models.title"), "/models"), Link(words("figures.title"))],
        tabs=tabs,
        heads=[named(contents().fields[code], words) for code in FIELDS],
        lines=[_line(one, found, words) for one in found.reports],
        sums=[
            number(one.registered if one.told else None, words.language) for one in found.sums
        ],
        notes=[_note(one, words) for one in found.sums],
        total=number(whole if found.reports else None, words.language),
        may_write=may_write,
        csv_href=f"/models/figures.csv?period={here.first}-{here.last}" if here else "",
    )


def _line(one: ModelFigures, found: Reported, words: Words) -> FigureLine:
    warning = words("figures.off", count=abs(one.off_by)) if one.off_by else ""
    return FigureLine(
        unit=name_of(one.unit, found.names, words),
        counts=[number(one.registered(code), words.language) for code in FIELDS],
        total=number(one.added_up, words.language),
        stated=number(one.stated_total, words.language),
        warning=warning,
    )


def _note(one: FieldSum, words: Words) -> str:
    if one.told == one.units:
        return ""
    return words("figures.told", told=one.told, units=one.units)


def figures_csv(found: Reported) -> list[list[object]]:
    """The reports as rows: unit, period, and each field; nothing known is an empty cell."""
    head: list[object] = ["unit", "first_year", "last_year", *FIELDS, "stated_total"]
    return [head, *(_row(one) for one in found.reports)]


def _row(one: ModelFigures) -> list[object]:
    counts = (one.registered(code) for code in FIELDS)
    return [one.unit, one.period.first, one.period.last, *counts, one.stated_total]


def pledges_view(
    found: Promised, words: Words, *, year: int, today: date, may_write: bool
) -> PledgesView:
    """The page of pledges and commitments."""
    years = sorted({today.year, today.year - 1, today.year - 2, year}, reverse=True)
    return PledgesView(
        crumbs=[Link(words("models.title"), "/models"), Link(words("pledges.title"))],
        year=year,
        tabs=[
            Tab(label=str(one), href=f"/pledges?year={one}", is_here=one == year)
            for one in years
        ],
        pledges=[_pledges(one, found, words) for one in found.pledges],
        commitments=[_commitments(one, found, words) for one in found.commitments],
        may_write=may_write,
    )


def _pledges(one: PledgeCount, found: Promised, words: Words) -> PledgeLine:
    tally = one.tally
    share = Fraction(tally.signed * FULL, tally.members) if tally.members else None
    said = words("pledges.of", signed=tally.signed, members=tally.members)
    return PledgeLine(
        unit=name_of(one.unit, found.names, words),
        theme=theme_name(one.theme, words),
        progress=Progress(
            done=tally.signed,
            of=tally.members,
            said=said,
            state="met" if tally.is_complete else "in_progress",
        ),
        share=percent(share, words.language),
        counted=day(one.counted_on, words.language),
        href=f"/pledges/count?unit={one.unit}&year={one.year}&theme={one.theme}",
    )


def _commitments(one: CommitmentCount, found: Promised, words: Words) -> CommitmentLine:
    return CommitmentLine(
        unit=name_of(one.unit, found.names, words),
        theme=theme_name(one.theme, words),
        by=words(f"commitments.by.{one.by}"),
        signed=number(one.signed, words.language),
        of=number(one.of, words.language),
        kept=number(one.kept, words.language),
        counted=day(one.counted_on, words.language),
        href=f"/commitments/count?unit={one.unit}&year={one.year}"
        f"&theme={one.theme}&by={one.by}",
    )


def theme_name(code: str, words: Words) -> str:
    """A theme with its code."""
    return f"{code}. {named(contents().themes.get(code), words)}"


def bys_offered(words: Words) -> list[Option]:
    """Who may commit themselves."""
    return [Option(one.value, words(f"commitments.by.{one}")) for one in By]
