"""What other nodes say of keys, and of cases that change hands."""

import base64
from datetime import UTC, datetime
from typing import Any

from services.intake.domain.node_keys import KnownKey
from services.intake.workflows import node_keys
from shared.chassis.database import Transaction
from shared.chassis.hearing import Ear, Heard, Where
from shared.events.handing_over import NodeKeyTold
from shared.kernel.places import Place

ELSEWHERE = frozenset({Where.BELOW, Where.ABOVE})


def handing_over_ears(place: Place) -> list[Ear]:
    """One ear, so that a key is known before what follows from it."""

    async def on_told(tx: Transaction, fact: Heard[Any]) -> None:
        await _on_key_told(tx, fact, place)

    return [
        Ear(
            reader="intake__handing_over_v1",
            facts=(NodeKeyTold,),
            where=ELSEWHERE,
            then=on_told,
        )
    ]


async def _on_key_told(tx: Transaction, fact: Heard[Any], place: Place) -> None:
    event: NodeKeyTold = fact.event
    key = KnownKey(
        host=event.host,
        id=event.key_id,
        public=base64.b64decode(event.key),
        made_at=event.made_at,
    )
    if fact.path:
        speaker, now = fact.envelope.node, datetime.now(UTC)
        await node_keys.note_key_from_below(tx, key, speaker=speaker, now=now)
    else:
        await node_keys.note_key_from_above(tx, key, place=place)
