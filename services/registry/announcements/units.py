"""How registry puts who is who into the published language."""

from datetime import datetime

from services.registry.domain.units import Unit
from shared.chassis.outbox import Announcement
from shared.events.registry import UnitEstablished
from shared.events.subjects import Reach


def unit_established(unit: Unit, *, now: datetime) -> Announcement:
    """That a unit exists, told to everyone below."""
    event = UnitEstablished(
        unit=unit.code,
        parent=unit.parent,
        host=unit.host,
        kind=unit.kind,
        vi=unit.vi,
        en=unit.en,
        valid_from=unit.valid_from,
        made_up=unit.made_up,
    )
    return Announcement(event=event, occurred_at=now, reach=Reach.DOWN)
