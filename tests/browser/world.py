"""The node whose pages are looked at, and what is going on there.

Each part of the house adds what its pages need: an `async def …(door)` that fills in the
world through the same addresses people use, and returns what addresses of pages are made of.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from httpx import AsyncClient

from shared.chassis.access import Principal
from shared.kernel.roles import Role
from shared.testing.probing import eventually
from tests.browser.channels import channels
from tests.browser.citizens import messages
from tests.browser.council import exemplars
from tests.browser.desk import the_desk
from tests.browser.dossiers import dossiers
from tests.browser.handing_over import appealed, handed_over
from tests.browser.letters import letters
from tests.browser.models import models
from tests.browser.movement import the_movement
from tests.browser.people import people
from tests.browser.reorganised import reorganised
from tests.service.registry.deciding import decide, decision
from tests.signing_in import sign_in, somebody

HOME = "east"
"""The place of the node; in this world it is a district."""
UNITS = {
    "sai-dong": ("Phường Sài Đồng", "Sài Đồng ward", "ward"),
    "phuc-loi": ("Phường Phúc Lợi", "Phúc Lợi ward", "ward"),
    "viet-hung": ("Phường Việt Hưng", "Việt Hưng ward", "ward"),
    "phong-noi-vu": ("Phòng Nội vụ", "Home affairs office", "district_division"),
    "truong-sai-dong": ("Trường Tiểu học Sài Đồng", "Sài Đồng primary school", "school"),
}
OFFICER = somebody(Role.OFFICER, HOME, name="Trần Văn Bình")
REVIEWER = somebody(Role.REVIEWER, HOME, name="Lê Thu Hà")
LEADER = somebody(Role.LEADER, HOME, name="Nguyễn Thị Minh Anh")
ADMINISTRATOR = somebody(Role.ADMINISTRATOR, HOME, name="Phạm Quốc Cường")
AUDITOR = somebody(Role.AUDITOR, HOME, name="Đỗ Ánh Tuyết")
PEOPLE: tuple[Principal, ...] = (OFFICER, REVIEWER, LEADER, ADMINISTRATOR, AUDITOR)

Made = Mapping[str, str]
Filling = Callable[[AsyncClient], Awaitable[Made]]


def units_of_the_world(folder: Path) -> Path:
    """The tree of units as the operator wrote it down."""
    place = {"code": HOME, "vi": "Quận Long Biên", "en": "Long Biên district"}
    units = [
        {"code": code, "parent": HOME, "host": HOME, "vi": vi, "en": en, "kind": kind}
        | {"valid_from": "2018-01-01"}
        for code, (vi, en, kind) in UNITS.items()
    ]
    places = [place | {"kind": "district", "valid_from": "2018-01-01"}]
    path = folder / "world.yaml"
    path.write_text(json.dumps({"places": places, "units": units}))  # JSON is YAML
    return path


async def units(door: AsyncClient) -> Made:
    """Wait until all units are known."""

    async def known() -> int:
        return len((await door.get("/api/registry/v1/units")).json()["units"])

    await eventually(known, shows=len(UNITS) + 1)
    return {"unit": "sai-dong"}


async def planned_changes(door: AsyncClient) -> Made:
    """A merge that is still to come, as the administrator planned it."""
    sign_in(door, ADMINISTRATOR)
    into = [{"unit": "viet-hung"}]
    merge = decision("merge", "2031-07-01", "phuc-loi", targets=into)
    return {"change": (await decide(door, merge))["id"]}


FILLINGS: tuple[Filling, ...] = (
    units,
    planned_changes,
    reorganised,
    models,
    dossiers,
    people,
    the_movement,
    exemplars,
    messages,
    the_desk,
    handed_over,
    appealed,
    channels,
    letters,
)
"""In this order; each may count on those before it."""


async def filled(door: AsyncClient) -> dict[str, str]:
    """The world, filled; what addresses are made of."""
    made: dict[str, str] = {}
    for fill in FILLINGS:
        made |= await fill(door)
    return made
