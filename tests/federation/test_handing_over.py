"""A case goes from ward to ward through the district, and only the wards can read it."""

import pytest

from shared.testing.probing import eventually
from tests.federation.living import Living

pytestmark = pytest.mark.infra

NODES = ("city", "district", "east", "west")
KNOWN = "SELECT DISTINCT host FROM known_keys ORDER BY host"


async def keys_known_at(city: Living, code: str) -> tuple[str, ...]:
    rows = await city.nodes[code].rows("intake", KNOWN)
    return tuple(row[0] for row in rows)


async def test_every_node_knows_the_key_of_every_other(city: Living) -> None:
    for code in NODES:
        others = tuple(other for other in NODES if other != code)

        await eventually(lambda code=code: keys_known_at(city, code), shows=others)
