"""Which working years are counted by here."""

from datetime import UTC, datetime

from shared.chassis.calendars.known import KnownYear, list_known_years
from shared.chassis.calendars.shipped import shipped_calendar
from shared.chassis.database import Transaction
from shared.kernel.calendar_years import CalendarYear

EVER = datetime.min.replace(tzinfo=UTC)


async def list_years(tx: Transaction) -> list[KnownYear]:
    """The newest version of every year that is known, those that came with the house too."""
    newest = {year.year: _came_with(year) for year in shipped_calendar().years.values()}
    newest |= {known.year.year: known for known in await list_known_years(tx)}
    return [newest[number] for number in sorted(newest)]


def _came_with(year: CalendarYear) -> KnownYear:
    return KnownYear(year=year, in_force_at=EVER, loaded_at=EVER, loaded_by="")
