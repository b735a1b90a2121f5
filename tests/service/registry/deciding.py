"""Decisions on units, as tests send them."""

from collections.abc import Mapping
from typing import Any

from httpx import AsyncClient

CHANGES = "/api/registry/v1/unit-changes"
UNITS = "/api/registry/v1/units"
BASIS = "1656/NQ-UBTVQH15"


def new_unit(code: str, *, parent: str, kind: str = "ward") -> dict[str, Any]:
    """A unit that begins by a change."""
    name = f"Đơn vị {code} (dữ liệu giả định)"
    begins = {"kind": kind, "vi": name, "en": name, "parent": parent, "made_up": True}
    return {"unit": code, "begins": begins}


def decision(kind: str, on: str, *sources: str, **told: Any) -> dict[str, Any]:
    """A decision by the usual document."""
    return {
        "kind": kind,
        "effective_on": on,
        "basis": BASIS,
        "sources": [{"unit": code} for code in sources],
    } | told


async def decide(door: AsyncClient, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Decide, and see that it is so."""
    answer = await door.post(CHANGES, json=wanted)
    assert answer.status_code == 201, answer.text
    done: dict[str, Any] = answer.json()
    return done


async def refused(door: AsyncClient, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for what may not be."""
    answer = await door.post(CHANGES, json=wanted)
    assert 400 <= answer.status_code < 500, answer.text
    problem: dict[str, Any] = answer.json()
    return problem


async def units_on(door: AsyncClient, day: str) -> dict[str, dict[str, Any]]:
    """Every unit of a day, by code."""
    listed = (await door.get(UNITS, params={"as_of": day})).json()["units"]
    return {unit["code"]: unit for unit in listed}
