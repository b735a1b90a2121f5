"""How surveys puts what happened into the published language."""

from datetime import datetime
from uuid import UUID

from services.surveys.domain.tallies import Tally
from shared.chassis.outbox import OutgoingEvent
from shared.events.surveys import BallotsTallied


def ballots_tallied(tally: Tally, *, tally_id: UUID, now: datetime) -> OutgoingEvent:
    """The fact that so many more ballots were cast."""
    one, two, three, four, five = tally.levels
    event = BallotsTallied(
        tally_id=tally_id,
        unit=tally.unit,
        cast_on=tally.cast_on,
        level_1=one,
        level_2=two,
        level_3=three,
        level_4=four,
        level_5=five,
        ballots=tally.ballots,
    )
    return OutgoingEvent(event=event, occurred_at=now, fact_id=tally_id)
