"""Speaking into a ward's stream beside its services, as only a broken or a lying node would."""

import json
from typing import Any

from tests.federation.living import Living
from tests.nodes import OPERATOR


async def last_fact(city: Living, ward: str, subject: str) -> dict[str, Any]:
    """The newest message of a subject in a ward's stream, ready to be said again."""
    nc = await city.nodes[ward].connect()
    found = await nc.jetstream().get_last_msg("UP", subject)
    await nc.close()
    return {"subject": subject, "payload": found.data, "headers": dict(found.headers or {})}


async def say(city: Living, ward: str, message: dict[str, Any]) -> None:
    """Put a message into a ward's stream beside its services."""
    nc = await city.nodes[ward].connect()
    await nc.jetstream().publish(**message)
    await nc.close()


async def parked(city: Living, code: str) -> str:
    """What reporting has parked at a node."""
    found = await city.clients[code].get("/api/reporting/v1/parked", headers=OPERATOR)
    return json.dumps(found.json())
