"""Two nodes on one machine share a browser; each has a cookie of its own."""

from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from shared.chassis.access import Access, cookie_of
from tests.signing_in import somebody

WARD, CITY = (Access(operator_token=SecretStr(""), session_key=SecretStr(k)) for k in "wc")


async def known_at(access: Access, host: str, cookies: dict[str, str]) -> str:
    async def who(request: Request) -> PlainTextResponse:
        principal = access.known(request)
        return PlainTextResponse(principal.name if principal else "nobody")

    app = Starlette(routes=[Route("/", who)])
    async with AsyncClient(
        transport=ASGITransport(app), base_url=f"http://{host}", cookies=cookies
    ) as client:
        return (await client.get("/")).text


def name_at(host: str) -> str:
    scope = {"type": "http", "headers": [(b"host", host.encode())]}
    return cookie_of(Request(scope))


async def test_signing_in_at_the_city_does_not_sign_out_at_the_ward() -> None:
    jar = {
        name_at("127.0.0.1:7001"): CITY.written(somebody(None, name="Of the city")),
        name_at("127.0.0.1:7002"): WARD.written(somebody(None, name="Of the ward")),
    }

    assert len(jar) == 2
    assert await known_at(CITY, "127.0.0.1:7001", jar) == "Of the city"
    assert await known_at(WARD, "127.0.0.1:7002", jar) == "Of the ward"
    assert await known_at(CITY, "127.0.0.1:7002", jar) == "nobody"


def test_a_host_without_a_port_needs_no_number() -> None:
    names = {name_at("kheo.saidong.gov.vn"), name_at("[::1]"), name_at("")}

    assert names == {"kheo_session"}
