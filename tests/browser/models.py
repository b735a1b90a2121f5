"""Models on every step of their way, one that is followed, figures and pledges."""

from typing import Any

from httpx import AsyncClient

from shared.kernel.roles import Role
from tests.service.registry.models import judged, registered, shown, stepped
from tests.signing_in import sign_in, somebody

OFFICER = somebody(Role.LEADER, "east")
REVIEWER = somebody(Role.REVIEWER, "east")
FIGURES = """\
unit,period,field,registered,new,consolidated,recognised,replicated
sai-dong,2018-2020,F1,338,,,,
sai-dong,2018-2020,F2,905,,,,
sai-dong,2018-2020,F3,83,,,,
sai-dong,2018-2020,F4,156,,,,
sai-dong,2018-2020,total,1482,,,,
phuc-loi,2018-2020,F2,3977,,,,
phuc-loi,2018-2020,F3,979,,,,
phuc-loi,2018-2020,F4,1111,,,,
viet-hung,2018-2020,F1,12,,,,
viet-hung,2018-2020,F2,30,,,,
viet-hung,2018-2020,F3,4,,,,
viet-hung,2018-2020,F4,9,,,,
viet-hung,2018-2020,total,57,,,,
"""
TITLES = {
    "Phường không xả rác ra đường và kênh rạch": "F2",
    "Đi đúng đường, dừng đúng vạch": "F3",
    "Làm việc ngày thứ bảy tình nguyện": "F4",
    "Nụ cười thân thiện": "F4",
    "Tổ hòa giải đến từng nhà": "F3",
}


async def models(door: AsyncClient) -> dict[str, str]:
    """What the pages of models are looked at with."""
    sign_in(door, OFFICER)
    new = [
        await registered(door, title, unit="sai-dong", field=field)
        for title, field in TITLES.items()
    ]
    begun = await registered(door, "Thân thiện, gần dân", unit="sai-dong")
    await shown(door, begun)
    reviewed = await _reviewed(door, "Tổ, Nhóm tự quản về an ninh trật tự", field="F3")
    whole = await _reviewed(door, "Khu phố sạch, không xả rác ra đường và kênh rạch")
    model = await stepped(door, whole, "recognise", document="328/QĐ-UBND")
    copy = await _followed(door, model, "phuc-loi")
    recognised = await stepped(door, await _seen(door, copy), "recognise", document="9/QĐ-UBND")
    await _followed(door, recognised, "viet-hung")
    file = {"file": ("số liệu.csv", FIGURES.encode())}
    await door.post("/api/registry/v1/model-figures/with-file", files=file)
    for unit, members, signed in (("sai-dong", 42, 42), ("phuc-loi", 40, 31)):
        told = {"unit": unit, "year": 2026, "theme": "T4", "counted_on": "2026-03-02"}
        told |= {"members": members, "signed": signed}
        await door.post("/api/registry/v1/pledges", json=told)
    told = {"unit": "sai-dong", "year": 2026, "theme": "T3", "by": "household", "signed": 1250}
    told |= {"of": 4300, "counted_on": "2026-06-30"}
    await door.post("/api/registry/v1/commitments", json=told)
    made = {"recognised": model, "model": begun, "new_model": new[-1], "reviewed": reviewed}
    return {name: one["id"] for name, one in made.items()}


async def _reviewed(door: AsyncClient, title: str, **told: Any) -> dict[str, Any]:
    model = await registered(door, title, unit="sai-dong", **{"field": "F2"} | told)
    return await _seen(door, model)


async def _seen(door: AsyncClient, model: dict[str, Any]) -> dict[str, Any]:
    await shown(door, model)
    return await judged(door, model, by=REVIEWER, back_to=OFFICER)


async def _followed(door: AsyncClient, model: dict[str, Any], unit: str) -> dict[str, Any]:
    title = "Khu phố sạch, không xả rác ra kênh"
    copy = await registered(door, title, unit=unit, field="F2", follows=model["id"])
    await door.post(f"/models/{copy['id']}/reach", data={"reached": "320"})
    return copy
