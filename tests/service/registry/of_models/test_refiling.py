"""A unit moves: its models are found under those who stand above it now."""

from datetime import UTC, datetime

import pytest
from httpx import AsyncClient

from services.registry.models.timers import EveryMinuteRefileModels
from shared.chassis.database import Database
from shared.kernel.places import CIVIC_TIME
from shared.kernel.roles import Role
from tests.nodes import Node
from tests.service.registry.deciding import decide, decision
from tests.service.registry.models import registered, titles
from tests.service.registry.movement import signed_in
from tests.signing_in import somebody

pytestmark = pytest.mark.infra

EVERYTHING = somebody(Role.ADMINISTRATOR, "long-bien")
CLERK = somebody(Role.OFFICER, "long-bien")


async def test_models_move_with_their_unit(door: AsyncClient, node: Node) -> None:
    signed_in(door, CLERK)
    await registered(door, "Đi cùng đơn vị", unit="to-2", year=2020)
    before = await titles(door, year=2020, unit="to-1")
    today = datetime.now(UTC).astimezone(CIVIC_TIME).date().isoformat()

    signed_in(door, EVERYTHING)
    await decide(door, decision("move", today, sources=[{"unit": "to-2", "parent": "to-1"}]))
    signed_in(door, CLERK)
    database = Database.at(node.url_of("registry"))
    timer = EveryMinuteRefileModels(database, node.place)
    await timer.look()
    after = await titles(door, year=2020, unit="to-1")
    await timer.look()
    await database.close()

    assert (before, after) == ([], ["Đi cùng đơn vị"])
    assert await titles(door, year=2020, unit="long-bien") == ["Đi cùng đơn vị"]
    assert timer.done_with is not None
