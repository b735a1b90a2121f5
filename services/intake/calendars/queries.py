"""Which working years are counted by here, and what another version of one would move."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from services.intake.calendars import store
from services.intake.calendars.domain import Recalendared, Recount, span_of_change
from services.intake.calendars.store import Alike, DossiersAlike
from services.intake.dossiers.catalogue import procedures
from shared.chassis.calendars.known import (
    KnownYear,
    calendar_at,
    current_year,
    list_known_years,
)
from shared.chassis.calendars.shipped import shipped_calendar
from shared.chassis.database import Transaction
from shared.kernel.calendar_years import CalendarYear, DayChange, changes_between

EVER = datetime.min.replace(tzinfo=UTC)
AT_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shifts:
    """How many promises would end later, and how many sooner."""

    later: int = 0
    sooner: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What publishing a version would do here."""

    year: CalendarYear
    changes: tuple[DayChange, ...]
    cases: Shifts = Shifts()
    dossiers: Shifts = Shifts()


async def list_years(tx: Transaction) -> list[KnownYear]:
    """The newest version of every year that is known, those that came with the house too."""
    newest = {year.year: _came_with(year) for year in shipped_calendar().years.values()}
    newest |= {known.year.year: known for known in await list_known_years(tx)}
    return [newest[number] for number in sorted(newest)]


async def list_recounts(tx: Transaction) -> list[Recount]:
    """Every going through of open promises, the newest first."""
    return await store.list_recounts(tx)


async def preview_of(tx: Transaction, year: CalendarYear) -> Preview:
    """What a version would change, counted over everything that is open; nothing is written."""
    before = await current_year(tx, year.year)
    changes = changes_between(before, year)
    span = span_of_change(before, year)
    if span is None:
        return Preview(year=year, changes=changes)
    old = calendar_at(await list_known_years(tx), AT_LAST)
    by = Recalendared(old=old, new=old.with_year(year))
    cases = await store.count_alike(tx, span)
    dossiers = await store.count_dossiers_alike(tx, span)
    return Preview(
        year=year,
        changes=changes,
        cases=_shifts((_case_days(one, by), one.count) for one in cases),
        dossiers=_shifts((_dossier_days(one, by), one.count) for one in dossiers),
    )


def _case_days(alike: Alike, by: Recalendared) -> tuple[date, date]:
    was_counted = not alike.is_reopened and alike.promised_on == alike.due_on
    if was_counted:
        return alike.promised_on, by.counted(alike.received_on, alike.due_on)
    return alike.promised_on, by.named(alike.promised_on)


def _dossier_days(alike: DossiersAlike, by: Recalendared) -> tuple[date, date]:
    procedure = procedures().find(alike.procedure)
    days = procedure.working_days if procedure else None
    return alike.due_on, by.computed(alike.counted_from, alike.due_on, days)


def _shifts(moved: Iterable[tuple[tuple[date, date], int]]) -> Shifts:
    total: Counter[str] = Counter()
    for (before, after), count in moved:
        total["later"] += count * (after > before)
        total["sooner"] += count * (after < before)
    return Shifts(later=total["later"], sooner=total["sooner"])


def _came_with(year: CalendarYear) -> KnownYear:
    return KnownYear(year=year, in_force_at=EVER, loaded_at=EVER, loaded_by="")
