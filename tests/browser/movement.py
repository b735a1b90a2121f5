"""A campaign with its duties, one more being drafted, and a plan that came in late."""

from httpx import AsyncClient

from shared.chassis.access import Principal
from shared.kernel.roles import Role
from tests.service.registry.movement import drafted, duty, hand_in, launched
from tests.signing_in import sign_in, somebody

LEADER: Principal = somebody(Role.LEADER, "east")
DUTIES = (
    duty("OB01", due_on="2026-06-13"),
    duty("OB03", what="model", title="Đăng ký mô hình “Dân vận khéo”", count=2),
    duty("OB07", what="report", title="Báo cáo 9 tháng", kinds=["ward", "office"]),
    duty("D4", what="nomination", title="Giới thiệu điển hình", units=["chua-biet"]),
)


async def the_movement(door: AsyncClient) -> dict[str, str]:
    """What the pages of campaigns and plans are looked at with."""
    sign_in(door, LEADER)
    campaign = await launched(door, await drafted(door, *DUTIES), LEADER)
    draft = await drafted(door, duty(), title="Tháng cao điểm trật tự xây dựng")
    plan = (await hand_in(door, campaign["id"], unit="sai-dong")).json()
    return {"campaign": campaign["id"], "draft": draft["id"], "plan": plan["id"]}
