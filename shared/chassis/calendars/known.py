"""The working years a service has been told of, over those that come with the house.

A year is in force a few seconds after it was heard, on every process at the same moment: so
it can be told of any date by which calendar it was counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from shared.chassis.calendars.shipped import shipped_calendar
from shared.chassis.database import Transaction
from shared.chassis.tables import calendar_years
from shared.kernel.calendar_file import as_data, calendar_year_from
from shared.kernel.calendar_years import CalendarYear
from shared.kernel.rejection import Conflict
from shared.kernel.working_days import Calendar

MEMORY_SECONDS = 2.0
UNTIL_IN_FORCE = timedelta(seconds=5)
"""Longer than a process may remember, so that all change over together."""
ONE_AT_A_TIME = 7_401_820_180_123
"""Advisory lock: two who load the same year at once come one after the other."""


class CalendarVersionTaken(Conflict):
    """Phiên bản này của lịch năm đã có với nội dung khác; hãy nạp với số phiên bản cao hơn.
    This version of the year is known with other days; load it under a higher version.
    """


class CalendarVersionOld(Conflict):
    """Đã có phiên bản mới hơn của lịch năm này.
    A newer version of this year is known.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownYear:
    """One version of one year, since when it counts, and who brought it."""

    year: CalendarYear
    in_force_at: datetime
    loaded_at: datetime
    loaded_by: str


@dataclass(slots=True)
class _Memory:
    years: Sequence[KnownYear]
    read_at: float


MEMORIES: WeakKeyDictionary[object, _Memory] = WeakKeyDictionary()
"""By database; a year is read again every two seconds, not with every message."""


async def known_calendar(tx: Transaction, now: datetime) -> Calendar:
    """The calendar that what happens at `now` is counted by."""
    engine = tx.sync_connection.engine if tx.sync_connection else tx
    memory = MEMORIES.get(engine)
    if memory is None or monotonic() - memory.read_at > MEMORY_SECONDS:
        read_at = monotonic()
        memory = MEMORIES[engine] = _Memory(await list_known_years(tx), read_at)
    return calendar_at(memory.years, now)


def remembered_calendar(now: datetime) -> Calendar:
    """The calendar as this process last read it, for those who have no transaction.

    Who serves several nodes in one process takes what any of them has read: a version of a
    year says the same everywhere.
    """
    read = [known for memory in MEMORIES.values() for known in memory.years]
    return calendar_at(read, now)


def calendar_at(known: Sequence[KnownYear], moment: datetime) -> Calendar:
    """The calendar in force at a moment: of each year the highest version by then."""
    calendar = shipped_calendar()
    in_force = [one.year for one in known if one.in_force_at <= moment]
    for year in sorted(in_force, key=lambda year: year.version):
        calendar = calendar.with_year(year)
    return calendar if in_force else shipped_calendar()


async def list_known_years(tx: Transaction) -> list[KnownYear]:
    """Every version of every year that was told, the oldest first."""
    query = sa.select(calendar_years).order_by(calendar_years.c.year, calendar_years.c.version)
    return [_known(row) for row in (await tx.execute(query)).mappings()]


async def current_year(tx: Transaction, number: int) -> CalendarYear | None:
    """The highest version of a year that is known, in force or about to be."""
    told = [
        known_year.year
        for known_year in await list_known_years(tx)
        if known_year.year.year == number
    ]
    return told[-1] if told else shipped_calendar().years.get(number)


async def keep_year(
    tx: Transaction, year: CalendarYear, *, now: datetime, by: str = ""
) -> KnownYear | None:
    """Keep a year; None if this very version is known.

    Raises:
        CalendarVersionTaken: if the version is known with other days.
        CalendarVersionOld: if a higher version is known.

    """
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    newest = await current_year(tx, year.year)
    if newest is not None and newest.version == year.version:
        if _plain(newest) != _plain(year):
            raise CalendarVersionTaken
        return None
    if newest is not None and newest.version > year.version:
        raise CalendarVersionOld
    row = {
        "year": year.year,
        "version": year.version,
        "data": as_data(year),
        "source": year.source,
        "in_force_at": now + UNTIL_IN_FORCE,
        "loaded_at": now,
        "loaded_by": by,
    }
    await tx.execute(calendar_years.insert().values(row))
    return _known(row)


def _plain(year: CalendarYear) -> dict[str, Any]:
    """What two tellings of one version must agree on: everything but the names of days."""
    data = as_data(year)
    days = [{**day, "name": ""} for day in data["days"]]
    return data | {"days": sorted(days, key=lambda day: day["day"])}


def _known(row: Any) -> KnownYear:
    return KnownYear(
        year=calendar_year_from(row["data"]),
        in_force_at=row["in_force_at"],
        loaded_at=row["loaded_at"],
        loaded_by=row["loaded_by"],
    )
