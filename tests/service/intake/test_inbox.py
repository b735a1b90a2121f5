"""The inbox: what waits, who has what in hand, and one thing done with many at once."""

import pytest
from httpx import AsyncClient

from shared.kernel.roles import Role
from tests.nodes import Node
from tests.service.intake.desk import facts, id_of, taken_in
from tests.signing_in import sign_in, somebody

pytestmark = pytest.mark.infra

BINH = somebody(Role.OFFICER, name="Trần Văn Bình")
HA = somebody(Role.OFFICER, name="Lê Thu Hà")
STRANGER = somebody(Role.OFFICER, "west", name="Người nơi khác")


def number_of(code: str) -> str:
    return code.split("-", 1)[1].replace("-", "")


async def looked(door: AsyncClient, **asked: str) -> str:
    page = await door.get("/inbox", params=asked)
    assert page.status_code == 200, page.text
    return page.text


async def done(door: AsyncClient, deed: str, *codes: str, **told: str) -> str:
    chosen = {"c": [number_of(code) for code in codes]}
    answer = await door.post("/inbox/bulk", data={"do": deed, **chosen, **told})
    return str(answer.status_code) if answer.status_code == 303 else answer.text


async def test_a_new_case_waits_for_triage_with_its_day_in_words(door: AsyncClient) -> None:
    code = await taken_in(door, text="Đèn đường ngõ 55 tắt ba tối liền", category="infra_light")
    sign_in(door, BINH)
    page = await looked(door, view="triage")

    assert code in page
    assert "Đèn đường" in page
    assert "Chờ phân loại" in page
    assert "Còn " in page or "Hạn " in page


async def test_a_stranger_sees_nothing_of_another_unit(door: AsyncClient) -> None:
    code = await taken_in(door)
    sign_in(door, STRANGER)
    assert code not in await looked(door)


async def test_many_are_taken_up_at_once_and_are_mine(door: AsyncClient) -> None:
    codes = [await taken_in(door) for _ in range(3)]
    sign_in(door, BINH)
    await looked(door)

    assert await done(door, "take_up", *codes) == "303"
    await looked(door)  # where it is said how many
    mine = await looked(door, view="mine")
    assert all(code in mine for code in codes)


async def test_what_another_has_in_hand_is_refused_by_name_and_the_rest_is_done(
    door: AsyncClient,
) -> None:
    theirs, free = await taken_in(door), await taken_in(door)
    sign_in(door, HA)
    await looked(door)
    await done(door, "take_up", theirs)
    sign_in(door, BINH)
    page = await done(door, "acknowledge", theirs, free)

    assert "Lê Thu Hà" in page
    assert theirs in page
    assert free not in page
    assert "Đã làm xong 1 phản ánh" in page


async def test_a_case_is_filed_under_another_category_and_no_date_moves(
    door: AsyncClient, node: Node
) -> None:
    code = await taken_in(door)
    before = (await door.get(f"/api/intake/v1/feedback/{code}")).json()
    sign_in(door, BINH)
    await done(door, "categorise", code, leaf="street_noise")
    after = (await door.get(f"/api/intake/v1/feedback/{code}")).json()
    told = await facts(node, "feedback_recategorised", feedback_id=await id_of(node, code))

    assert after["category"] == "urban_order"
    assert after["due_on"] == before["due_on"]
    assert [one["category_before"] for one in told] == ["env_sanitation"]


async def test_merged_cases_speak_with_one_voice_and_can_be_parted(
    door: AsyncClient, node: Node
) -> None:
    first, second = await taken_in(door), await taken_in(door, text="Nước tràn vào lớp học")
    sign_in(door, BINH)
    asked = await door.post(
        "/inbox/bulk", data={"do": "merge", "c": [number_of(first), number_of(second)]}
    )
    chosen = {"c": [number_of(first), number_of(second)], "into": number_of(first)}
    merged = await door.post("/inbox/merge", data=chosen)
    told = await facts(node, "feedback_merged", feedback_id=await id_of(node, second))

    assert "Giữ lại phản ánh nào?" in asked.text
    assert merged.status_code == 303
    assert [one["into"] for one in told] == [await id_of(node, first)]
    page = await looked(door)
    assert second not in page
    assert first in page


async def test_nothing_chosen_is_said_so(door: AsyncClient) -> None:
    sign_in(door, BINH)
    answer = await door.post("/inbox/bulk", data={"do": "take_up"})
    assert answer.status_code == 422


async def test_words_are_found_without_their_marks(door: AsyncClient) -> None:
    code = await taken_in(door, text="Cây phượng nghiêng trước cổng chùa")
    sign_in(door, BINH)
    assert code in await looked(door, q="cay phuong")
    assert code not in await looked(door, q="cay bang")


async def test_a_whole_code_leads_straight_to_its_case(door: AsyncClient) -> None:
    code = await taken_in(door)
    sign_in(door, BINH)
    answer = await door.get("/inbox", params={"q": code})
    assert answer.headers["location"] == f"/cases/{number_of(code)}"


async def test_who_is_given_a_case_reads_so_in_the_inbox_until_it_is_done(
    door: AsyncClient,
) -> None:
    code = await taken_in(door, text="Nắp cống vỡ trước số nhà 7")
    sign_in(door, HA)
    await looked(door)
    sign_in(door, BINH)
    await looked(door)
    assert await done(door, "assign", code, to=str(HA.account)) == "303"
    sign_in(door, HA)
    page = await looked(door)

    assert "1 việc mới được giao cho anh/chị" in page
    assert "Trần Văn Bình giao lúc" in page
    assert "Nắp cống vỡ" in page.split("giao lúc", maxsplit=1)[0]


async def test_whoever_asks_which_case_stays_reads_none_of_another_unit(
    door: AsyncClient,
) -> None:
    code = await taken_in(door, text="Nhà số 9 ngõ 557 xả nước ra đường")
    sign_in(door, somebody(Role.OFFICER, "west"))
    asked = await door.post("/inbox/bulk", data={"do": "merge", "c": [number_of(code)]})

    assert asked.status_code == 403
    assert "xả nước" not in asked.text
