"""What registry listens to."""

from services.registry.campaigns.subscribers import campaign_ears
from services.registry.exemplars.subscribers import exemplar_ears
from services.registry.models.subscribers import model_ears
from services.registry.units.subscribers.unit_changes import unit_change_ears
from services.registry.units.subscribers.units import unit_ears
from shared.chassis.calendars.hearing import calendar_ear
from shared.chassis.hearing import Ear


def ears() -> list[Ear]:
    """Every ear of registry."""
    return [
        calendar_ear("registry"),
        *unit_ears(),
        *unit_change_ears(),
        *campaign_ears(),
        *exemplar_ears(),
        *model_ears(),
    ]
