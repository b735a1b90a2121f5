"""A case that was not the ward's own, and went where it belongs."""

from httpx import AsyncClient

from shared.kernel.roles import Role
from tests.browser.desk import BINH
from tests.nodes import OPERATOR
from tests.service.registry.filling_in import fields_of
from tests.signing_in import sign_in, somebody

FEEDBACK = "/api/intake/v1/feedback"
NOT_OURS = {
    "category": "proc_extra_papers",
    "text": "Hỏi thủ tục bổ nhiệm hòa giải viên ở tổ dân phố mới.",
    "unit": "sai-dong",
}


async def handed_over(door: AsyncClient) -> dict[str, str]:
    """An officer hands a case to the office in charge, by the page."""
    answer = await door.post(FEEDBACK, json=NOT_OURS)
    number = answer.json()["tracking_code"].split("-", 1)[1].replace("-", "")
    sign_in(door, BINH)
    path = f"/cases/{number}/hand-over"
    fields = fields_of((await door.get(path)).text, path)
    told = {"to_unit": ["phong-noi-vu"], "words": ["Gia đình đã được hẹn gọi lại."]}
    done = await door.post(path, data=fields | told)
    assert done.status_code == 303, done.text
    return {"handed_case": number}


async def appealed(door: AsyncClient) -> dict[str, str]:
    """A citizen who was not content asks the level above."""
    told = {"category": "infra_light", "text": "Đèn ngõ 55 vẫn tắt.", "unit": "sai-dong"}
    code = (await door.post(FEEDBACK, json=told)).json()["tracking_code"]
    for step, form in (
        ("resolve", {"words": "Đã thay bóng đèn."}),
        ("rate", {"rating": 1}),
        ("appeal", {"words": "Bóng thay hôm trước hôm sau lại cháy, ngõ tối các cháu sợ."}),
    ):
        path = f"{FEEDBACK}/{code}/{step}"
        answer = await door.post(path, json=form, headers=OPERATOR)
        assert answer.is_success, answer.text
    sign_in(door, somebody(Role.LEADER, "east"))
    page = (await door.get("/cases/appeals")).text
    return {"appeal": page.split("/cases/appeals/", 1)[1][:36]}
