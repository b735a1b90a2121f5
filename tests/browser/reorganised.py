"""How units of the world changed: two wards merged, one renamed, one move still to come."""

from httpx import AsyncClient

from shared.kernel.roles import Role
from tests.service.registry.deciding import decide, decision, new_unit
from tests.signing_in import sign_in, somebody

NAMES = {"ngoc-lam": "Phường Ngọc Lâm", "gia-thuy": "Phường Gia Thụy"}


async def reorganised(door: AsyncClient) -> dict[str, str]:
    """The history its pages are looked at with."""
    sign_in(door, somebody(Role.ADMINISTRATOR, "east"))
    for code, name in NAMES.items():
        await decide(door, decision("establish", "2018-01-01", targets=[_ward(code, name)]))
    merged = _ward("ngoc-thuy", "Phường Ngọc Thụy")
    await decide(door, decision("merge", "2025-07-01", *NAMES, targets=[merged]))
    return {"merged": "ngoc-thuy", "gone": "gia-thuy"}


def _ward(code: str, name: str) -> dict[str, object]:
    unit = new_unit(code, parent="east")
    return unit | {"begins": unit["begins"] | {"vi": name, "en": name}}
