"""What is told of a dossier."""

from collections.abc import Iterator
from datetime import date, datetime, time

from services.intake.domain.dossiers import Dossier
from shared.chassis.outbox import Announcement
from shared.events.intake import DossierReceived, DossierReturned
from shared.kernel.places import Place

NOON = time(12)


def dossier_received(dossier: Dossier, place: Place, *, now: datetime) -> Announcement:
    """That a dossier was taken in."""
    event = DossierReceived(
        dossier_id=dossier.id,
        unit=dossier.unit,
        procedure=dossier.procedure,
        channel=dossier.channel.value,
        received_on=dossier.received_on,
        due_on=dossier.due_on,
    )
    return Announcement(event=event, occurred_at=around(dossier.received_on, place, now=now))


def dossier_returned(
    dossier: Dossier, place: Place, *, on: date, now: datetime
) -> Announcement:
    """That the result was ready, measured against the date on the receipt."""
    event = DossierReturned(
        dossier_id=dossier.id,
        unit=dossier.unit,
        procedure=dossier.procedure,
        channel=dossier.channel.value,
        received_on=dossier.received_on,
        due_on=dossier.due_on,
        returned_on=on,
        on_time=dossier.is_on_time,
        early=dossier.is_early,
    )
    return Announcement(event=event, occurred_at=around(on, place, now=now))


def dossier_so_far(dossier: Dossier, place: Place, *, now: datetime) -> Iterator[Announcement]:
    """Everything that has happened to a dossier, in its order."""
    yield dossier_received(dossier, place, now=now)
    if dossier.returned_on is not None:
        yield dossier_returned(dossier, place, on=dossier.returned_on, now=now)


def around(day: date, place: Place, *, now: datetime) -> datetime:
    """When something happened of which only the day is on record: at noon there, or just now.

    Noon falls on the same civic day wherever the fact is read in Việt Nam, and a fact
    never claims to have happened later than it was told.
    """
    return min(datetime.combine(day, NOON, tzinfo=place.time_zone), now)
