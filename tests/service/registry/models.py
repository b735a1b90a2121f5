"""Models as tests register them, and the people who move them on."""

from typing import Any

from httpx import AsyncClient

from shared.chassis.access import Principal
from shared.kernel.roles import Role
from tests.service.registry.movement import signed_in
from tests.signing_in import somebody

MODELS = "/api/registry/v1/models"
REVIEWER = somebody(Role.REVIEWER, "long-bien")
"""Somebody of the district above: nobody reviews models of one's own unit."""


def a_model(title: str = "Thân thiện, gần dân", **changed: Any) -> dict[str, Any]:
    """A registration that lacks nothing."""
    told: dict[str, Any] = {"unit": "east", "title": title, "field": "F4", "themes": ["T2"]}
    return told | {"year": 2026, "criteria": ["Không ai phải chờ quá 15 phút"]} | changed


async def registered(
    door: AsyncClient, title: str = "Thân thiện, gần dân", **changed: Any
) -> dict[str, Any]:
    """A new model."""
    answer = await door.post(MODELS, json=a_model(title, **changed))
    assert answer.status_code == 201, answer.text
    model: dict[str, Any] = answer.json()
    return model


async def titles(door: AsyncClient, **asked: Any) -> list[str]:
    """What a search finds, in its order."""
    answer = await door.get(MODELS, params=asked)
    assert answer.status_code == 200, answer.text
    return [model["title"] for model in answer.json()["models"]]


async def shown(door: AsyncClient, model: dict[str, Any]) -> None:
    """Show something of a model, which is begun by it."""
    address = f"/models/{model['id']}/evidence/with-file"
    told = {"note": "Đã làm được 3 tháng", "happened_on": model["registered_on"]}
    answer = await door.post(address, data=told, files={"none": b""})
    assert answer.status_code == 303, answer.text


async def judged(
    door: AsyncClient, model: dict[str, Any], *, by: Principal, back_to: Principal
) -> dict[str, Any]:
    """The model after a review it passes."""
    standing = (await door.get(f"{MODELS}/{model['id']}")).json()
    signed_in(door, by)
    told = {"reviewed_on": model["registered_on"], "criteria_met": 1, "is_passed": True}
    answer = await door.post(
        f"{MODELS}/{model['id']}/reviews", json=told | {"version": standing["version"]}
    )
    signed_in(door, back_to)
    assert answer.status_code == 200, answer.text
    after: dict[str, Any] = answer.json()
    return after


async def stepped(
    door: AsyncClient, model: dict[str, Any], step: str, **told: Any
) -> dict[str, Any]:
    """The model after a step."""
    form = {"step": step, "on": model["registered_on"], "version": model["version"]} | told
    answer = await door.post(f"{MODELS}/{model['id']}/steps", json=form)
    assert answer.status_code == 200, answer.text
    after: dict[str, Any] = answer.json()
    return after
