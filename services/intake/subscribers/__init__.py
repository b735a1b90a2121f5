"""What intake listens to."""

from shared.chassis.directory import units_ears
from shared.chassis.hearing import Ear


def ears() -> list[Ear]:
    """Only who is served here, and by whom."""
    return [*units_ears("intake")]
