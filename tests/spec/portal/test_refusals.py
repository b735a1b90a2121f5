"""Refusals: whoever asks with a browser reads a page, and is told where to go from there."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import HTMLResponse
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr

from shared.chassis.access import Access, NotYours, PasswordChangeNeeded, SignInNeeded
from shared.chassis.body_limit import bound_bodies
from shared.chassis.outage import Outage
from shared.chassis.problems import MEDIA_TYPE, explain_problems
from shared.kernel.places import CIVIC_TIME
from shared.portal.form_data import form_data_of
from shared.portal.installing import install_portal
from shared.portal.refusals import PageRoute

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
RAISED = {
    "neighbours": NotYours(),
    "work": PasswordChangeNeeded(),
    "away": Outage("the database does not answer"),
}
ACCESS = Access(operator_token=SecretStr("t"), session_key=SecretStr("k"))


def house() -> FastAPI:
    app = FastAPI()
    explain_problems(app)
    bound_bodies(app, ACCESS)
    app.include_router(pages())

    @app.get("/broken")
    async def broken() -> HTMLResponse:
        raise ZeroDivisionError

    for _ in ("registry", "reporting"):
        install_portal("Phường Sài Đồng", CIVIC_TIME)(app)
    return app


def pages() -> APIRouter:
    router = APIRouter(route_class=PageRoute)

    @router.api_route("/units", methods=["GET", "POST"])
    async def units() -> HTMLResponse:
        raise SignInNeeded

    @router.get("/raising/{what}")
    async def raising(what: str) -> HTMLResponse:
        raise RAISED[what]

    @router.get("/units/{number}")
    async def unit(number: int) -> int:
        return number

    @router.post("/plans", dependencies=[Depends(form_data_of)])
    async def plans() -> HTMLResponse:
        return HTMLResponse("")

    return router


@pytest_asyncio.fixture
async def door() -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(house(), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://h", headers=BROWSER) as one:
        yield one


async def test_who_has_not_signed_in_does_so_and_comes_back(door: AsyncClient) -> None:
    answer = await door.get("/units?kind=ward&q=r%C3%A1c")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/units%3Fkind%3Dward%26q%3Dr%25C3%25A1c"


async def test_a_part_of_a_page_is_not_filled_with_the_sign_in_page(door: AsyncClient) -> None:
    came_from = {"HX-Request": "true", "Referer": "http://h/board?year=2025"}
    answer = await door.get("/units", headers=came_from)

    assert answer.headers["hx-redirect"] == "/sign-in?next=/board%3Fyear%3D2025"


async def test_what_was_sent_after_the_session_ended_is_not_lost_in_silence(
    door: AsyncClient,
) -> None:
    answer = await door.post("/units", headers={"Referer": "http://h/units/new"})

    assert answer.status_code == 401
    assert "chưa được lưu, nhưng vẫn còn ở trang trước" in answer.text
    assert 'href="/sign-in?next=/units/new" target="_blank"' in answer.text


async def test_a_one_time_password_leads_to_choosing_one(door: AsyncClient) -> None:
    assert (await door.get("/raising/work")).headers["location"] == "/account/password"


async def test_who_may_not_is_told_whom_to_ask(door: AsyncClient) -> None:
    answer = await door.get("/raising/neighbours")

    assert answer.status_code == 403
    assert "Người quản trị tài khoản của Phường Sài Đồng" in answer.text


async def test_the_way_back_leads_to_our_own_pages_only(door: AsyncClient) -> None:
    ours = await door.get("/raising/neighbours", headers={"Referer": "http://h/units?x=1"})
    theirs = await door.get(
        "/raising/neighbours", headers={"Referer": "http://elsewhere/units"}
    )

    assert 'href="/units?x=1"' in ours.text
    assert "elsewhere" not in theirs.text


@pytest.mark.parametrize("address", ["/nowhere", "/units/not-a-number", "/static/portal/none"])
async def test_an_address_that_leads_nowhere_is_a_page(door: AsyncClient, address: str) -> None:
    answer = await door.get(address)

    assert answer.status_code == 404
    assert "<h1>Không tìm thấy</h1>" in answer.text


async def test_an_outage_asks_to_try_again(door: AsyncClient) -> None:
    answer = await door.get("/raising/away?lang=en")

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "Nothing saved is lost." in answer.text


async def test_a_defect_gives_its_id_and_nothing_else(door: AsyncClient) -> None:
    answer = await door.get("/broken")

    assert answer.status_code == 500
    assert "Mã lỗi: <code>" in answer.text
    assert "ZeroDivision" not in answer.text


async def test_too_large_an_upload_is_a_page(door: AsyncClient) -> None:
    answer = await door.post("/plans", data={"text": "x" * 100_000})

    assert answer.status_code == 413
    assert "tối đa 64 kB" in answer.text


async def test_machines_still_read_problem_documents(door: AsyncClient) -> None:
    plain = await door.get("/nowhere", headers={"Accept": "*/*"})
    api = await door.get("/api/registry/v1/nothing")

    assert {plain.headers["content-type"], api.headers["content-type"]} == {MEDIA_TYPE}
