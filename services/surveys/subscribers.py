"""What surveys listens to."""

from shared.chassis.directory import units_ears
from shared.chassis.hearing import Ear


def ears() -> tuple[Ear, ...]:
    """Which units there are, so that a ballot for an unknown one is refused."""
    return units_ears("surveys")
