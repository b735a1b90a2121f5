"""Dossiers on pages: listed within one's scope, moved on by form, asked for by their code."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from shared.kernel.attempt_limiter import OF_CODES
from shared.kernel.roles import Role
from tests.nodes import OPERATOR
from tests.service.intake.desk import DOSSIERS, filed
from tests.signing_in import sign_in, somebody

STATUS = "/api/intake/v1/dossier-status"
OFFICER = somebody(Role.OFFICER, "east", name="Trần Văn Bình")
STRANGER = somebody(Role.OFFICER, "west", name="Lê Thu Hà")


def day(ahead: int) -> str:
    return (datetime.now(UTC).date() + timedelta(ahead)).isoformat()


async def dossier(door: AsyncClient, code: str, **changed: str) -> dict[str, Any]:
    answer = await door.post(DOSSIERS, json=filed(code, **changed), headers=OPERATOR)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_form_moves_a_dossier_and_keeps_what_was_typed_when_it_may_not(
    door: AsyncClient,
) -> None:
    one = await dossier(door, "PAGE-1")
    sign_in(door, OFFICER)
    at = f"/dossiers/{one['dossier_id']}/steps/reschedule"
    form = {"on": "2018-09-20", "due_on": "2018-09-26", "reason": "complex", "version": "1"}

    refused = await door.post(at, data=form | {"words": ""})
    done = await door.post(at, data=form | {"words": "Chờ xác minh"})
    stale = await door.post(at, data=form | {"words": "Chờ xác minh", "due_on": "2018-09-28"})
    shown = await door.get(f"/dossiers/{one['dossier_id']}")
    door.cookies.clear()

    assert (refused.status_code, done.status_code, stale.status_code) == (422, 303, 422)
    assert 'value="2018-09-26"' in refused.text
    assert "Trần Văn Bình" in shown.text
    assert "26/09/2018" in shown.text


async def test_a_stranger_sees_no_dossier_of_another_unit(door: AsyncClient) -> None:
    one = await dossier(door, "PAGE-2")
    sign_in(door, STRANGER)
    listed = await door.get("/dossiers?view=all")
    shown = await door.get(f"/dossiers/{one['dossier_id']}")
    door.cookies.clear()

    assert listed.status_code == 200
    assert "PAGE-2" not in listed.text
    assert shown.status_code == 403


@pytest.mark.parametrize(
    ("view", "shown"),
    [("open", {"V-FAR", "V-NEAR", "V-PAST"}), ("overdue", {"V-PAST"}),
     ("waiting", {"V-WAIT"}), ("breaches", {"V-TWICE"})],
)  # fmt: skip
async def test_views_show_what_their_name_says(
    door: AsyncClient, view: str, shown: set[str]
) -> None:
    dates = {"FAR": (-1, 60), "NEAR": (-30, 1), "PAST": (-30, -9), "WAIT": (-9, 9)}
    for name, (received, due) in (dates | {"TWICE": (-9, 9)}).items():
        told = filed(f"V-{name}", received_on=day(received), due_on=day(due))
        steps = [{"step": "request_supplement", "on": day(-3)}] * {"WAIT": 1, "TWICE": 2}.get(
            name, 0
        )
        await door.put(
            f"{DOSSIERS}/{told.pop('dossier_code')}",
            json=told | {"steps": steps},
            headers=OPERATOR,
        )
    sign_in(door, OFFICER)
    page = (await door.get(f"/dossiers?view={view}")).text
    risk = (await door.get("/dossiers/at-risk")).text
    door.cookies.clear()

    everything = {"V-FAR", "V-NEAR", "V-PAST"} | shown
    assert {one for one in everything if one in page} >= shown
    assert {one for one in ("V-FAR", "V-NEAR", "V-PAST") if one in risk} == {"V-NEAR"}


async def test_whoever_has_the_code_learns_where_it_stands_and_nothing_else(
    door: AsyncClient,
) -> None:
    await dossier(door, "ASK-1")
    told = (await door.get(f"{STATUS}?code=ASK-1")).json()
    page = await door.get("/dossier-status?code=ASK-1")

    assert told == {
        "unit": "east", "state": "received", "received_on": "2018-09-14",
        "first_due_on": "2018-09-21", "promised_on": "2018-09-21", "returned_on": None,
        "closed_on": None, "is_late": True,
    }  # fmt: skip
    assert "21/09/2018" in page.text
    assert "2.000815" not in page.text
    assert "Chứng thực" not in page.text


async def test_a_code_that_is_not_there_is_answered_politely(door: AsyncClient) -> None:
    page = await door.get("/dossier-status?code=KHONG-CO", headers=seen("10.0.0.1"))
    empty = await door.get("/dossier-status?code=", headers=seen("10.0.0.1"))
    part = await door.get(f"{STATUS}?code=ASK", headers=seen("10.0.0.1"))

    assert (page.status_code, empty.status_code, part.status_code) == (422, 422, 404)
    assert "KHONG-CO" in page.text
    assert "Xin ông/bà so lại từng ký tự" in page.text


async def test_whoever_guesses_codes_has_to_wait(door: AsyncClient) -> None:
    ends = [
        (await door.get(f"{STATUS}?code=H26-{nth}", headers=seen("10.0.0.2"))).status_code
        for nth in range(OF_CODES.free + 2)
    ]
    other = await door.get(f"{STATUS}?code=H26-1", headers=seen("10.0.0.3"))
    page = await door.get("/dossier-status?code=H26-1", headers=seen("10.0.0.2"))

    assert page.status_code == 403, "pages and routes count the same tries"
    assert ends[: OF_CODES.free] == [404] * OF_CODES.free
    assert ends[-1] == 403
    assert other.status_code == 404


def seen(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address}
