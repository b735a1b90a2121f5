"""People at the door of registry: they fill in its pages as a browser without script does."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from tests.nodes import OPERATOR

FORM_KEY = re.compile(r'name="csrf" value="([^"]+)"')
SECRET = re.compile(r'class="secret[^"]*"><code>([^<]+)</code>')
FIRST = {"login": "hong.anh", "name": "Nguyễn Thị Hồng Anh"}
PASSWORD = "một câu dễ nhớ của tôi"


@dataclass(slots=True)
class Browser:
    """A browser: cookies, and the key of the form it looked at last."""

    client: AsyncClient
    form_key: str = field(default="", init=False)

    async def open(self, address: str) -> Response:
        """Look at a page."""
        found = await self.client.get(address, headers={"Accept": "text/html"})
        shown = FORM_KEY.search(found.text)
        self.form_key = unescape(shown.group(1)) if shown else self.form_key
        return found

    async def send(self, address: str, **fields: str) -> Response:
        """Send a form."""
        return await self.client.post(address, data={"csrf": self.form_key} | fields)

    async def sign_in(self, login: str, password: str) -> Response:
        """Come through the door."""
        return await self.send("/sign-in", login=login, password=password, next="")


@asynccontextmanager
async def browsing(app: FastAPI, address: str = "10.1.1.1") -> AsyncIterator[Browser]:
    """A browser at an address of its own."""
    transport = ASGITransport(app, raise_app_exceptions=False, client=(address, 1234))
    async with AsyncClient(transport=transport, base_url="http://node", timeout=60) as client:
        yield Browser(client)


async def first_administrator(browser: Browser) -> None:
    """The node is opened, and its administrator has signed in with a password of her own."""
    made = await browser.client.post(
        "/api/registry/v1/accounts/first", json=FIRST, headers=OPERATOR
    )
    assert made.status_code == 201, made.text
    await choose_password(browser, FIRST["login"], made.json()["password"])


async def choose_password(browser: Browser, login: str, one_time: str) -> None:
    """Sign in for the first time."""
    assert (await browser.sign_in(login, one_time)).headers["location"] == "/account/password"
    await browser.open("/account/password")
    chosen = {"old": one_time, "new": PASSWORD, "again": PASSWORD}
    answer = await browser.send("/account/password", **chosen)
    assert answer.status_code == 303, answer.text


async def colleague(
    administrator: Browser, app: FastAPI, *, login: str, role: str, unit: str = "east"
) -> str:
    """An account for a colleague, who has chosen a password; its address among the pages."""
    await administrator.open("/accounts/new")
    fields = {"name": f"Trần Văn {login.title()}", "login": login, "role": role, "unit": unit}
    shown = await administrator.send("/accounts/new", **fields)
    secret = SECRET.search(shown.text)
    assert secret, shown.text
    async with browsing(app, "10.1.1.2") as fresh:
        await choose_password(fresh, login, secret.group(1))
    found = re.search(r'href="(/accounts/[0-9a-f-]{36})"', shown.text)
    assert found
    return found.group(1)
