"""What intake listens to."""

from shared.chassis.directory import units_ear
from shared.chassis.hearing import Ear


def ears() -> list[Ear]:
    """Only who is served here, and by whom."""
    return [units_ear("intake")]
