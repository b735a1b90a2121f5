"""What intake listens to."""

from services.intake.calendars.workflows.recounts import follow_year
from services.intake.handing_over.subscribers import handing_over_ears
from shared.chassis.calendars.hearing import calendar_ear
from shared.chassis.directory import units_ears
from shared.chassis.hearing import Ear
from shared.kernel.places import Place


def ears(place: Place) -> list[Ear]:
    """Who is served here and by whom, and what other nodes send."""
    return [
        *units_ears("intake"),
        calendar_ear("intake", follow_year),
        *handing_over_ears(place),
    ]
