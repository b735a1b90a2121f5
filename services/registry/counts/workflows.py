"""Counts: pledges and commitments as a unit counts them, and as nodes below tell them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from services.registry.campaigns.catalogue import contents
from services.registry.campaigns.domain.duties import Deed, What
from services.registry.campaigns.workflows import record_duty_response
from services.registry.counts import store
from services.registry.counts.domain import (
    FIELDS,
    MEASURES,
    CommitmentCount,
    FieldFigures,
    ModelFigures,
    Period,
    PledgeChanged,
    PledgeCount,
    Tally,
    Turnover,
    after,
    period_of,
)
from services.registry.models.domain.models import ThemeNotKnown
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.outbox import OutgoingEvent, publish, publish_all
from shared.chassis.sheets import Column, Sheet, a_code, a_count, one_of, read_sheet
from shared.events.movement import (
    CommitmentsCounted,
    FieldCounted,
    ModelFiguresCounted,
    PledgesCounted,
)
from shared.kernel.hosting import not_after, served
from shared.kernel.places import UnitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What somebody counted of pledges: all of it, or what changed since the last time."""

    unit: UnitCode
    year: int
    theme: str
    counted_on: date
    seen_revision: int
    whole: Tally | None = None
    turnover: Turnover | None = None


async def count_pledges(tx: Transaction, counted: Counted, acting: Acting) -> PledgeCount:
    """Keep a count, and let the levels above know.

    Raises:
        PledgeChanged: if somebody counted since it was looked at.
        PledgeCountsWrong, MoreLeftThanThere: if the numbers cannot be.
        ThemeNotKnown: if there is no such theme.

    """
    if counted.theme not in contents().themes:
        raise ThemeNotKnown
    known = await store.find_pledges(
        tx, unit=counted.unit, year=counted.year, theme=counted.theme
    )
    _refuse_changed(known, counted.seen_revision)
    before = known.tally if known else Tally(members=0, signed=0)
    tally = counted.whole or after(before, counted.turnover or Turnover())
    count = PledgeCount(
        unit=counted.unit,
        year=counted.year,
        theme=counted.theme,
        tally=tally,
        counted_on=not_after(counted.counted_on, acting.today),
        revision=counted.seen_revision + 1,
        host=acting.here,
    )
    await note_pledges(tx, count)
    event = PledgesCounted(
        unit=count.unit,
        year=count.year,
        theme=count.theme,
        members=tally.members,
        signed=tally.signed,
        counted_on=count.counted_on,
        revision=count.revision,
    )
    await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now))
    return count


def _refuse_changed(known: PledgeCount | CommitmentCount | None, seen_revision: int) -> None:
    if (known.revision if known else 0) != seen_revision:
        raise PledgeChanged


async def note_pledges(tx: Transaction, count: PledgeCount) -> None:
    """Keep a count told here or below; the first signature answers the duty, not the last."""
    known = await store.find_pledges(tx, unit=count.unit, year=count.year, theme=count.theme)
    is_first = known is None or not known.tally.signed
    if await store.save_pledges(tx, count) and is_first and count.tally.signed:
        await record_duty_response(tx, _deed(count))


async def count_commitments(
    tx: Transaction, count: CommitmentCount, acting: Acting
) -> CommitmentCount:
    """Keep a count of households, businesses or bodies; `count.revision` is the one seen.

    Raises:
        PledgeChanged: if somebody counted since it was looked at.
        ThemeNotKnown: if there is no such theme.

    """
    if count.theme not in contents().themes:
        raise ThemeNotKnown
    known = await store.find_commitments(
        tx, unit=count.unit, year=count.year, theme=count.theme, by=count.by
    )
    _refuse_changed(known, count.revision)
    not_after(count.counted_on, acting.today)
    newest = replace(count, revision=count.revision + 1)
    await store.save_commitments(tx, newest)
    event = CommitmentsCounted(
        unit=newest.unit,
        year=newest.year,
        theme=newest.theme,
        by=newest.by.value,
        signed=newest.signed,
        of=newest.of,
        kept=newest.kept,
        counted_on=newest.counted_on,
        revision=newest.revision,
    )
    await publish(tx, OutgoingEvent(event=event, occurred_at=acting.now))
    return newest


async def note_commitments(tx: Transaction, count: CommitmentCount) -> None:
    """Keep what a node below counted."""
    await store.save_commitments(tx, count)


async def note_figures(tx: Transaction, figures: ModelFigures) -> None:
    """Keep what a node below reports of its models."""
    await store.save_figures(tx, figures)


def _deed(count: PledgeCount) -> Deed:
    return Deed(
        what=What.PLEDGE,
        ref=f"{count.unit}:{count.year}:{count.theme}",
        unit=count.unit,
        occurred_on=count.counted_on,
        host=count.host,
    )


TOTAL = "total"
ROW_KEY = ("unit", "period", "field")


def sheet_in(filename: str, content: bytes, *, hosted: Collection[str]) -> Sheet:
    """The table of model figures in a CSV or XLSX file.

    Raises:
        SheetRefused: if anything is wrong, with every error found.

    """
    columns = figure_columns(hosted=hosted)
    return read_sheet(
        filename, content, columns, key=ROW_KEY, checks={"registered": _must_hold}
    )


def figure_columns(*, hosted: Collection[str]) -> Sequence[Column]:
    """The template: one row for each field of a unit's report, and one for its total."""

    def a_unit(text: str) -> UnitCode:
        return served(a_code(text), hosted)

    return (
        Column("unit", a_unit),
        Column("period", period_of),
        Column("field", one_of(*FIELDS, TOTAL)),
        *(Column(name, a_count, required=False) for name in MEASURES),
    )


def _must_hold(row: Mapping[str, object]) -> None:
    _counts(row)


async def import_figures(tx: Transaction, sheet: Sheet, acting: Acting) -> int:
    """Keep the reports of a table and tell those that are new; says how many those are."""
    changed = []
    for reported in reports_in(sheet, acting):
        known = await store.list_figures(tx, units=[reported.unit], period=reported.period)
        before = known[0] if known else None
        if before is not None and _says_the_same(before, reported):
            continue
        report = replace(reported, revision=before.revision + 1 if before else 1)
        await store.save_figures(tx, report)
        changed.append(report)
    return await publish_all(
        tx, (_counted_event(figures, now=acting.now) for figures in changed)
    )


def _counted_event(figures: ModelFigures, *, now: datetime) -> OutgoingEvent:
    event = ModelFiguresCounted(
        unit=figures.unit,
        first_year=figures.period.first,
        last_year=figures.period.last,
        fields=tuple(
            FieldCounted(field=code, **{name: getattr(counts, name) for name in MEASURES})
            for code, counts in sorted(figures.fields.items())
        ),
        stated_total=figures.stated_total,
        counted_on=figures.counted_on,
        revision=figures.revision,
    )
    return OutgoingEvent(event=event, occurred_at=now)


def reports_in(sheet: Sheet, acting: Acting) -> list[ModelFigures]:
    """One report for each unit and period; what a row leaves empty stays unknown."""
    rows: dict[tuple[UnitCode, Period], dict[str, Mapping[str, Any]]] = {}
    for row in sheet.rows:
        line: Mapping[str, Any] = row
        rows.setdefault((line["unit"], line["period"]), {})[line["field"]] = line
    return [
        ModelFigures(
            unit=unit,
            period=period,
            fields={code: _counts(by_field[code]) for code in FIELDS if code in by_field},
            stated_total=by_field.get(TOTAL, {}).get("registered"),
            counted_on=acting.today,
            revision=1,
            host=acting.here,
        )
        for (unit, period), by_field in rows.items()
    ]


def _counts(row: Mapping[str, Any]) -> FieldFigures:
    return FieldFigures(**{name: row.get(name) for name in MEASURES})


def _says_the_same(report: ModelFigures, other: ModelFigures) -> bool:
    return (dict(report.fields), report.stated_total) == (
        dict(other.fields),
        other.stated_total,
    )
