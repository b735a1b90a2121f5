"""The pages of campaigns: nothing typed is lost, and what goes out is looked at first."""

import asyncio

import pytest
from httpx import AsyncClient, Response

from tests.service.registry.filling_in import Fields, fields_of
from tests.service.registry.movement import (
    CAMPAIGNS,
    LEADER,
    NEIGHBOUR,
    OFFICER,
    drafted,
    duty,
    hand_in,
    launched,
    signed_in,
)
from tests.spec.kernel.office_files import PDF, WINDOWS_PROGRAM

pytestmark = pytest.mark.infra

NEW = "/campaigns/new"


async def opened(door: AsyncClient, address: str, action: str = "") -> Fields:
    page = await door.get(address)
    assert page.status_code == 200, page.text
    return fields_of(page.text, action or address)


async def sent(
    door: AsyncClient, address: str, fields: Fields, *, do: str = "save"
) -> Response:
    return await door.post(address, data=fields | {"do": [do]}, files={"none": b""})


async def written(door: AsyncClient) -> str:
    """The address of a draft that lacks nothing, written through the form."""
    fields = await opened(door, NEW)
    fields |= {"title": ["Dân vận khéo 2026"], "number": ["43/KH-UBND"]}
    fields |= {"issued_on": ["2026-02-07"], "last_day": ["2027-12-31"], "themes": ["T1", "T6"]}
    fields |= {"issuer": ["east"], "duty-0-due_on": ["2026-12-31"], "duty-0-kinds": ["ward"]}
    answer = await sent(door, NEW, fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


async def test_a_draft_is_begun_with_the_duty_of_every_year(door: AsyncClient) -> None:
    fields = await opened(door, NEW)

    assert fields["duty-0-code"] == ["OB01"]
    assert fields["duty-0-title"] == ["Kế hoạch thực hiện phong trào của đơn vị"]
    assert fields["duty-0-due_on"][0].endswith("-02-23")


async def test_duties_are_added_and_removed_without_losing_a_word(door: AsyncClient) -> None:
    fields = await opened(door, NEW) | {"title": ["Đang gõ dở"], "offered": ["TG05"]}

    longer = fields_of((await sent(door, NEW, fields, do="add")).text, NEW)
    shorter = fields_of((await sent(door, NEW, longer, do="remove-0")).text, NEW)

    assert (longer["title"], longer["duty-1-code"]) == (["Đang gõ dở"], ["TG05"])
    assert "duty-0-code" not in shorter
    assert shorter["duty-1-what"] == ["initiative"]


async def test_a_refused_draft_keeps_everything_and_names_each_field(door: AsyncClient) -> None:
    fields = await opened(door, NEW)
    wrong = {"title": [""], "number": ["số 43"], "issued_on": ["31/02/2026"]}
    page = await sent(door, NEW, fields | wrong | {"guidance": ["Đã viết dài"]})

    kept = fields_of(page.text, NEW)
    assert page.status_code == 422
    assert "<title>Lỗi: " in page.text
    for name in ("title", "number", "issued_on"):
        assert f'href="#f-{name}"' in page.text
    assert (kept["number"], kept["guidance"]) == (["số 43"], ["Đã viết dài"])


async def test_a_form_sent_twice_is_one_draft(door: AsyncClient) -> None:
    fields = await opened(door, NEW) | {"title": ["Gửi hai lần"], "issuer": ["east"]}
    answers = await asyncio.gather(*(sent(door, NEW, fields) for _ in range(3)))

    listed = (await door.get(CAMPAIGNS)).json()["campaigns"]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert sum(one["title"] == "Gửi hai lần" for one in listed) == 1


async def test_the_second_editor_sees_the_first_and_loses_nothing(door: AsyncClient) -> None:
    address = await written(door)
    edit = f"{address}/edit"
    first, second = await opened(door, edit), await opened(door, edit)
    one = await sent(door, edit, first | {"title": ["Tên của người thứ nhất"]})
    two = await sent(door, edit, second | {"guidance": ["Hướng dẫn của người thứ hai"]})

    both = fields_of(two.text, edit)
    assert (one.status_code, two.status_code) == (303, 422)
    assert "Tên của người thứ nhất" in two.text
    assert both["title"] == ["Tên của người thứ nhất"]
    assert both["guidance"] == ["Hướng dẫn của người thứ hai"]

    assert (await sent(door, edit, both)).status_code == 303
    saved = (await door.get(f"{CAMPAIGNS}/{address.rsplit('/', 1)[-1]}")).json()
    assert (saved["title"], saved["guidance"]) == (both["title"][0], both["guidance"][0])


async def test_a_leader_looks_once_more_and_launches(door: AsyncClient) -> None:
    address = await written(door)
    officer = await door.get(f"{address}/launch")
    signed_in(door, LEADER)
    preview = await door.get(f"{address}/launch")
    fields = fields_of(preview.text, f"{address}/launch")
    launched_page = await door.post(f"{address}/launch", data=fields)
    board = await door.get(address)
    signed_in(door, OFFICER)

    assert officer.status_code == 403
    assert "1 đơn vị đang có" in preview.text
    assert (launched_page.status_code, launched_page.headers["Location"]) == (303, address)
    assert "Đã phát động. Các cấp dưới nhận được" in board.text
    assert 'class="matrix"' in board.text


async def test_a_draft_that_lacks_something_says_so_before_it_is_launched(
    door: AsyncClient,
) -> None:
    draft = await drafted(door, number="", duties=[])
    signed_in(door, LEADER)
    preview = await door.get(f"/campaigns/{draft['id']}/launch")
    signed_in(door, OFFICER)

    assert "Hãy ghi số, ký hiệu văn bản phát động." in preview.text
    assert "<form" not in preview.text.split("<main")[1].split("</main")[0]


async def test_a_board_is_filtered_refreshed_and_taken_away(door: AsyncClient) -> None:
    campaign = await launched(door, await drafted(door, duty(due_on="2026-06-13")), LEADER)
    address = f"/campaigns/{campaign['id']}"
    page = await door.get(address)
    none = await door.get(address, params={"state": "on_time"})
    part = await door.get(f"{address}/board")
    sheet = await door.get(f"{address}/duties.csv")

    assert "Cần đôn đốc: 1 đơn vị quá hạn" in page.text
    assert "Không có đơn vị nào như vậy." in none.text
    assert part.text.lstrip().startswith('<div id="bang-dau"')
    assert sheet.headers["Content-Type"].startswith("text/csv")
    assert "east,Đơn vị east,D1,Kế hoạch năm,2026-06-13,Quá hạn,0,1,," in sheet.text


async def test_a_clerk_hands_in_a_plan_and_gets_a_receipt(door: AsyncClient) -> None:
    campaign = await launched(door, await drafted(door, duty(due_on="2026-06-13")), LEADER)
    address, send = (f"/campaigns/{campaign['id']}/plan{end}" for end in ("", "/with-file"))
    fields = await opened(door, address, send)
    told = fields | {"unit": ["east"], "number": ["91-KH/ĐU"], "dated_on": ["2026-06-10"]}

    lying = {"file": ("kế hoạch.pdf", WINDOWS_PROGRAM)}
    refused = await door.post(send, data=told, files=lying)
    huge = await door.post(send, data=told, files={"file": ("a.pdf", bytes(50_000_000))})
    taken = await door.post(send, data=told, files={"file": ("kế hoạch.pdf", PDF)})
    receipt = await door.get(taken.headers["Location"])

    assert refused.status_code == 422
    assert "nội dung là chương trình Windows (.exe)" in refused.text
    assert fields_of(refused.text, send)["number"] == ["91-KH/ĐU"]
    assert (huge.status_code, huge.headers["Content-Type"][:9]) == (413, "text/html")
    assert "mỗi tệp tối đa 20 MB" in huge.text
    assert taken.status_code == 303
    assert "Đã nhận kế hoạch 91-KH/ĐU." in receipt.text
    assert "Nộp trễ" in receipt.text
    assert 'href="/files/' in receipt.text


async def test_a_clerk_sees_what_is_still_to_be_done_and_no_neighbour_does(
    door: AsyncClient,
) -> None:
    late = duty(due_on="2026-06-13", title="Kế hoạch của riêng phép thử này")
    campaign = await launched(door, await drafted(door, late), LEADER)
    unit = f"/campaigns/{campaign['id']}/units/east"
    before = await door.get("/duties")
    plan = (await hand_in(door, campaign["id"])).json()
    after, own = await door.get("/duties"), await door.get(unit)
    signed_in(door, NEIGHBOUR)
    others = [await door.get(at) for at in (unit, f"/plans/{plan['id']}", "/duties")]
    signed_in(door, OFFICER)

    assert "Kế hoạch của riêng phép thử này" in before.text
    assert "Kế hoạch của riêng phép thử này" not in after.text
    assert f'href="/plans/{plan["id"]}"' in own.text
    assert [answer.status_code for answer in others] == [403, 403, 200]
    assert "Kế hoạch của riêng phép thử này" not in others[2].text


async def test_every_page_speaks_english_too(door: AsyncClient) -> None:
    address = await written(door)
    for at in ("/campaigns", NEW, "/duties", address, f"{address}/edit", f"{address}/plan"):
        page = await door.get(at, params={"lang": "en"})
        assert page.status_code == 200, at
        assert '<html lang="en">' in page.text
    door.cookies.delete("kheo_lang")
