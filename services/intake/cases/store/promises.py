"""What can be promised at a moment: the rules of the catalogue and the years known by then."""

from datetime import datetime

from services.intake.cases.catalogue import office_hours, profiles
from services.intake.cases.domain.deadlines import Promises
from shared.chassis.calendars.known import known_calendar
from shared.chassis.database import Transaction
from shared.kernel.office_hours import Office
from shared.kernel.places import Place


async def promises_at(tx: Transaction, now: datetime, *, place: Place) -> Promises:
    """The promises that may be given to whoever comes at `now`."""
    calendar = await known_calendar(tx, now)
    office = Office(calendar=calendar, hours=office_hours(), zone=place.time_zone)
    return Promises(office=office, profiles=profiles())
