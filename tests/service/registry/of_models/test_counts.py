"""Counts of a ward: figures by field from a table, pledges, commitments. Never who."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.service.registry.filling_in import fields_of
from tests.service.registry.movement import NEIGHBOUR, OFFICER, signed_in

pytestmark = pytest.mark.infra

API = "/api/registry/v1"
FIGURES = f"{API}/model-figures"
HEAD = "unit,period,field,registered,new,consolidated,recognised,replicated\n"
CANG_LONG = """\
to-1,2016-2020,F1,575,,,,
to-1,2016-2020,F2,"2.951",,,,
to-1,2016-2020,F3,267,,,,
to-1,2016-2020,F4,317,,,,
to-1,2016-2020,total,4110,,,,
"""
TRA_VINH = """\
to-2,2016-2020,F1,,,,,
to-2,2016-2020,F2,3977,,,,
to-2,2016-2020,F3,979,,,,
to-2,2016-2020,F4,1111,,,,
"""


async def sent(door: AsyncClient, rows: str, to: str = f"{FIGURES}/with-file") -> Response:
    return await door.post(to, files={"file": ("số liệu.csv", (HEAD + rows).encode())})


async def shown(door: AsyncClient, period: str = "2016-2020") -> dict[str, Any]:
    answer = await door.get(FIGURES, params={"period": period})
    told: dict[str, Any] = answer.json()
    return told


async def test_a_table_is_read_back_by_field_and_summed(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    answer = await sent(door, (CANG_LONG + TRA_VINH).replace('"2.951"', "2951"))
    told = await shown(door)
    page = (await door.get("/models/figures?period=2016-2020")).text

    assert answer.json()["told"] == 2
    reports = {one["unit"]: one for one in told["reports"]}
    assert (reports["to-1"]["added_up"], reports["to-1"]["off_by"]) == (4110, 0)
    assert reports["to-2"]["registered"]["F1"] is None
    assert reports["to-2"]["added_up"] is None, "a missing part leaves no total"
    sums = [(one["field"], one["registered"], one["told"]) for one in told["sums"]]
    assert sums == [("F1", 575, 1), ("F2", 6928, 2), ("F3", 1246, 2), ("F4", 1428, 2)]
    assert "1 trên 2 đơn vị có số liệu" in page
    assert "4.110" in page


async def test_the_same_table_tells_nothing_twice_and_a_new_one_replaces_the_old(
    door: AsyncClient,
) -> None:
    signed_in(door, OFFICER)
    rows = "to-1,2021,F1,10,4,6,2,1\nto-1,2021,total,12,,,,\n"
    first = (await sent(door, rows)).json()["told"]
    again = (await sent(door, rows)).json()["told"]
    mended = (await sent(door, rows.replace("10,4", "11,5"))).json()["told"]
    report = (await shown(door, "2021"))["reports"][0]

    assert (first, again, mended) == (1, 0, 1)
    assert (report["registered"]["F1"], report["revision"]) == (11, 2)


async def test_every_wrong_row_is_named_and_nothing_is_taken_in(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    rows = (
        "hoa-mau,2022,F1,10,,,,\n"
        "to-1,năm ngoái,F1,10,,,,\n"
        "to-1,2022,F7,10,,,,\n"
        "to-1,2022,F2,mười,,,,\n"
        "to-1,2022,F3,3,2,2,,\n"
        "to-1,2022,F4,5,,,,\n"
        "to-1,2022,F4,5,,,,\n"
    )
    answer = await sent(door, rows)
    page = await sent(door, rows, "/models/figures/import/with-file")

    found = [(one["row"], one["column"]) for one in answer.json()["errors"]]
    assert answer.status_code == 422
    assert found == [
        (2, "unit"), (3, "period"), (4, "field"), (5, "registered"), (6, "registered"),
        (8, "unit"),
    ]  # fmt: skip
    assert page.status_code == 422
    assert "Các dòng cần sửa" in page.text
    assert (await shown(door, "2022"))["reports"] == []


def pledge(**told: Any) -> dict[str, Any]:
    plain = {"unit": "to-1", "year": 2026, "theme": "T4", "counted_on": "2026-03-02"}
    return plain | told


async def test_whoever_leaves_takes_the_signature_along(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    first = await door.post(f"{API}/pledges", json=pledge(members=42, signed=42))
    moved = pledge(seen_revision=1, joined=2, left=3, signers_left=3)
    second = await door.post(f"{API}/pledges", json=moved)
    too_many = pledge(seen_revision=2, newly_signed=9)
    third = await door.post(f"{API}/pledges", json=too_many)

    assert first.json()["is_complete"] is True
    assert (second.json()["members"], second.json()["signed"]) == (41, 39)
    assert (third.status_code, third.json()["code"]) == (422, "pledge-counts-wrong")


async def test_the_second_to_count_sees_the_first(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    address = "/pledges/count?unit=to-2&year=2026&theme=T4"
    form = fields_of((await door.get(address)).text, "/pledges/count")
    mine = form | {"members": ["10"], "signed": ["9"]}
    first = await door.post("/pledges/count", data=mine | {"signed": ["8"]})
    second = await door.post("/pledges/count", data=mine)
    page = (await door.get("/pledges?year=2026")).text

    assert (first.status_code, second.status_code) == (303, 422)
    assert "Lần trước: 8 trên 10 người đã ký." in second.text
    assert "8 trên 10 người" in page


async def test_commitments_are_counted_against_what_is_there(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    told = {"unit": "to-1", "year": 2026, "theme": "T3", "by": "household"}
    told |= {"counted_on": "2026-03-02"}
    good = await door.post(f"{API}/commitments", json=told | {"signed": 120, "of": 300})
    again = await door.post(f"{API}/commitments", json=told | {"signed": 130, "of": 300})
    wrong = await door.post(f"{API}/commitments", json=told | {"signed": 9, "of": 3})
    page = (await door.get("/pledges?year=2026")).text

    assert (good.status_code, again.status_code, wrong.status_code) == (201, 409, 422)
    assert "Hộ dân" in page


async def test_a_neighbour_sees_no_count(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    await door.post(f"{API}/pledges", json=pledge(unit="east", year=2025, members=9, signed=1))
    signed_in(door, NEIGHBOUR)
    seen = (await door.get(f"{API}/pledges", params={"year": 2025})).json()["pledges"]
    tried = await door.post(f"{API}/pledges", json=pledge(year=2024, members=1, signed=1))
    signed_in(door, OFFICER)
    assert (seen, tried.status_code) == ([], 403)


async def test_the_second_to_count_households_sees_the_first_and_may_go_on(
    door: AsyncClient,
) -> None:
    signed_in(door, OFFICER)
    to = "/commitments/count"
    address = f"{to}?unit=to-2&year=2026&theme=T4&by=business"
    mine = fields_of((await door.get(address)).text, to) | {"signed": ["7"]}
    first = await door.post(to, data=mine | {"signed": ["5"]})
    second = await door.post(to, data=mine)
    again = await door.post(to, data=fields_of(second.text, to))
    page = await door.get(address)

    assert (first.status_code, second.status_code, again.status_code) == (303, 422, 303)
    assert "Lần trước: 5 đã ký." in second.text
    assert "Lần trước: 7 đã ký." in page.text


async def test_the_head_count_of_the_unit_is_offered_as_the_number_of_staff(
    door: AsyncClient,
) -> None:
    signed_in(door, OFFICER)
    told = {"counted_on": "2026-01-15", "heads": "37"}
    assert (await door.post("/units/to-1/heads", data=told)).status_code == 303
    page = await door.get("/pledges/count?unit=to-1&year=2026&theme=T6")
    assert fields_of(page.text, "/pledges/count")["members"] == ["37"]
