"""The desk of the door: rules that bring cases to who is in charge of them."""

from httpx import AsyncClient

from shared.kernel.roles import Role
from tests.service.registry.filling_in import fields_of
from tests.signing_in import sign_in, somebody

BINH = somebody(Role.OFFICER, "east", name="Trần Văn Bình")
HA = somebody(Role.OFFICER, "east", name="Lê Thu Hà")

NEW_RULE = "/routing-rules/new"
RULES: tuple[dict[str, str], ...] = (
    {"category": "env_sanitation", "unit": "sai-dong"},
    {"category": "env_waste", "area": "sai-dong", "unit": "phong-noi-vu", "profile": "DP14"},
    {"category": "street_noise", "unit": "viet-hung", "begins": "21:00", "ends": "6:00"},
    {"category": "school_service", "unit": "truong-sai-dong", "weekdays": "0"},
)


HEAP = """Rác đổ thành đống ở đầu ngõ 557 Nguyễn Văn Linh, có mùi và chắn lối đi của học sinh.
Mong phường cho dọn và nhắc các hộ đổ đúng giờ."""
FIRST_REPLY = "Phường đã đến xem, gọi xe tải, dự kiến dọn xong sáng mai."
CASES = (
    ("env_waste", HEAP, "Ngõ 557 Nguyễn Văn Linh, tổ 7"),
    ("env_waste", "rac do dong dau ngo 557 nguyen van linh, mui hoi qua", "Đầu ngõ 557"),
    ("infra_light", "Đèn đường ngõ 55 tắt ba tối liền", "Ngõ 55, tổ 9"),
    ("proc_extra_papers", "Đòi thêm bản sao công chứng khi đã nộp đủ giấy tờ", "Một cửa"),
    ("street_parking", "Xe tải dừng đỗ chắn ngõ 209 phố Sài Đồng giờ tan trường", "Tổ 11"),
    ("build_site", "Nhà đang xây không che chắn, bụi bay sang nhà bên", "Phố Huỳnh Văn Nghệ"),
    ("infra_power", "Cột điện nghiêng trước cổng Trường Tiểu học Sài Đồng", "Tổ 4"),
    ("to_leaders", "Cảm ơn cán bộ Một cửa hướng dẫn tận tình", ""),
)


async def the_desk(door: AsyncClient) -> dict[str, str]:
    """Rules as an administrator wrote them down, and cases on all steps of their way."""
    rules = await _rules(door)
    numbers = [await _sent(door, nth) for nth in range(len(CASES))]
    sign_in(door, HA)
    await door.get("/inbox")
    await _done(door, "take_up", numbers[3], numbers[5])
    sign_in(door, BINH)
    await door.get("/inbox")
    await _done(door, "take_up", numbers[0], numbers[4])
    await _done(door, "acknowledge", numbers[6])
    at = f"/cases/{numbers[0]}"
    for told in ({"words": FIRST_REPLY}, {"words": "Gọi xe 2,5 tấn.", "told": "colleagues"}):
        assert (await door.post(f"{at}/reply", data=told)).status_code == 303
    merged = await _sent(door, 0)
    answer = await door.post(f"/cases/{merged}/merge", data={"into": numbers[0]})
    assert answer.status_code == 303, answer.text
    rules |= {"merged_case": merged}
    return rules | {f"case{nth}": number for nth, number in enumerate(numbers)}


async def _sent(door: AsyncClient, nth: int) -> str:
    category, text, address = CASES[nth]
    told = {"category": category, "text": text, "unit": "sai-dong", "address": address}
    answer = await door.post("/api/intake/v1/feedback", json=told)
    assert answer.status_code == 201, answer.text
    code: str = answer.json()["tracking_code"]
    return code.split("-", 1)[1].replace("-", "")


async def _done(door: AsyncClient, deed: str, *numbers: str) -> None:
    answer = await door.post("/inbox/bulk", data={"do": deed, "c": list(numbers)})
    assert answer.status_code == 303, answer.text


async def _rules(door: AsyncClient) -> dict[str, str]:
    sign_in(door, somebody(Role.ADMINISTRATOR, "east"))
    for rule in RULES:
        fields = fields_of((await door.get(NEW_RULE)).text, NEW_RULE)
        answer = await door.post(
            NEW_RULE, data=fields | {name: [told] for name, told in rule.items()}
        )
        assert answer.status_code == 303, answer.text
    return {}
