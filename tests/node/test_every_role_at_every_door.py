"""Every role at every route and page of a node: who gets in, and who is told whom to ask."""

from collections.abc import AsyncIterator, Mapping
from typing import NamedTuple

import pytest
import pytest_asyncio
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from shared.chassis.access import COOKIE, CSRF_HEADER
from shared.kernel.roles import RIGHTS_OF, Role
from tests.doors import Door, doors
from tests.nodes import ONE_WARD, OPERATOR, at_work, federation
from tests.signing_in import ACCESS, somebody

pytestmark = pytest.mark.infra

NOBODY, THE_OPERATOR = "nobody", "operator"
EVERYBODY = (NOBODY, *Role, THE_OPERATOR)
OF_A_LIVING_SESSION = frozenset({
    "/sign-in/renew", "/account/act-for-myself", "/account/act-for/{delegation_id}",
    "/account/password",
})  # fmt: skip
"""Answered by what registry knows of the session; tests of signing in go there for real."""


class House(NamedTuple):
    app: FastAPI
    client: AsyncClient


@pytest_asyncio.fixture(scope="module")
async def house(
    tmp_path_factory: pytest.TempPathFactory, admin_url: str
) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("house")
    async with federation(ONE_WARD, folder=folder, admin_url=admin_url) as nodes:
        app = nodes["east"].app()
        transport = ASGITransport(app, raise_app_exceptions=False)
        async with (
            at_work(app),
            AsyncClient(transport=transport, base_url="http://node", timeout=60) as client,
        ):
            yield House(app, client)


def shown_by(who: str) -> Mapping[str, str]:
    if who == NOBODY:
        return {}
    if who == THE_OPERATOR:
        return OPERATOR
    principal = somebody(Role(who), "east")
    cookie = f"{COOKIE}={ACCESS.written(principal)}"
    return {"Cookie": cookie, CSRF_HEADER: ACCESS.sessions.form_key(principal)}


def is_opened_by(door: Door, who: str) -> bool:
    """What the declared doors promise."""
    if door.opens_to == "anyone":
        return True
    if who == THE_OPERATOR:
        return door.opens_to_operator
    if door.opens_to == THE_OPERATOR:
        return False
    if who == NOBODY:
        return False
    return not door.rights or bool(door.rights & RIGHTS_OF[Role(who)])


def is_shut(answer: Response) -> bool:
    leads_to_the_door = answer.headers.get("location", "").startswith("/sign-in?next=")
    # Webhooks answer 401 to a missing signature: not to a person who has not signed in.
    is_unknown = answer.status_code == 401 and "/v1/channels/" not in str(answer.url)
    return answer.status_code == 403 or is_unknown or leads_to_the_door


async def knock(house: House, door: Door, who: str) -> Response:
    return await house.client.request(door.method, door.address, headers=shown_by(who))


@pytest.mark.parametrize("who", EVERYBODY)
async def test_nobody_gets_in_where_the_door_is_shut(house: House, who: str) -> None:
    shut = [door for door in doors(house.app) if not is_opened_by(door, who)]
    through = [
        f"{door.method} {door.path} ({door.opens_to}): {answer.status_code}"
        for door in shut
        if not is_shut(answer := await knock(house, door, who))
    ]
    assert through == []


@pytest.mark.parametrize("who", EVERYBODY)
async def test_whoever_may_is_let_in(house: House, who: str) -> None:
    open_to = [
        door
        for door in doors(house.app)
        if is_opened_by(door, who) and door.path not in OF_A_LIVING_SESSION
    ]
    answers = [(door, await knock(house, door, who)) for door in open_to]

    sent_away = [f"{d.method} {d.path} ({d.opens_to})" for d, a in answers if is_shut(a)]
    broken = [f"{d.method} {d.path}: {a.status_code}" for d, a in answers if a.is_server_error]

    assert broken == []
    assert sent_away == []
