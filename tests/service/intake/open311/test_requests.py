"""Requests: which ones are shown to whoever asks for some of them."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.service.intake.open311.program import Program, numbers

pytestmark = pytest.mark.infra


async def test_open_until_somebody_resolves_it_and_closed_from_then_on(
    program: Program,
) -> None:
    number = await program.sent()
    assert (await program.one(number))["status"] == "open"

    await program.work(number, "resolve", words="Đã thu gom")

    one = await program.one(number)
    assert one["status"] == "closed"
    assert number in {
        r["service_request_id"] for r in await program.told("requests", status="closed")
    }
    assert number not in {
        r["service_request_id"] for r in await program.told("requests", status="open")
    }


async def test_a_list_of_ids_overrides_everything(program: Program) -> None:
    sent = [await program.sent(), await program.sent()]

    found = await program.told(
        "requests", service_request_id=",".join([*sent, "nonsense"]), status="nonsense",
        start_date="nonsense", page="nonsense",
    )  # fmt: skip

    assert numbers(found) == set(sent)


async def test_a_list_of_services_is_a_filter(program: Program) -> None:
    number = await program.sent()
    code = (await program.one(number))["service_code"]

    inside = await program.told("requests", service_code=f"labour,{code}")
    outside = await program.told("requests", service_code="labour")

    assert number in numbers(inside)
    assert outside == []


async def test_dates_are_those_of_the_request(program: Program) -> None:
    number = await program.sent()
    now = datetime.now(UTC)
    day = timedelta(days=1)

    today = await program.told("requests", start_date=f"{now - day:%Y-%m-%dT%H:%M:%SZ}",
                               end_date=f"{now + day:%Y-%m-%dT%H:%M:%SZ}")  # fmt: skip
    before = await program.told("requests", end_date=f"{now - day:%Y-%m-%dT%H:%M:%SZ}")

    assert number in numbers(today)
    assert before == []


async def test_pages_hold_what_they_are_asked_to_and_nothing_twice(program: Program) -> None:
    for _ in range(3):
        await program.sent()

    whole = await program.told("requests", page_size="4")
    pages = [await program.told("requests", page_size="2", page=page) for page in ("1", "2")]

    assert [len(page) for page in pages] == [2, 2]
    assert [*pages[0], *pages[1]] == whole


async def test_what_changed_since_can_be_asked_for(program: Program) -> None:
    number = await program.sent()
    quiet = await program.sent()
    mark = datetime.now(UTC) + timedelta(seconds=1)
    moved = await program.told("requests", updated_after=f"{mark:%Y-%m-%dT%H:%M:%SZ}")
    assert number not in numbers(moved)

    await program.node.rows(
        "intake",
        "INSERT INTO case_entries (id, case_id, at, who, what, is_public, words)"
        " VALUES (gen_random_uuid(), $1, $2, 'system', 'taken_up', true, '')",
        number,
        mark + timedelta(seconds=2),
    )

    moved = await program.told("requests", updated_after=f"{mark:%Y-%m-%dT%H:%M:%SZ}")
    assert number in numbers(moved)
    assert quiet not in numbers(moved)


async def test_an_empty_parameter_is_an_absent_one(program: Program) -> None:
    await program.sent()
    plain = await program.told("requests")
    empty = await program.told(
        "requests", jurisdiction_id="", service_request_id="", service_code=" ", start_date="",
        end_date="", status="", page="", page_size="", extensions="", api_key="",
    )  # fmt: skip
    assert empty == plain


async def test_a_jurisdiction_is_the_place_itself_or_what_it_serves(program: Program) -> None:
    await program.sent()
    assert await program.told("requests", jurisdiction_id="east") == await program.told(
        "requests"
    )


async def test_extensions_are_shown_to_whoever_asks_for_them(program: Program) -> None:
    number = await program.sent(**{"attribute[waste_kind]": "rubble"})
    await program.work(number, "take-up")

    one = await program.one(number, extensions="true", api_key=program.key)

    assert one["attributes"] == [
        {"code": "waste_kind", "label": "Loại rác", "name": "waste_kind", "value": "rubble"}
    ]
    assert one["extended_attributes"] == {"channel": "open311", "photos": []}
    assert [note["type"] for note in one["notes"]] == ["taken_up"]
    assert "notes" not in await program.one(number)
