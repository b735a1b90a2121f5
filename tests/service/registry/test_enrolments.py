"""Writing nodes down on the page: what is typed is kept, and only who may does so."""

from httpx import AsyncClient

from shared.kernel.roles import Role
from tests.signing_in import sign_in, somebody

KEY = "U" + "B" * 55


async def test_a_keeper_writes_a_node_down_and_a_neighbour_does_not(door: AsyncClient) -> None:
    form = {"place": "east", "parent": "", "public_key": KEY, "enrolled_on": "02/03/2026"}
    sign_in(door, somebody(Role.ADMINISTRATOR, "east"))

    torn = await door.post("/units/nodes", data=form | {"public_key": "SUA"})
    written = await door.post("/units/nodes", data=form)
    listed = (await door.get("/units/nodes")).text
    sign_in(door, somebody(Role.ADMINISTRATOR, "west"))
    strange = await door.post("/units/nodes", data=form)
    theirs = (await door.get("/units/nodes")).text

    assert (torn.status_code, written.status_code, strange.status_code) == (422, 303, 422)
    assert 'value="SUA"' in torn.text
    assert "56 ký tự" in torn.text
    assert KEY[:12] in listed
    assert KEY[:12] not in theirs
