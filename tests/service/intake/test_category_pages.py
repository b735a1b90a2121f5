"""The pages of categories and rules: staff look, administrators change, the past stays."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient

from shared.kernel.places import CIVIC_TIME
from shared.kernel.roles import Role
from tests.service.registry.filling_in import fields_of
from tests.signing_in import sign_in, somebody

pytestmark = pytest.mark.infra

ADMINISTRATOR = somebody(Role.ADMINISTRATOR)
OFFICER = somebody(Role.OFFICER)
NEW = "/categories/new"


def today() -> date:
    return datetime.now(UTC).astimezone(CIVIC_TIME).date()


async def added(door: AsyncClient, code: str, **told: str) -> None:
    sign_in(door, ADMINISTRATOR)
    fields = fields_of((await door.get(NEW)).text, NEW)
    named = {"code": [code], "vi": ["Hẻm tối"], "en": ["Dark alleys"]}
    answer = await door.post(NEW, data=fields | named | {k: [v] for k, v in told.items()})
    assert answer.status_code == 303, answer.text


async def test_staff_see_the_tree_and_find_in_it(door: AsyncClient) -> None:
    sign_in(door, OFFICER)
    whole = (await door.get("/categories")).text
    found = (await door.get("/categories", params={"q": "karaoke"})).text

    assert "Vệ sinh môi trường" in whole
    assert "Thêm lĩnh vực" not in whole
    assert "Tiếng ồn" in found
    assert "Du lịch" not in found


async def test_an_administrator_adds_a_category_below_another(door: AsyncClient) -> None:
    await added(door, "dark_alleys", parent="urban_infrastructure")
    page = (await door.get("/categories/dark_alleys")).text

    assert "Hẻm tối" in page
    assert "Hạ tầng đô thị" in page


async def test_a_code_is_not_reused_and_what_was_typed_is_kept(door: AsyncClient) -> None:
    sign_in(door, ADMINISTRATOR)
    fields = fields_of((await door.get(NEW)).text, NEW)
    named = {"code": ["env_waste"], "vi": ["Rác khác"], "en": ["Other waste"]}
    page = await door.post(NEW, data=fields | named)

    assert page.status_code == 422
    assert 'href="#f-code"' in page.text
    assert fields_of(page.text, NEW)["vi"] == ["Rác khác"]


async def test_a_new_name_counts_from_its_day_on(door: AsyncClient) -> None:
    sign_in(door, ADMINISTRATOR)
    on = (today() + timedelta(days=30)).isoformat()
    told = {"vi": "Khách du lịch", "en": "Visitors", "on": on}
    renamed = await door.post("/categories/tourism/rename", data=told)
    await door.get("/categories/tourism")  # where it is said what was done
    now = (await door.get("/categories")).text
    then = (await door.get("/categories", params={"on": on})).text

    assert renamed.status_code == 303
    assert "Khách du lịch" not in now
    assert "Khách du lịch" in then


async def test_one_with_others_below_cannot_be_retired(door: AsyncClient) -> None:
    sign_in(door, ADMINISTRATOR)
    told = {"on": (today() + timedelta(days=1)).isoformat()}
    assert (await door.post("/categories/labour/retire", data=told)).status_code == 422


async def test_a_rule_is_written_down_tried_out_and_ended(door: AsyncClient) -> None:
    sign_in(door, ADMINISTRATOR)
    new = "/routing-rules/new"
    fields = fields_of((await door.get(new)).text, new)
    told = {"category": ["infra_light"], "unit": ["east"], "profile": ["DP14"]}
    answer = await door.post(new, data=fields | told)
    again = await door.post(new, data=fields | told)
    asked = {"category": "infra_light", "area": "east", "on": today().isoformat()}
    tried = (await door.get("/routing-rules", params=asked | {"hour": "09:00"})).text
    other = asked | {"category": "env_waste", "hour": "09:00"}
    untouched = (await door.get("/routing-rules", params=other)).text

    assert (answer.status_code, again.status_code) == (303, 303)
    assert "vì có quy tắc cho phản ánh thuộc “Đèn đường”" in tried
    assert "Không quy tắc nào khớp" in untouched
    assert tried.count("/end") == 1, "sent twice, it is one rule"

    action = next(part for part in tried.split('"') if part.endswith("/end"))
    ended = await door.post(action)
    after = (await door.get("/routing-rules", params=asked | {"hour": "09:00"})).text
    assert ended.status_code == 303
    assert "Không quy tắc nào khớp" in after


async def test_a_rule_without_conditions_is_refused(door: AsyncClient) -> None:
    sign_in(door, ADMINISTRATOR)
    new = "/routing-rules/new"
    fields = fields_of((await door.get(new)).text, new)
    page = await door.post(new, data=fields | {"unit": ["east"], "begins": ["25 giờ"]})

    assert page.status_code == 422
    assert 'href="#f-begins"' in page.text


async def test_whoever_administers_only_a_part_leaves_the_tree_and_the_rules_alone(
    door: AsyncClient,
) -> None:
    sign_in(door, somebody(Role.ADMINISTRATOR, "west"))
    retired = await door.post("/categories/street_noise/retire", data={"on": "2030-01-01"})
    ended = await door.post(f"/routing-rules/{uuid4()}/end")

    assert (retired.status_code, ended.status_code) == (403, 403)
