"""What registry listens to."""

from services.registry.ballots import subscribers as ballots
from services.registry.campaigns import subscribers as campaigns
from services.registry.counts import subscribers as counts
from services.registry.exemplars import subscribers as exemplars
from services.registry.models import subscribers as models
from services.registry.units.subscribers import unit_change_subscriptions, unit_subscriptions
from shared.chassis.calendars.subscription import calendar_subscription
from shared.chassis.subscriptions import Subscription


def subscriptions() -> list[Subscription]:
    """All that registry hears."""
    return [
        calendar_subscription("registry"),
        *unit_subscriptions(),
        *unit_change_subscriptions(),
        *campaigns.subscriptions(),
        *exemplars.subscriptions(),
        *ballots.subscriptions(),
        *models.subscriptions(),
        *counts.subscriptions(),
    ]
