"""Models over HTTP: registered, found with and without marks, judged, followed."""

from uuid import uuid4

import pytest
from httpx import AsyncClient

from shared.kernel.roles import Role
from tests.service.registry.models import (
    MODELS,
    REVIEWER,
    a_model,
    judged,
    registered,
    shown,
    stepped,
    titles,
)
from tests.service.registry.movement import LEADER, NEIGHBOUR, OFFICER, signed_in
from tests.signing_in import somebody

pytestmark = pytest.mark.infra


async def test_what_is_typed_without_marks_finds_what_is_written_with_them(
    door: AsyncClient,
) -> None:
    signed_in(door, OFFICER)
    await registered(door, "Phường không xả rác ra đường", field="F2", year=2025)
    await registered(door, "Ra các điểm nóng", field="F3", year=2025)

    assert await titles(door, q="rac duong", year=2025) == ["Phường không xả rác ra đường"]
    assert await titles(door, q="rác", year=2025) == ["Phường không xả rác ra đường"]
    assert await titles(door, q="đương", year=2025) == ["Phường không xả rác ra đường"]
    assert await titles(door, q="rac", year=2025, field="F3") == []


async def test_what_is_written_as_typed_comes_first_then_the_newest(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    for title in ("Bình yên xóm nhỏ", "Binh yên", "Bình minh trên phố", "Bính Thân"):
        await registered(door, title, year=2024)

    found = await titles(door, q="bình", year=2024)
    by_page = [
        await titles(door, q="bình", year=2024, size=2),
        await titles(door, q="bình", year=2024, size=2, after=await after(door)),
    ]

    assert found == ["Bình minh trên phố", "Bình yên xóm nhỏ", "Bính Thân", "Binh yên"]
    assert [*by_page[0], *by_page[1]] == found


async def after(door: AsyncClient) -> str:
    answer = await door.get(MODELS, params={"q": "bình", "year": 2024, "size": 2})
    key: str = answer.json()["after"]
    return key


async def test_a_list_says_how_many_there_are_and_is_kept_to_a_unit(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    await registered(door, "Trong phường", year=2023)

    inside = (await door.get(MODELS, params={"year": 2023, "unit": "long-bien"})).json()
    outside = (await door.get(MODELS, params={"year": 2023, "unit": "hoa-mau"})).json()

    assert (inside["count"], outside["count"]) == (1, 0)


async def test_a_registration_without_criteria_is_refused(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    answer = await door.post(MODELS, json=a_model(criteria=[" "]))
    assert (answer.status_code, answer.json()["code"]) == (422, "criteria-missing")


async def test_a_draft_is_registered_when_it_lacks_nothing(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    draft = await registered(door, "Còn viết dở", criteria=[], is_draft=True)
    told = {"step": "register", "on": "2026-01-01", "version": 1}
    refused = await door.post(f"{MODELS}/{draft['id']}/steps", json=told)
    whole = a_model("Đã viết xong", version=1)
    mended = (await door.put(f"{MODELS}/{draft['id']}", json=whole)).json()
    after = await stepped(door, mended | {"registered_on": "2026-01-01"}, "register")

    assert refused.json()["code"] == "criteria-missing"
    assert (after["state"], after["title"]) == ("registered", "Đã viết xong")


async def test_whoever_saves_second_overwrites_nothing(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    model = await registered(door, "Trước khi sửa")
    address = f"{MODELS}/{model['id']}"
    first = await door.put(address, json=a_model("Người thứ nhất", version=1))
    second = await door.put(address, json=a_model("Người thứ hai", version=1))

    assert (first.status_code, second.status_code) == (200, 409)
    assert (await door.get(address)).json()["title"] == "Người thứ nhất"


async def test_a_model_goes_from_evidence_to_being_followed(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    model = await registered(door, "Một cửa thân thiện")
    await shown(door, model)
    reviewed = await judged(door, model, by=REVIEWER, back_to=LEADER)
    recognised = await stepped(door, reviewed, "recognise", document="328/QĐ-UBND")
    copy = await registered(door, "Một cửa thân thiện", unit="to-1", follows=model["id"])

    lineage = (await door.get(f"{MODELS}/{model['id']}/lineage")).json()["copies"]
    after = (await door.get(f"{MODELS}/{model['id']}")).json()
    assert (reviewed["state"], recognised["state"]) == ("reviewed", "recognised")
    assert [(one["copied_as"], one["unit"]) for one in lineage] == [(copy["id"], "to-1")]
    assert after["state"] == "replicated"


async def test_only_a_recognised_model_is_followed_and_nobody_follows_oneself(
    door: AsyncClient,
) -> None:
    signed_in(door, OFFICER)
    model = await registered(door, "Chưa ai công nhận")
    too_early = await door.post(MODELS, json=a_model(unit="to-1", follows=model["id"]))
    stranger = await door.post(MODELS, json=a_model(follows=str(uuid4())))
    itself = await door.post(MODELS, json=a_model(follows=model["id"]))

    assert too_early.json()["code"] == "not-recognised"
    assert stranger.status_code == 201
    assert itself.json()["code"] == "copy-of-own-unit"


async def test_nobody_reviews_a_model_of_ones_own_unit(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    model = await registered(door, "Của chính mình")
    signed_in(door, somebody(Role.REVIEWER, "east"))
    told = {"reviewed_on": "2026-01-01", "criteria_met": 1, "is_passed": True, "version": 1}
    answer = await door.post(f"{MODELS}/{model['id']}/reviews", json=told)
    signed_in(door, OFFICER)
    assert (answer.status_code, answer.json()["code"]) == (403, "review-of-own-unit")


async def test_a_neighbour_reads_nothing_and_finds_nothing(door: AsyncClient) -> None:
    signed_in(door, OFFICER)
    model = await registered(door, "Không cho hàng xóm", year=2022)
    signed_in(door, NEIGHBOUR)
    one = await door.get(f"{MODELS}/{model['id']}")
    page = await door.get(f"/models/{model['id']}")
    found = await titles(door, year=2022)
    signed_in(door, OFFICER)
    assert (one.status_code, page.status_code, found) == (403, 403, [])


@pytest.mark.parametrize("form", ["' | (", "\\", "!&:*'", "a\x00b", "“ ” – …", "🌾", "x" * 200])
async def test_whatever_is_typed_is_looked_for_and_nothing_else(
    door: AsyncClient, form: str
) -> None:
    signed_in(door, OFFICER)
    for name in ("q", "unit"):
        told = form[:60] if name == "unit" else form
        api = await door.get(MODELS, params={name: told, "year": 2019})
        page = await door.get("/public/models", params={name: told, "year": 2019})
        assert (api.status_code, page.status_code) == (200, 200)
        assert api.json()["models"] == []
