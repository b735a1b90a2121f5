"""Exemplars for the world of the browser: nominated, scored, and voted on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from httpx import AsyncClient

from shared.chassis.access import Principal
from shared.kernel.places import CIVIC_TIME
from shared.kernel.roles import Role
from tests.signing_in import sign_in, somebody

HOME = "east"
EXEMPLARS = "/api/registry/v1/exemplars"
BALLOTS = "/api/registry/v1/ballots"
CLERKS = [somebody(Role.OFFICER, HOME, name=name) for name in ("Vũ Thị Lan", "Ngô Văn Sơn")]
CHAIR = somebody(Role.LEADER, HOME, name="Hoàng Thị Thu")
JUDGES = [somebody(Role.REVIEWER, HOME, name=f"Ủy viên {number}") for number in range(1, 6)]
GOOD = "Có biên bản, ảnh chụp và danh sách công trình kèm theo; đã báo cáo Ban Dân vận."
UNITS = {
    "sai-dong": "Tuyến phố không rác: 12 tổ dân phố tự quản",
    "phuc-loi": "Một cửa thân thiện, trả kết quả tại nhà cho người cao tuổi",
    "viet-hung": "Hòa giải từ sớm, không để vụ việc vượt cấp",
}


def today() -> str:
    """The civic day."""
    return datetime.now(UTC).astimezone(CIVIC_TIME).date().isoformat()


async def said(door: AsyncClient, who: Principal, path: str, **told: Any) -> dict[str, Any]:
    """What somebody is answered."""
    sign_in(door, who)
    method = "PUT" if path.endswith("/answers") else "POST"
    answer = await door.request(method, path, json=told)
    assert answer.is_success, f"{path}: {answer.text}"
    kept: dict[str, Any] = answer.json()
    return kept


async def nominated(door: AsyncClient, unit: str, **changed: Any) -> str:
    """The id of a new nomination."""
    told = {"subject": "collective", "unit": unit, "year": 2026, "achievement": UNITS.get(unit)}
    return str((await said(door, CLERKS[0], EXEMPLARS, **told | changed))["id"])


async def published(door: AsyncClient, nomination: str) -> str:
    """The code of a nomination that stands open for comment from now on."""
    at, day = f"{EXEMPLARS}/{nomination}", today()
    step = {"happened_on": day, "version": 1}
    await said(door, CLERKS[0], f"{at}/steps", step="accept", document="05/BB-UBND", **step)
    told = (await door.get(at)).json()
    criteria = ("GEN-1", "GEN-2") if told["subject"] != "individual" else ()
    answers = [{"criterion": code, "evidence": GOOD} for code in criteria]
    await said(door, CLERKS[0], f"{at}/answers", version=2, answers=answers)
    step = {"happened_on": day, "version": 3}
    made = await said(
        door, CLERKS[0], f"{at}/steps", step="publish", document="12/TB-UBND", **step
    )
    return str(made["code"])


async def scored(door: AsyncClient, nomination: str) -> None:
    """Five sheets, one of them wild."""
    for judge, points in zip(JUDGES, (8, 7, 9, 8, 0), strict=True):
        at = f"{EXEMPLARS}/{nomination}"
        await said(door, judge, f"{at}/declarations", ties=[])
        comment = "Cách làm mới, dân đồng tình." if points == 9 else ""
        scores = {
            "GEN-1": {"points": points, "comment": comment},
            "GEN-2": {"points": min(points + 1, 10)},
        }
        await said(door, judge, f"{at}/sheets", scores=scores)


async def voted(door: AsyncClient, options: list[str]) -> tuple[str, str, list[str]]:
    """A ballot that is closed, one that is open, and the codes of the open one."""
    told = {"options": options, "seats": 2, "roll": 40, "offline_cap": "1/2"}
    made = []
    for title in ("Bình chọn điển hình quý III", "Bình chọn điển hình năm 2026"):
        ballot = (await said(door, CLERKS[0], BALLOTS, title=title, **told))["id"]
        slips = await said(door, CLERKS[0], f"{BALLOTS}/{ballot}/slips", slips=12)
        await said(door, CHAIR, f"{BALLOTS}/{ballot}/opening")
        made.append((ballot, slips["codes"]))
    (over, codes), (running, fresh) = made
    for nth, code in enumerate(codes):
        choices = [options[nth % 3], options[0]] if nth % 3 else [options[0]]
        await said(door, CLERKS[0], f"{BALLOTS}/{over}/votes", code=code, choices=choices)
    box = {"box": "1", "papers": 15, "blank": 1, "spoilt": 1}
    for clerk, ballot in ((CLERKS[0], over), (CLERKS[1], over), (CLERKS[0], running)):
        votes = dict(zip(options, (5, 9, 3), strict=True))
        await said(door, clerk, f"{BALLOTS}/{ballot}/boxes", votes=votes, **box)
    votes = dict(zip(options, (6, 8, 3), strict=True))
    await said(door, CLERKS[1], f"{BALLOTS}/{running}/boxes", votes=votes, **box)
    await said(door, CHAIR, f"{BALLOTS}/{over}/closing")
    return over, running, fresh


async def exemplars(door: AsyncClient) -> Mapping[str, str]:
    """Three wards and a person nominated; one scored; two ballots held."""
    ids = [await nominated(door, unit) for unit in UNITS]
    codes = [await published(door, nomination) for nomination in ids]
    await scored(door, ids[0])
    person = {"subject": "individual", "person": "Nguyễn Thị Mười"}
    shy = await nominated(door, "sai-dong", **person, achievement="Lớp học xóa mù buổi tối")
    school = await nominated(
        door, "truong-sai-dong", achievement="Cổng trường an toàn, phụ huynh cùng tham gia"
    )
    judge = f"{EXEMPLARS}/{ids[1]}/declarations"
    await said(door, JUDGES[0], judge, ties=[])
    over, running, fresh = await voted(door, codes)
    unopened = {"title": "Bình chọn cán bộ một cửa", "options": codes, "seats": 1, "roll": 30}
    prepared = (await said(door, CLERKS[0], BALLOTS, **unopened))["id"]
    return {
        "scored_exemplar": ids[0],
        "exemplar": ids[1],
        "new_exemplar": ids[2],
        "person": shy,
        "school_exemplar": school,
        "closed_ballot": over,
        "open_ballot": running,
        "prepared_ballot": prepared,
        "ballot_code": fresh[0],
    }
