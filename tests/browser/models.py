"""Models of the world: one recognised, one under way with something shown, one new."""

from httpx import AsyncClient

from shared.kernel.roles import Role
from tests.service.registry.models import judged, registered, shown, stepped
from tests.signing_in import sign_in, somebody

TITLES = ("Ngõ sạch thứ Bảy", "Một cửa thân thiện, không hẹn lại", "Tổ hòa giải đến từng nhà")


async def models(door: AsyncClient) -> dict[str, str]:
    """What the pages of models are looked at with."""
    worker = sign_in(door, somebody(Role.OFFICER, "east"))
    judge = somebody(Role.REVIEWER, "east")
    recognised, shown_one, new = [
        await registered(door, title, unit="sai-dong", field=field, themes=[theme])
        for title, field, theme in zip(
            TITLES, ("F4", "F1", "F3"), ("T3", "T2", "T5"), strict=True
        )
    ]
    for one in (recognised, shown_one):
        await shown(door, one)
    passed = await judged(door, recognised, by=judge, back_to=worker)
    sign_in(door, somebody(Role.LEADER, "east"))
    await stepped(door, passed, "recognise", document="12/QĐ-UBND")
    return {"recognised": recognised["id"], "model": shown_one["id"], "new_model": new["id"]}
