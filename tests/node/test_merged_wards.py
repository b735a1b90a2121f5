"""Two wards become one: who serves the heir finds, opens and ends what the other had begun."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from fastapi import FastAPI
from httpx import Response

from services.intake.appeals.workflows import raise_what_is_late
from services.intake.letters.timers import keep_promises
from shared.chassis.acting import Acting
from shared.chassis.database import Database
from shared.testing.probing import eventually
from tests.nodes import OPERATOR, PATIENCE_SECONDS, Node, at_work, federation, hosted_file
from tests.service.intake.test_letters import HEAD_FORM
from tests.service.registry.deciding import decide, decision
from tests.service.registry.filling_in import fields_of
from tests.service.registry.people import (
    FORM_KEY,
    PASSWORD,
    Browser,
    browsing,
    colleague,
    first_administrator,
)
from tests.spec.intake.pictures import photo

pytestmark = pytest.mark.infra

CITY, ENDED, HEIR, BELOW = "thanh-pho", "phuong-cu", "phuong-moi", "to-dan-pho-1"
PARENTS = {CITY: None, ENDED: CITY, HEIR: CITY, BELOW: ENDED}
API = "/api/intake/v1"
WORDS = "Cống trước cổng trường tắc đã ba hôm."


@dataclass(slots=True)
class City:
    """A city that serves all its wards, and the people who work for the heir."""

    node: Node
    app: FastAPI
    people: dict[str, Browser] = field(default_factory=dict)
    begun: dict[str, str] = field(default_factory=dict)
    """One thing of every kind that the ended ward had, by its number, code or id."""

    async def one(self, sql: str, *arguments: Any) -> Any:
        """What intake holds in one cell."""
        [row] = await self.node.rows("intake", sql, *arguments)
        return row[0]

    async def hire(self, stack: AsyncExitStack, login: str, *, role: str, unit: str) -> None:
        """Somebody with an account, as the administrator makes them, signed in."""
        administrator = self.people["administrator"]
        await colleague(administrator, self.app, login=login, role=role, unit=unit)
        browser = await stack.enter_async_context(browsing(self.app))
        await browser.sign_in(login, PASSWORD)
        self.people[login] = browser


@pytest_asyncio.fixture(scope="module")
async def city(tmp_path_factory: pytest.TempPathFactory, admin_url: str) -> AsyncIterator[City]:
    """The city after the merge, with what had been begun at the ended ward."""
    folder = tmp_path_factory.mktemp("merged")
    async with AsyncExitStack() as stack:
        opened = federation({CITY: None}, folder=folder, admin_url=admin_url)
        node = (await stack.enter_async_context(opened))[CITY]
        node.environment["KHEO_UNITS_FILE"] = str(hosted_file(PARENTS, folder))
        app = node.app()
        await stack.enter_async_context(at_work(app))
        city = City(node, app)
        administrator = await stack.enter_async_context(browsing(app))
        await first_administrator(administrator)
        city.people["administrator"] = administrator
        await known(city, units=len(PARENTS))
        for login, role, unit in (
            ("can.bo.cu", "officer", ENDED),
            ("can.bo", "officer", HEIR),
            ("chu.tich", "leader", HEIR),
        ):
            await city.hire(stack, login, role=role, unit=unit)
        await begin(city)
        await merge(city)
        yield city


async def known(city: City, *, units: int, links: int = 0) -> None:
    """Wait until intake knows so many units, and so much of what became of them."""
    count = (
        "SELECT (SELECT count(DISTINCT unit) FROM known_chapters)::text"
        " || ' ' || (SELECT count(*) FROM known_lineage)::text"
    )
    shows = f"{units} {links}"
    await eventually(lambda: city.one(count), shows=shows, within_seconds=PATIENCE_SECONDS)


async def merge(city: City) -> None:
    """As the city's administrator decides it, from today on."""
    administrator, today = city.people["administrator"], today_in(city)
    page = await administrator.open("/account")
    key = FORM_KEY.search(page.text)
    assert key
    administrator.client.headers["X-CSRF-Token"] = key.group(1)
    into = [{"unit": HEIR}]
    await decide(administrator.client, decision("merge", str(today), ENDED, targets=into))
    await known(city, units=len(PARENTS), links=1)


def today_in(city: City) -> date:
    return city.node.place.day_of(datetime.now(UTC))


async def posted(city: City, path: str, **told: Any) -> dict[str, Any]:
    """What the operator's machines, or a citizen, send."""
    door = city.people["administrator"].client
    answer = await door.post(f"{API}/{path}", json=told, headers=OPERATOR)
    assert answer.is_success, answer.text
    done: dict[str, Any] = answer.json()
    return done


async def written(city: City, unit: str) -> str:
    """The tracking code of what a citizen wrote to a unit."""
    told = {"text": WORDS, "category": "env_sanitation", "unit": unit}
    return str((await posted(city, "feedback", **told))["tracking_code"])


def number_of(code: str) -> str:
    return code.split("-", 1)[1].replace("-", "")


async def begin(city: City) -> None:
    """One thing of every kind, as things were before."""
    await begin_cases(city)
    await begin_papers(city)


async def begin_cases(city: City) -> None:
    city.begun["case"] = number_of(await written(city, ENDED))
    city.begun["photo"] = await with_photo(city, number_of(await written(city, ENDED)))
    appealed = await written(city, BELOW)
    await posted(city, f"feedback/{appealed}/resolve", words="Đã thông cống.")
    await posted(city, f"feedback/{appealed}/rate", rating=1)
    await posted(city, f"feedback/{appealed}/appeal", words="Vẫn tắc như cũ.")
    city.begun["appeal"] = str(await city.one("SELECT id FROM appeals"))
    received = str(today_in(city) - timedelta(days=45))
    call = {"channel": "hotline", "text": "Đèn hỏng.", "category": "infra_light"}
    await posted(city, "messages", unit=BELOW, received_on=received, **call)


async def with_photo(city: City, number: str) -> str:
    """The photo by which the officer of the ended ward shows what was done."""
    officer = city.people["can.bo.cu"]
    await officer.open(f"/cases/{number}")
    done = await officer.client.post(
        f"/cases/{number}/resolve/with-file",
        data={"csrf": officer.form_key, "words": "Đã thông cống."},
        files={"photos": ("sau.jpg", photo((40, 30)), "image/jpeg")},
    )
    assert done.status_code == 303
    return str(await city.one("SELECT id FROM photos"))


async def begin_papers(city: City) -> None:
    today = today_in(city)
    for code, due in (("H26-1", today), ("H26-2", today + timedelta(days=20))):
        told = {"dossier_code": code, "procedure_code": "2.000815", "channel": "counter"}
        days = {"received_on": str(today - timedelta(days=9)), "due_on": str(due)}
        await posted(city, "dossiers", unit=ENDED, **told, **days)
    find = "SELECT id FROM dossiers WHERE code = $1"
    city.begun["dossier"] = str(await city.one(find, "H26-2"))
    opened = await posted(
        city, "petitions", unit=ENDED, kind="denunciation", received_on=str(today)
    )
    city.begun["petition"] = str(opened["number"])
    await time_passes(city)
    city.begun["letter"] = str(await city.one("SELECT id FROM letters WHERE ref = 'H26-1'"))
    raised = "SELECT id FROM escalations WHERE to_unit = $1"
    city.begun["escalation"] = str(await city.one(raised, ENDED))


async def time_passes(city: City) -> None:
    """What the timers do in a minute."""
    database, place, now = (
        Database.at(city.node.url_of("intake")),
        city.node.place,
        datetime.now(UTC),
    )
    await keep_promises(database, Acting(place=place, now=now))
    async with database.transaction() as tx:
        await raise_what_is_late(tx, Acting(place=place, now=now))
    await database.close()


async def filled_in(browser: Browser, page: str, action: str, **told: str) -> Response:
    """Send the form of a page as it stands, with a few fields filled in."""
    form = fields_of((await browser.open(page)).text, action)
    return await browser.client.post(action, data=form | {k: [v] for k, v in told.items()})


async def test_a_case_is_in_the_inbox_of_the_heir_and_worked_on(city: City) -> None:
    officer, page = city.people["can.bo"], f"/cases/{city.begun['case']}"

    inbox = await officer.open("/inbox")
    opened = await officer.open(page)
    done = await officer.send(f"{page}/acknowledge", **version_in(opened))

    assert page in inbox.text
    assert (opened.status_code, done.status_code) == (200, 303)


def version_in(page: Response) -> dict[str, str]:
    found = re.search(r'name="version" value="(\d+)"', page.text)
    return {"version": found.group(1)} if found else {}


async def test_a_photo_is_seen_and_published(city: City) -> None:
    officer, page = city.people["can.bo"], f"/cases/photos/{city.begun['photo']}"

    opened = await officer.open(page)
    done = await officer.send(f"{page}/publish")

    assert (opened.status_code, done.status_code) == (200, 303)


async def test_a_dossier_is_listed_and_rescheduled(city: City) -> None:
    officer, page = city.people["can.bo"], f"/dossiers/{city.begun['dossier']}"

    listed = await officer.open("/dossiers")
    opened = await officer.open(page)
    step = f"{page}/steps/return"
    done = await filled_in(officer, step, step)

    assert page in listed.text
    assert (opened.status_code, done.status_code) == (200, 303)


async def test_a_letter_is_listed_and_prepared(city: City) -> None:
    officer, page = city.people["can.bo"], f"/letters/{city.begun['letter']}"
    told = {"reason": "Cần xác minh tại nơi đăng ký trước đây.", "full_name": "Phạm Thị Ưởng"}
    new_on = str(today_in(city) + timedelta(days=5))

    listed = await officer.open("/letters")
    opened = await officer.open(page)
    done = await officer.send(f"{page}/prepare", new_on=new_on, **told)

    assert page in listed.text
    assert (opened.status_code, done.status_code) == (200, 303)


async def test_a_letter_of_the_ended_ward_bears_the_head_of_the_heir(city: City) -> None:
    leader, name = city.people["chu.tich"], "Ủy ban nhân dân phường Mới"
    await leader.open("/letters/templates")
    head = HEAD_FORM | {"unit": HEIR, "name": name}

    done = await leader.send("/letters/templates/head", **head)
    opened = await leader.open(f"/letters/{city.begun['letter']}")

    assert done.status_code == 303
    assert name in opened.text


async def test_a_petition_is_listed_and_accepted(city: City) -> None:
    officer, page = city.people["can.bo"], f"/petitions/{city.begun['petition']}"

    listed = await officer.open("/petitions")
    opened = await officer.open(page)
    told = {"step": "accept", "on": str(today_in(city))} | version_in(opened)
    done = await officer.send(f"{page}/steps", **told)

    assert page in listed.text
    assert (opened.status_code, done.status_code) == (200, 303)


async def test_a_late_case_that_came_before_the_ended_ward_is_seen(city: City) -> None:
    officer, page = city.people["can.bo"], f"/cases/escalations/{city.begun['escalation']}/see"

    listed = await officer.open("/cases/escalations")
    done = await officer.send(page)

    assert page in listed.text
    assert done.status_code == 303


async def test_an_appeal_to_the_ended_ward_is_decided(city: City) -> None:
    leader, page = city.people["chu.tich"], f"/cases/appeals/{city.begun['appeal']}"

    listed = await leader.open("/cases/appeals")
    opened = await leader.open(page)
    done = await leader.send(page, outcome="dismiss", words="Đã kiểm tra, cống thông.")

    assert page in listed.text
    assert (opened.status_code, done.status_code) == (200, 303)


async def test_what_is_still_sent_to_the_ended_ward_is_filed_under_the_heir(city: City) -> None:
    today = str(today_in(city))
    receipt = {"procedure_code": "2.000815", "channel": "counter", "received_on": today}

    petition = await posted(
        city, "petitions", unit=ENDED, kind="denunciation", received_on=today
    )
    dossier = await posted(city, "dossiers", unit=ENDED, dossier_code="H26-3", **receipt)

    assert (petition["unit"], dossier["unit"]) == (HEIR, HEIR)
    await eventually(lambda: filed_under(city, ENDED), shows=HEIR, within_seconds=9)


async def test_a_dossier_of_the_ended_ward_is_told_of_under_the_heir(city: City) -> None:
    [row] = await city.node.rows("intake", "SELECT * FROM dossiers WHERE code = 'H26-1'")
    receipt = {"procedure_code": row["procedure"], "channel": row["channel"], "unit": HEIR}
    days = {"received_on": str(row["received_on"]), "due_on": str(row["due_on"])}
    door = city.people["administrator"].client

    again = await door.put(f"{API}/dossiers/H26-1", json=receipt | days, headers=OPERATOR)

    assert (again.status_code, again.json()["unit"]) == (200, ENDED), again.text


async def filed_under(city: City, unit: str) -> str:
    """Where a message to a unit goes now; what is known of heirs is a moment old."""
    number = number_of(await written(city, unit))
    return str(await city.one("SELECT unit FROM feedback WHERE number = $1", number))
