"""The reform of 1 July 2025, decided over HTTP by whoever keeps the made-up city's units."""

from typing import Any

from httpx import AsyncClient

from tests.node.reformed_city import (
    CITY,
    DISTRICTS,
    SPLIT_BY_RULE,
    SPLIT_WITHOUT,
    full_name,
    merged,
    ward,
)
from tests.service.registry.deciding import decide, decision, new_unit

REFORM = "2025-07-01"
PLANNED = "2031-07-01"


async def apply_reform(door: AsyncClient) -> None:
    """Merge wards, divide two, then abolish the districts; the other wards go to the city."""
    for district in DISTRICTS:
        await _merge_wards(door, district)
    shares = {code: str(share) for code, share in SPLIT_BY_RULE.items()}
    await _divide(door, ward("quan-lam", 6), shares)
    await _divide(door, ward("quan-mai", 6), dict.fromkeys(SPLIT_WITHOUT))
    for district in DISTRICTS:
        await decide(door, decision("abolish", REFORM, district, children_to=CITY))


async def plan_merge(door: AsyncClient) -> str:
    """Plan to merge two wards in a far year; the id of the plan."""
    into = new_unit("phuong-mai-sau", parent=CITY)
    sources = (ward("quan-mai", 8), ward("quan-mai", 9))
    planned = await decide(door, decision("merge", PLANNED, *sources, targets=[into]))
    return str(planned["id"])


async def undo(door: AsyncClient, planned: str) -> None:
    """Think better of it."""
    answer = await door.post(f"/api/registry/v1/unit-changes/{planned}/undo")
    assert answer.status_code == 200, answer.text


async def plan_and_undo_merge(door: AsyncClient) -> None:
    """Plan to merge two wards in a far year, and think better of it."""
    await undo(door, await plan_merge(door))


def _new(code: str) -> dict[str, Any]:
    unit = new_unit(code, parent=CITY)
    unit["begins"] |= {"vi": full_name(code), "en": full_name(code)}
    return unit


async def _merge_wards(door: AsyncClient, district: str) -> None:
    three = [ward(district, n) for n in (1, 2, 3)]
    into = _new(merged(district))
    await decide(door, decision("merge", REFORM, *three, targets=[into]))
    absorbing = [{"unit": ward(district, 5)}]
    await decide(door, decision("merge", REFORM, ward(district, 4), targets=absorbing))


async def _divide(door: AsyncClient, divided: str, shares: dict[str, str | None]) -> None:
    targets = [_new(code) | {"share": shares[code]} for code in shares]
    await decide(door, decision("split", REFORM, divided, targets=targets))
