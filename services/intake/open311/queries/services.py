"""What Open311 can be asked about the place itself: whose requests, which services."""

from datetime import UTC, date, datetime, time

from services.intake.categories.queries import chapters_of
from services.intake.open311.domain.refusals import JurisdictionUnknown
from shared.chassis.database import Transaction
from shared.chassis.directory import units_hosted_at
from shared.kernel.places import Place


async def units_asked_for(
    tx: Transaction, jurisdiction: str, *, place: Place
) -> frozenset[str] | None:
    """The unit that is asked about; None for everything served here.

    Raises:
        JurisdictionUnknown: if this node does not serve it.

    """
    if not jurisdiction or jurisdiction == place.code:
        return None
    if jurisdiction not in await units_hosted_at(tx, place.code):
        raise JurisdictionUnknown
    return frozenset({jurisdiction})


async def services_changed_at(tx: Transaction, day: date) -> datetime:
    """When the services that can be reported on a day last became others."""
    chapters = await chapters_of(tx)
    begun = [one.valid_from for one in chapters]
    ended = [one.valid_to for one in chapters if one.valid_to]
    newest = max(change for change in (*begun, *ended) if change <= day)
    return datetime.combine(newest, time.min, tzinfo=UTC)
