"""Officers of a place, and the campaigns they launch, as tests walk up to them."""

from typing import Any

from httpx import AsyncClient, Response

from shared.chassis.access import COOKIE, CSRF_HEADER, Principal
from shared.kernel.roles import Role
from shared.testing.probing import eventually
from tests.signing_in import sign_in, somebody
from tests.spec.kernel.office_files import PDF

CAMPAIGNS = "/api/registry/v1/campaigns"
PLANS = "/api/registry/v1/plans"


OFFICER = somebody(Role.OFFICER, "east")
LEADER = somebody(Role.LEADER, "east")
NEIGHBOUR = somebody(Role.OFFICER, "west")


def signed_in(door: AsyncClient, who: Principal) -> None:
    """Whoever speaks through `door` from now on."""
    door.cookies.clear()
    sign_in(door, who)


async def units_known(door: AsyncClient, *units: str) -> None:
    """Wait until units have been told of."""

    async def codes() -> set[str]:
        listed = (await door.get("/api/registry/v1/units")).json()["units"]
        return {unit["code"] for unit in listed} & set(units)

    await eventually(codes, shows=set(units))


def duty(code: str = "D1", **changed: Any) -> dict[str, Any]:
    """One thing asked of every ward by the end of 2026."""
    told = {"code": code, "what": "plan", "title": "Kế hoạch năm", "kinds": ["ward"]}
    return told | {"count": 1, "due_on": "2026-12-31"} | changed


def form(*duties: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A campaign that lacks nothing."""
    return {
        "issuer": "east",
        "title": "Phong trào thi đua “Dân vận khéo” năm 2026",
        "number": "43/KH-UBND",
        "issued_on": "2026-02-07",
        "year": 2026,
        "first_day": "2026-01-01",
        "last_day": "2027-12-31",
        "content_set": "5k-2023",
        "themes": ["T1", "T2"],
        "guidance": "Mỗi đơn vị đăng ký ít nhất 01 sáng kiến.",
        "duties": list(duties) or [duty()],
    } | changed


async def drafted(door: AsyncClient, *duties: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A new draft."""
    answer = await door.post(CAMPAIGNS, json=form(*duties, **changed))
    assert answer.status_code == 201, answer.text
    draft: dict[str, Any] = answer.json()
    return draft


async def launched(
    door: AsyncClient, draft: dict[str, Any], leader: Principal
) -> dict[str, Any]:
    """The draft, launched by a leader; whoever spoke before speaks again."""
    cookie, form_key = door.cookies[COOKIE], door.headers[CSRF_HEADER]
    signed_in(door, leader)
    address = f"{CAMPAIGNS}/{draft['id']}/launch"
    answer = await door.post(address, json={"version": draft["version"]})
    door.cookies.set(COOKIE, cookie)
    door.headers[CSRF_HEADER] = form_key
    assert answer.status_code == 200, answer.text
    campaign: dict[str, Any] = answer.json()
    return campaign


async def hand_in(
    door: AsyncClient,
    campaign: str,
    *,
    content: bytes = PDF,
    name: str = "Kế hoạch.pdf",
    **changed: str,
) -> Response:
    """The answer to a plan."""
    told = {"campaign": campaign, "unit": "east", "number": "91-KH/ĐU"}
    told |= {"dated_on": "2026-03-02"} | changed
    return await door.post(f"{PLANS}/with-file", data=told, files={"file": (name, content)})


async def cells(door: AsyncClient, campaign: str, unit: str) -> dict[str, str]:
    """What the board says of a unit, by duty."""
    board = (await door.get(f"{CAMPAIGNS}/{campaign}/duties")).json()
    rows = [row for row in board["rows"] if row["unit"] == unit]
    return {cell["duty"]: cell["state"] for row in rows for cell in row["cells"]}
