"""The pages of models: filled in quickly, nothing typed is lost, everybody may read."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from httpx import AsyncClient

from shared.kernel.places import CIVIC_TIME
from tests.service.registry.filling_in import Fields, fields_of
from tests.service.registry.models import MODELS, REVIEWER, judged, registered, shown, stepped
from tests.service.registry.movement import LEADER, NEIGHBOUR, OFFICER, signed_in
from tests.signing_in import sign_out
from tests.spec.kernel.office_files import PDF, WINDOWS_PROGRAM

pytestmark = pytest.mark.infra

NEW = "/models/new"


def today() -> date:
    return datetime.now(UTC).astimezone(CIVIC_TIME).date()


async def opened(door: AsyncClient, address: str, action: str = "") -> Fields:
    page = await door.get(address)
    assert page.status_code == 200, page.text
    return fields_of(page.text, action or address)


async def written(door: AsyncClient, title: str) -> str:
    """The address of a model registered through its form."""
    fields = await opened(door, NEW)
    fields |= {"title": [title], "criteria": ["Một\nHai"], "field": ["F2"]}
    answer = await door.post(NEW, data=fields | {"do": ["register"]})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


async def test_a_clerk_types_three_things_and_the_rest_is_filled_in(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    address = await written(door, "Không xả rác")
    model = (await door.get(f"/api/registry/v1{address}")).json()
    again = await opened(door, NEW)

    assert (model["year"], model["unit"]) == (today().year, "east")
    assert model["criteria"] == ["Một", "Hai"]
    assert again["field"] == ["F2"], "the choice of last time is offered again"


async def test_a_form_that_is_sent_twice_is_one_model(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    fields = await opened(door, NEW) | {"title": ["Bấm hai lần"], "criteria": ["Một"]}
    sent = fields | {"field": ["F1"], "do": ["register"], "year": ["2018"]}
    first = await door.post(NEW, data=sent)
    second = await door.post(NEW, data=sent)
    found = (await door.get(MODELS, params={"q": "bấm hai lần", "year": 2018})).json()

    assert first.headers["Location"] == second.headers["Location"]
    assert found["count"] == 1


async def test_a_refused_form_keeps_everything_and_names_each_field(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    fields = await opened(door, NEW)
    wrong: Any = {
        "title": [""],
        "year": ["năm nay"],
        "criteria": ["Đã gõ dài"],
        "do": ["register"],
    }
    page = await door.post(NEW, data=fields | wrong | {"field": ["F9"]})
    kept = fields_of(page.text, NEW)

    assert page.status_code == 422
    assert "<title>Lỗi: " in page.text
    for name in ("title", "year", "field"):
        assert f'href="#f-{name}"' in page.text
    assert (kept["year"], kept["criteria"]) == (["năm nay"], ["Đã gõ dài"])


async def test_the_second_editor_sees_the_first_and_loses_nothing(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    address = await written(door, "Cùng sửa một lúc") + "/edit"
    mine = await opened(door, address)
    theirs = dict(mine)

    await door.post(address, data=theirs | {"title": ["Người thứ nhất"]})
    page = await door.post(address, data=mine | {"title": ["Người thứ hai"]})
    kept = fields_of(page.text, address)
    saved = await door.post(address, data=kept)

    assert page.status_code == 422
    assert "Người thứ nhất" in page.text
    assert kept["title"] == ["Người thứ hai"]
    assert saved.status_code == 303


async def test_evidence_is_what_it_says_and_can_be_fetched(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    address = await written(door, "Có minh chứng")
    told = {"note": "Đã làm xong 3 tuyến", "happened_on": today().isoformat()}
    to = f"{address}/evidence/with-file"
    lie = await door.post(to, data=told, files={"file": ("ảnh.png", WINDOWS_PROGRAM)})
    kept = await door.post(to, data=told, files={"file": ("báo cáo.pdf", PDF)})
    page = (await door.get(address)).text

    assert lie.status_code == 422
    assert 'href="#f-file"' in lie.text
    assert "Đã làm xong 3 tuyến" in lie.text
    assert kept.status_code == 303
    assert "báo cáo.pdf" in page
    assert "Đang thực hiện" in page


async def test_a_model_is_reviewed_recognised_and_followed_on_pages(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    address = await written(door, "Đi hết con đường")
    on = today().isoformat()
    told = {"note": "Đã có kết quả", "happened_on": on}
    await door.post(f"{address}/evidence/with-file", data=told, files={"none": b""})

    signed_in(door, REVIEWER)
    review = await opened(door, f"{address}/review")
    await door.post(f"{address}/review", data=review | {"passed": ["yes"]})
    signed_in(door, LEADER)
    decision = await opened(door, f"{address}/recognise")
    await door.post(f"{address}/recognise", data=decision | {"document": ["12/QĐ-UBND"]})
    form = f"{NEW}?of={address.rsplit('/', 1)[1]}"
    copy = await opened(door, form) | {"unit": ["to-1"], "field": ["F2"]}
    follows = await door.post(form, data=copy | {"title": ["Làm theo"], "criteria": ["Một"]})
    page = (await door.get(address)).text
    signed_in(door, OFFICER)

    assert follows.status_code == 303, follows.text
    for said in ("12/QĐ-UBND", "đạt 2 trên 2 tiêu chí", "Tổ 1", "Đã nhân rộng"):
        assert said in page


async def test_a_count_of_few_persons_is_not_published(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    source = await registered(door, "Được làm theo", year=2024)
    await shown(door, source)
    reviewed = await judged(door, source, by=REVIEWER, back_to=LEADER)
    await stepped(door, reviewed, "recognise", document="12/QĐ-UBND")
    copy = await registered(door, "Làm theo", unit="to-1", follows=source["id"])
    reach = f"/models/{copy['id']}/reach"
    seen = []
    for reached in ("3", "320"):
        assert (await door.post(reach, data={"reached": reached})).status_code == 303
        staff = (await door.get(f"/models/{source['id']}")).text
        public = (await door.get(f"/public/models/{source['id']}")).text
        seen.append((f"{reached} hộ, người" in staff, f"{reached} hộ, người" in public))
        assert ("dưới 5 hộ, người" in public) is (reached == "3")
    signed_in(door, OFFICER)

    assert seen == [(True, False), (True, True)]


async def test_the_name_of_a_person_is_shown_to_the_unit_and_told_to_nobody(
    door: AsyncClient,
) -> None:
    signed_in(door, OFFICER)
    model = await registered(
        door, "Của một người", owner="individual", person="Nguyễn Văn Bí Mật"
    )
    address = f"/models/{model['id']}"
    for_unit = (await door.get(address)).text
    signed_in(door, REVIEWER)
    for_reviewer = (await door.get(address)).text
    sign_out(door)
    for_all = (await door.get(f"/public{address}")).text
    signed_in(door, OFFICER)

    assert "Nguyễn Văn Bí Mật" in for_unit
    assert "Bí Mật" not in for_reviewer + for_all
    assert "person" not in (await door.get(f"{MODELS}/{model['id']}")).json()


async def test_anybody_may_search_read_and_download_what_is_public(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    await registered(door, "Ai cũng đọc được", year=2021)
    await registered(door, "Còn nháp", year=2021, is_draft=True)
    sign_out(door)
    page = await door.get("/public/models?q=ai+cung&year=2021")
    sheet = (await door.get("/public/models.csv?year=2021")).text
    told = (await door.get("/public/models.json?year=2021")).json()["models"]
    led = await door.get("/models?q=ai")
    signed_in(door, OFFICER)

    assert (page.status_code, "Ai cũng đọc được" in page.text) == (200, True)
    assert "Còn nháp" not in sheet
    assert [one["title"] for one in told] == ["Ai cũng đọc được"]
    assert led.headers["Location"] == "/public/models?q=ai"


async def test_a_neighbour_cannot_mend_it(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    address = await written(door, "Không của hàng xóm")
    signed_in(door, NEIGHBOUR)
    answers = [await door.get(f"{address}/edit"), await door.get(f"{address}/evidence")]
    signed_in(door, OFFICER)
    assert {answer.status_code for answer in answers} == {403}
