"""What surveys listens to."""

from shared.chassis.subscriptions import Subscription
from shared.chassis.unit_timelines import units_subscriptions


def subscriptions() -> tuple[Subscription, ...]:
    """Which units there are, so that a ballot for an unknown one is refused."""
    return units_subscriptions("surveys")
