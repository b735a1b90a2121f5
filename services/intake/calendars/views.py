"""Working years as people read them: known, about to be published, being followed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.intake.calendars.domain import Recount, RecountStep
from services.intake.calendars.queries import Preview
from shared.chassis.calendars.known import KnownYear
from shared.kernel.calendar_file import as_data
from shared.kernel.calendar_years import Confidence, DayChange, MarkedDay
from shared.portal.formats import day
from shared.portal.words import Words


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of a year, in words."""

    on: str
    kind: str
    name: str
    doubt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPanel:
    """One year that is counted by."""

    title: str
    source: str
    told: str
    days: Sequence[DayLine]


@dataclass(frozen=True, slots=True)
class CalendarView:
    """All that is known, what is lacking, and what is on its way."""

    years: Sequence[YearPanel]
    lacking: str
    """The year that will be needed next and is not there; empty: none."""
    recounts: Sequence[str]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A day on which the versions differ."""

    on: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PreviewPageView:
    """What publishing would do."""

    title: str
    source: str
    changes: Sequence[ChangeLine]
    moves: Sequence[str]
    text: str
    """The year as it is to be published, in one line."""


def calendar_view(
    known: Sequence[KnownYear], recounts: Sequence[Recount], today: date, *, words: Words
) -> CalendarView:
    """The years, the newest first."""
    numbers = {one.year.year for one in known}
    lacking = next((year for year in (today.year, today.year + 1) if year not in numbers), None)
    return CalendarView(
        years=[_panel(one, words) for one in reversed(known)],
        lacking=str(lacking or ""),
        recounts=[_recount_line(one, words) for one in recounts[:3]],
    )


def preview_view(preview: Preview, words: Words) -> PreviewPageView:
    """The days that change, and the promises that would move."""
    year = preview.year
    counts = (
        ("cases_later", preview.cases.later),
        ("cases_sooner", preview.cases.sooner),
        ("dossiers_later", preview.dossiers.later),
        ("dossiers_sooner", preview.dossiers.sooner),
    )
    return PreviewPageView(
        title=words("calendar.year", year=str(year.year), version=str(year.version)),
        source=year.source,
        changes=[_change(one, words) for one in preview.changes],
        moves=[words(f"calendar.moves.{name}", count=count) for name, count in counts if count],
        text=json.dumps(as_data(year), ensure_ascii=False),
    )


def _panel(known: KnownYear, words: Words) -> YearPanel:
    year = known.year
    told = "calendar.shipped" if not known.loaded_by else "calendar.loaded"
    on = day(known.loaded_at.date(), words.language) if known.loaded_by else ""
    return YearPanel(
        title=words("calendar.year", year=str(year.year), version=str(year.version)),
        source=year.source,
        told=words(told, day=on),
        days=[_line(one, words) for one in year.days],
    )


def _line(one: MarkedDay, words: Words) -> DayLine:
    doubt = "" if one.confidence is Confidence.HIGH else f"calendar.doubt.{one.confidence}"
    return DayLine(
        on=day(one.on, words.language),
        kind=words(f"calendar.kind.{one.kind}"),
        name=one.name,
        doubt=words(doubt) if doubt else "",
    )


def _change(one: DayChange, words: Words) -> ChangeLine:
    return ChangeLine(
        on=day(one.on, words.language),
        before=words(f"calendar.kind.{one.before or 'none'}"),
        after=words(f"calendar.kind.{one.after or 'none'}"),
    )


def _recount_line(one: Recount, words: Words) -> str:
    key = "calendar.recount.done" if one.step is RecountStep.DONE else "calendar.recount.going"
    return words(key, name=one.name, looked=one.looked, moved=one.moved)
