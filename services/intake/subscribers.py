"""What intake listens to."""

from services.intake.appeals import subscribers as appeals
from services.intake.calendars.workflows import follow_year
from services.intake.handing_over.subscribers import subscriptions as handing_over
from shared.chassis.calendars.subscription import calendar_subscription
from shared.chassis.subscriptions import Subscription
from shared.chassis.unit_timelines import units_subscriptions
from shared.kernel.places import Place


def subscriptions(place: Place) -> list[Subscription]:
    """Who is served here and by whom, and what other nodes send."""
    return [
        *units_subscriptions("intake"),
        calendar_subscription("intake", follow_year),
        *appeals.subscriptions(),
        *handing_over(place, also=appeals.NODE_EVENTS),
    ]
