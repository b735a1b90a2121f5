"""The desk of the door: rules that bring cases to who is in charge of them."""

from httpx import AsyncClient

from shared.kernel.roles import Role
from tests.service.registry.filling_in import fields_of
from tests.signing_in import sign_in, somebody

NEW_RULE = "/routing-rules/new"
RULES: tuple[dict[str, str], ...] = (
    {"category": "env_sanitation", "unit": "sai-dong"},
    {"category": "env_waste", "area": "sai-dong", "unit": "phong-noi-vu", "profile": "DP14"},
    {"category": "street_noise", "unit": "viet-hung", "begins": "21:00", "ends": "6:00"},
    {"category": "school_service", "unit": "truong-sai-dong", "weekdays": "0"},
)


async def the_desk(door: AsyncClient) -> dict[str, str]:
    """Rules as an administrator wrote them down."""
    sign_in(door, somebody(Role.ADMINISTRATOR, "east"))
    for rule in RULES:
        fields = fields_of((await door.get(NEW_RULE)).text, NEW_RULE)
        answer = await door.post(
            NEW_RULE, data=fields | {name: [told] for name, told in rule.items()}
        )
        assert answer.status_code == 303, answer.text
    return {}
