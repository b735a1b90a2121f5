"""How keys are told: to everybody above, and to everybody below."""

import base64
from collections.abc import Iterator
from datetime import datetime

from services.intake.handing_over.domain.node_keys import KnownKey
from shared.chassis.outbox import OutgoingEvent
from shared.events.handing_over import NodeKeyTold
from shared.events.subjects import Reach
from shared.kernel.places import Place


def key_told(key: KnownKey, *, now: datetime, reach: Reach) -> OutgoingEvent:
    """Whose key it is, and since when."""
    event = NodeKeyTold(
        host=key.host,
        key_id=key.id,
        key=base64.b64encode(key.public).decode(),
        made_at=key.made_at,
    )
    return OutgoingEvent(event=event, occurred_at=now, reach=reach)


def own_key_told(key: KnownKey, place: Place, *, now: datetime) -> Iterator[OutgoingEvent]:
    """A node's own key, both ways as far as there is somebody to tell."""
    if not place.is_top:
        yield key_told(key, now=now, reach=Reach.UP)
    if place.has_children:
        yield key_told(key, now=now, reach=Reach.DOWN)
