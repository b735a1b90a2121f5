"""Signing in with the office's account: only who is vouched for, to us, for this very visit."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from shared.chassis.access import COOKIE
from shared.testing.probing import eventually
from tests.nodes import ONE_WARD, Node, at_work, federation
from tests.service.registry.people import (
    FIRST,
    PASSWORD,
    SECRET,
    Browser,
    browsing,
    colleague,
    first_administrator,
)
from tests.service.registry.provider import CLIENT, AccountSystem, a_key, account_system
from tests.service.registry.provider import SECRET as CLIENT_SECRET

START = "/sign-in/oidc?next=/account"


@dataclass(frozen=True, slots=True)
class Office:
    """A ward that trusts an account system."""

    node: Node
    app: FastAPI
    system: AccountSystem
    administrator: Browser


@pytest_asyncio.fixture(scope="module")
async def office(
    tmp_path_factory: pytest.TempPathFactory, admin_url: str
) -> AsyncIterator[Office]:
    folder = tmp_path_factory.mktemp("trusting")
    async with (
        account_system() as system,
        federation(ONE_WARD, folder=folder, admin_url=admin_url) as nodes,
    ):
        node = nodes["east"]
        node.environment |= {
            "KHEO_OIDC_ISSUER": system.issuer,
            "KHEO_OIDC_CLIENT_ID": CLIENT,
            "KHEO_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        }
        app = node.app("registry")
        async with at_work(app), browsing(app) as browser:
            await first_administrator(browser)
            await eventually(lambda: is_up(system), shows=True)
            yield Office(node, app, system, browser)


@pytest.fixture(autouse=True)
def an_honest_system(office: Office) -> None:
    office.system.person, office.system.lies = FIRST["login"], {}
    office.system.signs_with = None


async def is_up(system: AccountSystem) -> bool:
    async with httpx.AsyncClient() as client:
        try:
            return (await client.get(f"{system.issuer}/keys")).is_success
        except httpx.TransportError:
            return False


async def visited(browser: Browser) -> str:
    """Go to the provider, where one is known already; the address it sends us back to."""
    left = await browser.open(START)
    assert left.status_code == 303, left.text
    async with httpx.AsyncClient() as elsewhere:
        sent_back = await elsewhere.get(left.headers["location"])
    back = urlsplit(sent_back.headers["location"])
    return f"{back.path}?{back.query}"


async def test_the_door_offers_the_second_way_in(office: Office) -> None:
    async with browsing(office.app) as browser:
        page = await browser.open("/sign-in")

    assert 'href="/sign-in/oidc?next=' in page.text


async def test_whoever_is_vouched_for_is_let_in(office: Office) -> None:
    async with browsing(office.app) as browser:
        back = await visited(browser)
        entered = await browser.open(back)
        page = await browser.open("/account")
        again = await browser.open(back)

    assert (entered.status_code, entered.headers["location"]) == (303, "/account")
    assert FIRST["name"] in page.text
    assert "không bắt đầu từ trình duyệt này" in again.text, "a visit ends once"


LIES: list[tuple[str, dict[str, Any]]] = [
    ("another nonce", {"nonce": "of an earlier visit"}),
    ("no nonce", {"nonce": None}),
    ("for somebody else", {"aud": "another-client"}),
    ("for us and given to another", {"aud": [CLIENT, "other"], "azp": "other"}),
    ("expired", {"exp": int(time()) - 3600}),
    ("by another issuer", {"iss": "https://elsewhere.example"}),
    ("without a login", {"preferred_username": None}),
]


@pytest.mark.parametrize("lies", [lies for _, lies in LIES], ids=[name for name, _ in LIES])
async def test_what_is_not_said_of_this_visit_lets_nobody_in(
    office: Office, lies: dict[str, Any]
) -> None:
    office.system.lies = lies
    async with browsing(office.app) as browser:
        await refused(browser, await visited(browser), saying="không xác nhận")


async def test_what_another_signed_lets_nobody_in(office: Office) -> None:
    office.system.signs_with = a_key()
    async with browsing(office.app) as browser:
        await refused(browser, await visited(browser), saying="không xác nhận")


async def test_a_visit_begun_in_another_browser_ends_at_the_door(office: Office) -> None:
    async with browsing(office.app) as attacker, browsing(office.app) as victim:
        back = await visited(attacker)
        await refused(victim, back, saying="không bắt đầu từ trình duyệt này")
        await visited(victim)
        await refused(victim, back, saying="không bắt đầu từ trình duyệt này")


async def test_a_made_up_state_or_code_ends_at_the_door(office: Office) -> None:
    async with browsing(office.app) as browser:
        back = urlsplit(await visited(browser))
        state = parse_qs(back.query)["state"][0]
        made_up = f"{back.path}?code=guessed&state={state}"
        await refused(browser, made_up, saying="không xác nhận")
        await visited(browser)
        forged = f"{back.path}?code=x&state=forged"
        await refused(browser, forged, saying="không bắt đầu từ trình duyệt này")


async def test_whoever_has_no_account_here_gets_none(office: Office) -> None:
    office.system.person = "stranger"
    async with browsing(office.app) as browser:
        await refused(browser, await visited(browser), saying="chưa có tài khoản ở nút này")

    query = "SELECT count(*) FROM accounts WHERE login = 'stranger'"
    assert (await office.node.rows("registry", query))[0][0] == 0


async def test_whoever_is_suspended_stays_out(office: Office) -> None:
    page = await colleague(office.administrator, office.app, login="stopped", role="officer")
    await office.administrator.open(page)
    await office.administrator.send(f"{page}/suspend")
    office.system.person = "stopped"
    async with browsing(office.app) as browser:
        await refused(browser, await visited(browser), saying="tạm khóa")


async def test_a_one_time_password_is_void_once_its_owner_came_in_without_it(
    office: Office,
) -> None:
    await office.administrator.open("/accounts/new")
    fields = {"name": "Lê Thị Mới", "login": "moi", "role": "officer", "unit": "east"}
    shown = await office.administrator.send("/accounts/new", **fields)
    one_time = SECRET.search(shown.text)
    assert one_time
    office.system.person = "moi"
    async with browsing(office.app) as browser:
        entered = await browser.open(await visited(browser))
        by_password = await browser.sign_in("moi", one_time.group(1))

    assert entered.headers["location"] == "/account"
    assert "chưa đúng" in by_password.text


async def test_a_silent_system_is_said_so_and_the_password_still_works(office: Office) -> None:
    office.node.environment["KHEO_OIDC_ISSUER"] = "http://127.0.0.1:9"
    alone = office.node.app("registry")
    async with at_work(alone), browsing(alone) as browser:
        page = await browser.open(START)
        entered = await browser.sign_in(FIRST["login"], PASSWORD)

    assert page.status_code == 422
    assert "chưa trả lời được" in page.text
    assert entered.status_code == 303


async def refused(browser: Browser, address: str, *, saying: str) -> None:
    """Come back, and stay outside, with a reason."""
    answer = await browser.open(address)
    assert answer.status_code == 422, answer.text
    assert saying in answer.text
    assert COOKIE not in browser.client.cookies
