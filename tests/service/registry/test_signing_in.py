"""Signing in: through the door, out again, and not by guessing, forging or stealing."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

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

SHUT, UNKNOWN, OPEN = 403, 401, 200


@dataclass(frozen=True, slots=True)
class Office:
    """A ward at work, and its administrator's browser."""

    node: Node
    app: FastAPI
    administrator: Browser


@pytest_asyncio.fixture(scope="module")
async def office(
    tmp_path_factory: pytest.TempPathFactory, admin_url: str
) -> AsyncIterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    async with federation(ONE_WARD, folder=folder, admin_url=admin_url) as nodes:
        app = nodes["east"].app("registry", "compliance")
        async with at_work(app), browsing(app) as browser:
            await first_administrator(browser)
            yield Office(nodes["east"], app, browser)


@asynccontextmanager
async def acting(office: Office, *, chief: str, deputy: str) -> AsyncIterator[Browser]:
    """The browser of an officer who acts for a leader today."""
    await colleague(office.administrator, office.app, login=chief, role="leader")
    await colleague(office.administrator, office.app, login=deputy, role="officer")
    query = "SELECT id, now() AS now FROM accounts WHERE login = $1"
    account = (await office.node.rows("registry", query, deputy))[0]
    today = f"{office.node.place.day_of(account['now']):%d/%m/%Y}"
    days = {"first_day": today, "last_day": today}
    given = {"deputy": str(account["id"]), "role": "leader@east"} | days
    async with browsing(office.app) as principal:
        await principal.sign_in(chief, PASSWORD)
        await principal.open("/account")
        assert (await principal.send("/account/delegations", **given)).status_code == 303
    query = "SELECT id FROM delegations WHERE deputy = $1"
    delegation = (await office.node.rows("registry", query, account["id"]))[0]["id"]
    async with browsing(office.app) as browser:
        await browser.sign_in(deputy, PASSWORD)
        await browser.open("/account")
        begun = await browser.send(f"/account/act-for/{delegation}")
        assert begun.status_code == 303, begun.text
        await browser.open("/account")  # where it is said that it has begun
        yield browser


async def test_a_node_is_opened_once(office: Office) -> None:
    again = await office.administrator.client.post(
        "/api/registry/v1/accounts/first",
        json=FIRST | {"login": "second"},
        headers={"Authorization": "Bearer operator-of-the-test"},
    )

    assert (again.status_code, again.json()["code"]) == (409, "first-administrator-exists")


async def test_a_one_time_password_opens_nothing_but_the_choice_of_another(
    office: Office,
) -> None:
    await office.administrator.open("/accounts/new")
    fields = {"name": "Lê Thị Mới", "login": "moi", "role": "officer", "unit": "east"}
    shown = await office.administrator.send("/accounts/new", **fields)
    one_time = SECRET.search(shown.text)
    assert one_time

    async with browsing(office.app) as fresh:
        await fresh.sign_in("moi", one_time.group(1))

        led = await fresh.open("/account")
        assert (led.status_code, led.headers["location"]) == (303, "/account/password")
        assert (await fresh.open("/account/password")).status_code == OPEN


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({"old": "không phải", "new": PASSWORD, "again": PASSWORD}, "old"),
        ({"old": PASSWORD, "new": "ngắn", "again": "ngắn"}, "new"),
        ({"old": PASSWORD, "new": "hong.anh hong.anh", "again": ""}, "again"),
        ({"old": PASSWORD, "new": "aaaaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaaaa"}, "new"),
    ],
)
async def test_a_password_that_cannot_be_taken_is_refused_at_its_field(
    office: Office, chosen: dict[str, str], field: str
) -> None:
    await office.administrator.open("/account/password")

    answer = await office.administrator.send("/account/password", **chosen)

    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text


async def test_whoever_guesses_waits_and_a_hundred_at_once_are_a_hundred(
    office: Office,
) -> None:
    await colleague(office.administrator, office.app, login="guessed", role="officer")
    async with browsing(office.app, "10.9.9.9") as guesser:
        guesses = [guesser.sign_in("guessed", f"đoán lần {n}") for n in range(12)]
        answers = await asyncio.gather(*guesses)
        right = await guesser.sign_in("guessed", PASSWORD)

    waiting = [answer for answer in answers if "Xin đợi" in answer.text]
    assert len(waiting) >= 12 - 5, "no more than five passwords are looked at"
    assert "Xin đợi" in right.text
    async with browsing(office.app, "10.9.9.9") as neighbour:
        entered = await neighbour.sign_in(FIRST["login"], PASSWORD)
    assert entered.status_code == 303, "the office behind the same address is not shut out"


async def test_nobody_learns_whether_there_is_an_account(office: Office) -> None:
    async with browsing(office.app, "10.8.8.8") as stranger:
        unknown = await stranger.sign_in("nobody.at.all", "x" * 20)
        known = await stranger.sign_in(FIRST["login"], "x" * 20)

    assert "chưa đúng" in unknown.text
    assert unknown.text.replace("nobody.at.all", "") == known.text.replace(FIRST["login"], "")


async def test_a_form_from_another_site_changes_nothing(office: Office) -> None:
    browser = office.administrator
    await browser.open("/account")
    forged = [
        await browser.client.post("/sign-out", data={"csrf": "made up"}),
        await browser.client.post("/sign-out"),
        await browser.client.post(
            "/sign-out",
            data={"csrf": browser.form_key},
            headers={"Origin": "https://elsewhere.example"},
        ),
        await browser.client.post(
            "/sign-out",
            data={"csrf": browser.form_key},
            headers={"Sec-Fetch-Site": "cross-site"},
        ),
    ]

    assert [answer.status_code for answer in forged] == [SHUT] * 4
    assert (await browser.open("/account")).status_code == OPEN


async def test_a_session_survives_a_restart_and_a_stolen_cookie_dies_with_it(
    office: Office,
) -> None:
    await colleague(office.administrator, office.app, login="robbed", role="officer")
    async with browsing(office.app) as owner:
        await owner.sign_in("robbed", PASSWORD)
        stolen = owner.client.cookies[COOKIE]
        again = office.node.app("registry", "compliance")
        async with at_work(again), browsing(again) as after:
            after.client.cookies.set(COOKIE, stolen)
            assert (await after.open("/account")).status_code == OPEN

            await owner.open("/account")
            assert (await owner.send("/sign-out")).status_code == 303
            after.client.cookies.set(COOKIE, stolen)

            assert (await after.open("/account")).status_code in {303, UNKNOWN}


async def test_the_end_of_a_session_is_written_down_in_every_service(office: Office) -> None:
    await colleague(office.administrator, office.app, login="leaving", role="officer")
    async with browsing(office.app) as owner:
        await owner.sign_in("leaving", PASSWORD)
        await owner.open("/account")
        await owner.send("/sign-out")

    query = "SELECT count(*) FROM ended_sessions"

    async def kept() -> bool:
        here = (await office.node.rows("registry", query))[0][0]
        there = (await office.node.rows("compliance", query))[0][0]
        return bool(here == there > 0)

    await eventually(kept, shows=True)


async def test_whoever_is_suspended_is_out_at_once(office: Office) -> None:
    page = await colleague(office.administrator, office.app, login="stopped", role="officer")
    async with browsing(office.app) as officer:
        await officer.sign_in("stopped", PASSWORD)
        assert (await officer.open("/account")).status_code == OPEN

        await office.administrator.open(page)
        await office.administrator.send(f"{page}/suspend")

        assert (await officer.open("/account")).status_code in {303, UNKNOWN}
        assert "tạm khóa" in (await officer.sign_in("stopped", PASSWORD)).text


async def test_the_last_administrator_cannot_be_taken_away(office: Office) -> None:
    await office.administrator.open("/accounts")
    rows = await office.node.rows(
        "registry", "SELECT id FROM accounts WHERE login = $1", FIRST["login"]
    )

    answer = await office.administrator.send(f"/accounts/{rows[0]['id']}/suspend")

    assert answer.status_code == 409
    assert "quản trị cuối cùng" in answer.text


async def test_a_role_reaches_no_further_than_its_giver(office: Office) -> None:
    await office.administrator.open("/accounts/new")
    fields = {"name": "Ai Đó", "login": "ai.do", "role": "leader", "unit": "west"}

    answer = await office.administrator.send("/accounts/new", **fields)

    assert answer.status_code == 422
    assert "mình quản trị" in answer.text
    assert 'value="ai.do"' in answer.text, "nothing typed is lost"


async def test_a_deputy_acts_for_a_leader_and_no_longer_than_that(office: Office) -> None:
    async with (
        acting(office, chief="chief", deputy="deputy") as deputy,
        browsing(office.app) as chief,
    ):
        assert "thay mặt Trần Văn Chief" in (await deputy.open("/account")).text, "in the bar"
        query = "SELECT id FROM delegations ORDER BY id DESC"
        delegation = (await office.node.rows("registry", query))[0]["id"]
        await chief.sign_in("chief", PASSWORD)
        await chief.open("/account")

        await chief.send(f"/account/delegations/{delegation}/take-back")
        assert (await deputy.open("/account")).status_code in {303, UNKNOWN}


async def test_a_deputy_whose_days_are_over_goes_on_in_the_own_name(office: Office) -> None:
    async with acting(office, chief="absent", deputy="standing.in") as deputy:
        await office.node.rows(
            "registry",
            "UPDATE delegations SET first_day = first_day - 9, last_day = last_day - 9",
        )

        renewed = await deputy.open("/sign-in/renew?next=/account%3Fa%3D1%26b%3D2")

        assert renewed.headers["location"] == "/account?a=1&b=2"
        assert "thay mặt Trần Văn" not in (await deputy.open("/account")).text


async def test_who_acts_for_somebody_is_out_as_soon_as_that_one_may_do_less(
    office: Office,
) -> None:
    async with acting(office, chief="moved.away", deputy="left.behind") as deputy:
        found = await office.node.rows(
            "registry", "SELECT id FROM accounts WHERE login = 'moved.away'"
        )
        page = f"/accounts/{found[0]['id']}"
        await office.administrator.open(page)
        await office.administrator.send(f"{page}/roles/take", role="leader", unit="east")

        assert (await deputy.open("/account")).status_code in {303, UNKNOWN}


async def test_a_machine_uses_its_token_until_it_is_ended(office: Office) -> None:
    browser = office.administrator
    await browser.open("/accounts/tokens")
    fields = {"name": "Cổng một cửa", "days": "30", "role": "officer", "unit": "east"}
    shown = SECRET.search((await browser.send("/accounts/tokens", **fields)).text)
    assert shown
    bearer = {"Authorization": f"Bearer {shown.group(1)}"}
    rows = await office.node.rows("registry", "SELECT id FROM api_tokens")
    async with browsing(office.app) as machine:
        before = await machine.client.get("/account/sessions", headers=bearer)
        campaigns = await machine.client.get("/api/registry/v1/campaigns", headers=bearer)
        await browser.send(f"/accounts/tokens/{rows[0]['id']}/end")
        after = await machine.client.get("/api/registry/v1/campaigns", headers=bearer)

    assert before.status_code in {404, 405}
    assert (campaigns.status_code, after.status_code) == (OPEN, UNKNOWN)


async def test_what_was_done_and_read_is_on_the_trail_and_stays_there(office: Office) -> None:
    await colleague(office.administrator, office.app, login="auditor", role="auditor")
    await office.administrator.open("/accounts")
    async with browsing(office.app) as auditor:
        await auditor.sign_in("auditor", PASSWORD)
        page = (await auditor.open("/audit")).text
        readings = (await auditor.open("/audit?readings=yes")).text

    assert "account.opened" in page
    assert "accounts.list" in readings
    assert "account.opened" not in readings
    with pytest.raises(Exception, match="only ever added to"):
        await office.node.rows("registry", "DELETE FROM audit_trail")


async def test_no_log_line_names_a_person(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await colleague(office.administrator, office.app, login="unspoken", role="officer")
        async with browsing(office.app) as officer:
            await officer.sign_in("unspoken", "sai mật khẩu này")
            await officer.sign_in("unspoken", PASSWORD)
            await officer.open("/account")

    told = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    told_by_us = "\n".join(
        line for line in told.splitlines() if "httpx" not in line and "asyncio" not in line
    )
    for secret in ("unspoken", "Trần Văn", PASSWORD, "sai mật khẩu này"):
        assert secret not in told_by_us
