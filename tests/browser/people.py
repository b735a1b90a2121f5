"""Accounts of the world: everybody who looks at a page has one, with a role each."""

import re

from httpx import AsyncClient

from shared.kernel.roles import Role
from tests.nodes import OPERATOR
from tests.service.registry.council import sent
from tests.signing_in import sign_in, somebody

FIRST = {"login": "quoc.cuong", "name": "Phạm Quốc Cường"}
COLLEAGUES = {
    Role.OFFICER: ("van.binh", "Trần Văn Bình"),
    Role.REVIEWER: ("thu.ha", "Lê Thu Hà"),
    Role.LEADER: ("minh.anh", "Nguyễn Thị Minh Anh"),
    Role.AUDITOR: ("anh.tuyet", "Đỗ Ánh Tuyết"),
}
ACCOUNT = re.compile(r'href="/accounts/([0-9a-f-]{36})"')


async def people(door: AsyncClient) -> dict[str, str]:
    """The ids of their accounts, by role."""
    opened = await door.post("/api/registry/v1/accounts/first", json=FIRST, headers=OPERATOR)
    assert opened.status_code == 201, opened.text
    found = {Role.ADMINISTRATOR.value: opened.json()["account"]}
    sign_in(door, somebody(Role.ADMINISTRATOR, "east"))
    for role, (login, name) in COLLEAGUES.items():
        fields = {"name": name, "login": login, "role": role.value, "unit": "east"}
        shown = await sent(door, "/accounts/new", **fields)
        account = ACCOUNT.search(shown.text)
        assert account, shown.text
        found[role.value] = account.group(1)
    return found
