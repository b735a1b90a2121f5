"""What surveys listens to."""

from shared.chassis.directory import units_subscriptions
from shared.chassis.subscriptions import Subscription


def subscriptions() -> tuple[Subscription, ...]:
    """Which units there are, so that a ballot for an unknown one is refused."""
    return units_subscriptions("surveys")
