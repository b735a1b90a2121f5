"""Exemplars: put forward once, judged by others, recognised once, and no name leaves home."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from httpx import AsyncClient

from services.registry.exemplars.domain.nominations import Moved, NominationStep
from services.registry.exemplars.workflows import note_step
from services.registry.units.domain.units import UnitOfAnother
from shared.chassis.database import Database
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.roles import Grant, Role
from tests.nodes import Node
from tests.service.registry.council import (
    CHAIR,
    CLERK,
    REVIEWERS,
    TEACHER,
    acting,
    answered,
    days_pass,
    declared,
    errors,
    facts,
    nominated,
    published,
    school_known,
    scored,
    sent,
    stepped,
)
from tests.service.registry.movement import NEIGHBOUR, signed_in
from tests.signing_in import somebody
from tests.spec.kernel.office_files import PDF, WINDOWS_PROGRAM

pytestmark = pytest.mark.infra
PERSON = {"subject": "individual", "person": "Nguyễn Thị Mười"}


@pytest_asyncio.fixture(autouse=True)
async def clerk(node: Node, door: AsyncClient) -> AsyncIterator[None]:
    """A clerk of the ward is at the door, and its school is known."""
    await school_known(node)
    signed_in(door, CLERK)
    yield


async def test_the_same_nomination_twice_is_refused_naming_the_first(
    node: Node, door: AsyncClient
) -> None:
    told = {"subject": "collective", "unit": "truong-hoc", "year": "2026"}
    told |= {"achievement": "Ngày Chủ nhật xanh"}
    answers = [await sent(door, "/exemplars/new", **told)]
    answers += [
        await sent(door, "/exemplars/new", **told | {"achievement": "NGÀY  chủ nhật XANH"})
    ]

    (code,) = await node.rows(
        "registry", "SELECT code FROM nominations WHERE achievement = 'Ngày Chủ nhật xanh'"
    )
    assert answers[0].status_code == 303
    assert code["code"] in errors(answers[1])
    assert "NGÀY  chủ nhật XANH" in answers[1].text


async def test_of_ten_who_nominate_the_same_at_once_one_succeeds(door: AsyncClient) -> None:
    told = {
        "subject": "collective",
        "unit": "truong-hoc",
        "year": "2026",
        "achievement": "Cùng",
    }
    answers = await asyncio.gather(*(sent(door, "/exemplars/new", **told) for _ in range(10)))
    assert sorted(a.status_code for a in answers) == [303] + [422] * 9


async def test_a_persons_name_stays_home_and_whoever_opens_it_is_noted(
    node: Node, door: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    nomination = await nominated(door, **PERSON)
    page = f"/exemplars/{nomination}"

    shown = await door.get(page)
    listed = await door.get("/exemplars")
    opened = await sent(door, f"{page}/name", seen_at=page)

    assert "Mười" not in shown.text + listed.text + str(caplog.messages)
    assert "Nguyễn Thị Mười" in opened.text
    (reading,) = await node.rows(
        "registry",
        "SELECT account FROM audit_trail WHERE reads_person AND subject = $1",
        nomination,
    )
    assert reading["account"] == CLERK.account
    everything = "".join(await facts(node, "exemplar_nominated"))
    assert nomination in everything
    assert "Mười" not in everything


async def test_a_neighbour_sees_nothing_of_it(door: AsyncClient) -> None:
    nomination = await nominated(door)
    with acting(door, NEIGHBOUR):
        answers = [
            await door.get(f"/exemplars/{nomination}"),
            await door.get(f"/exemplars/{nomination}/checklist"),
            await door.post(f"/exemplars/{nomination}/name"),
        ]
        listed = await door.get("/exemplars")
    assert {answer.status_code for answer in answers} == {403}
    assert nomination not in listed.text


async def test_nobody_is_published_before_every_criterion_is_answered(
    node: Node, door: AsyncClient
) -> None:
    nomination = await nominated(door)
    assert (await stepped(door, node, nomination, step="accept")).status_code == 303

    too_early = await stepped(door, node, nomination, step="publish")
    out_of_turn = await stepped(door, node, nomination, step="review")
    broken = await answered(door, node, nomination, **{"figure-SCH-4": "1"})
    still = await stepped(door, node, nomination, step="publish")

    assert "mọi tiêu chí" in errors(too_early)
    assert "bước này" in errors(out_of_turn)
    assert broken.status_code == 303
    assert "không để xảy ra" in errors(still)


async def test_a_checklist_takes_files_and_keeps_what_was_typed(door: AsyncClient) -> None:
    nomination = await nominated(door)
    page = f"/exemplars/{nomination}/checklist"
    told = {"version": "1", "evidence-SCH-1": "Quy chế số 12", "figure-SCH-4": "không"}
    lie = {"file-SCH-1": ("bien-ban.pdf", WINDOWS_PROGRAM)}

    refused = await door.post(f"{page}/with-file", data=told)
    pretender = await door.post(
        f"{page}/with-file", data=told | {"figure-SCH-4": ""}, files=lie
    )
    kept = await door.post(
        f"{page}/with-file",
        data=told | {"figure-SCH-4": "0", "source-SCH-4": "Sổ trực"},
        files={"file-SCH-1": ("biên bản.pdf", PDF)},
    )
    shown = await door.get(f"/exemplars/{nomination}")

    assert "phải là một số" in errors(refused)
    assert "Quy chế số 12" in refused.text
    assert pretender.status_code == 422
    assert kept.status_code == 303, kept.text
    assert "/files/" in shown.text


async def test_of_two_who_fill_in_at_once_the_second_is_told(
    node: Node, door: AsyncClient
) -> None:
    nomination = await nominated(door)
    first = await answered(door, node, nomination)
    second = await answered(door, node, nomination, version=1, **{"evidence-SCH-1": "Của tôi"})
    assert first.status_code == 303
    assert "người khác sửa" in errors(second)
    assert "Của tôi" in second.text


async def test_an_exemplar_goes_its_whole_way_and_is_rewarded_once(
    node: Node, door: AsyncClient
) -> None:
    nomination = await published(door, node, achievement="Một cửa thân thiện")
    too_early = await stepped(door, node, nomination, step="review")
    await days_pass(node, nomination)
    without_scores = await stepped(door, node, nomination, step="review")
    for reviewer, points in zip(REVIEWERS[:3], (7, 8, 9), strict=True):
        with acting(door, reviewer):
            await declared(door, nomination)
            assert (await scored(door, nomination, points)).status_code == 303
    reviewed = await stepped(door, node, nomination, step="review")
    with acting(door, CHAIR):
        selected = await stepped(door, node, nomination, step="select")
        no_spread = await stepped(door, node, nomination, step="commend", award="AW6")
        await sent(
            door,
            f"/exemplars/{nomination}/spread",
            seen_at=f"/exemplars/{nomination}",
            kind="communication",
            note="Đài truyền thanh phường",
            happened_on="2026-01-05",
        )
        commended = await stepped(
            door, node, nomination, step="commend", award="AW6", document="80/QĐ-UBND"
        )
    again = await sent(
        door,
        "/exemplars/new",
        subject="collective",
        unit="truong-hoc",
        year="2025",
        achievement="Một cửa thân thiện",
    )

    assert "lấy ý kiến" in errors(too_early)
    assert "3 phiếu" in errors(without_scores)
    assert [a.status_code for a in (reviewed, selected, commended)] == [303, 303, 303]
    assert "nhân rộng" in errors(no_spread)
    assert "80/QĐ-UBND" in errors(again)
    told = [json.loads(body) for body in await facts(node, "award_given")]
    assert [(t["award"], t["basis"]) for t in told if t["nomination_id"] == nomination] == [
        ("AW6", "80/QĐ-UBND")
    ]


async def test_a_revoked_award_makes_way_and_is_told(node: Node, door: AsyncClient) -> None:
    nomination = await nominated(door, achievement="Khai man")
    commended = "UPDATE nominations SET state = 'commended' WHERE id = $1::uuid"
    await node.rows("registry", commended, nomination)
    await node.rows(
        "registry",
        "INSERT INTO awards SELECT id, id, achievement_id, unit, host, 'AW6', nominated_on,"
        " '80/QĐ-UBND' FROM nominations WHERE id = $1::uuid",
        nomination,
    )
    with acting(door, CHAIR):
        no_reason = await stepped(door, node, nomination, step="revoke")
        revoked = await stepped(
            door,
            node,
            nomination,
            step="revoke",
            reason="false_declaration",
            document="88/QĐ-UBND",
        )
    assert "lý do" in errors(no_reason)
    assert revoked.status_code == 303
    (award,) = await node.rows(
        "registry", "SELECT revoked_on FROM awards WHERE nomination = $1::uuid", nomination
    )
    assert award["revoked_on"] is not None
    assert any(nomination in body for body in await facts(node, "exemplar_revoked"))


async def test_an_officer_neither_selects_nor_proposes(node: Node, door: AsyncClient) -> None:
    nomination = await nominated(door)
    selected = await stepped(door, node, nomination, step="select")
    proposed = await door.post(
        f"/exemplars/{nomination}/proposal", data={"document": "1/TTr-UB"}
    )
    assert "không có quyền" in errors(selected)
    assert proposed.status_code == 403


async def test_scores_are_blind_until_all_are_in(node: Node, door: AsyncClient) -> None:
    nomination = await published(door, node)
    first, second, third, late = REVIEWERS[:4]
    for reviewer in (first, second, late):
        with acting(door, reviewer):
            await declared(door, nomination)
    with acting(door, first):
        undeclared = await scored(door, nomination, 3, **{"comment-SCH-1": "Kín đáo"})
    with acting(door, second):
        await scored(door, nomination, 9)
        sealed = await door.get(f"/exemplars/{nomination}/scores")
        own = await door.get(f"/exemplars/{nomination}/scoring")
    with acting(door, third):
        not_declared = await scored(door, nomination, 9)
        await declared(door, nomination)
        await scored(door, nomination, 6)
        still = await door.get(f"/exemplars/{nomination}/scores")
    with acting(door, late):
        await scored(door, nomination, 6)
        opened = await door.get(f"/exemplars/{nomination}/scores")

    assert undeclared.status_code == 303
    assert (sealed.status_code, still.status_code) == (403, 403)
    assert "Kín đáo" not in own.text
    assert "khai có hay không" in errors(not_declared)
    assert opened.status_code == 200
    assert ">6</b>" in opened.text
    assert "Kín đáo" in opened.text


async def test_nobody_scores_the_own_unit_whatever_is_declared(
    node: Node, door: AsyncClient
) -> None:
    nomination = await published(door, node)
    with acting(door, TEACHER):
        own_unit = await declared(door, nomination)
        forced = await scored(door, nomination, 10)
    assert "chính đơn vị mình" in errors(own_unit)
    assert "chính đơn vị mình" in errors(forced)


async def test_a_reviewer_of_others_takes_no_seat_among_the_judges(
    node: Node, door: AsyncClient
) -> None:
    nomination = await published(door, node)
    grants = (
        Grant(Role.AUDITOR, UnitCode("east")),
        Grant(Role.REVIEWER, UnitCode("elsewhere")),
    )
    with acting(door, replace(somebody(None), grants=grants)):
        read = await door.get(f"/exemplars/{nomination}")
        told = f"/api/registry/v1/exemplars/{nomination}/declarations"
        answers = [
            await door.post(told, json={"ties": []}),
            await door.post(f"/exemplars/{nomination}/declaration", data={"ties": "none"}),
        ]

    assert read.status_code == 200
    assert [answer.status_code for answer in answers] == [403, 403]
    assert all("quyền làm việc này ở đơn vị" in answer.text for answer in answers)


async def test_no_node_below_moves_the_nomination_of_another(
    node: Node, door: AsyncClient
) -> None:
    nomination = UUID(await published(door, node))
    database = Database.at(node.url_of("registry"))
    move = Moved(step=NominationStep.SELECT, happened_on=date(2026, 3, 2), document="1/QĐ-UBND")
    with pytest.raises(UnitOfAnother):
        async with database.transaction() as tx:
            await note_step(tx, nomination, move, node=PlaceCode("west"))
    await database.close()


async def test_a_declared_tie_keeps_one_out(node: Node, door: AsyncClient) -> None:
    nomination = await published(door, node)
    with acting(door, REVIEWERS[0]):
        assert (await declared(door, nomination, "kinship")).status_code == 303
        refused = await scored(door, nomination, 10)
    assert "có liên quan" in errors(refused)


async def test_scores_change_only_by_amendment_with_a_reason(
    node: Node, door: AsyncClient
) -> None:
    nomination = await published(door, node)
    with acting(door, REVIEWERS[0]):
        await declared(door, nomination)
        await scored(door, nomination, 4)
        silent = await scored(door, nomination, 8)
        amended = await scored(door, nomination, 8, reason="Nhầm cột")
    assert "Hãy điền" in errors(silent)
    assert amended.status_code == 303
    rows = await node.rows(
        "registry",
        "SELECT edition, reason FROM score_sheets WHERE nomination = $1::uuid ORDER BY edition",
        UUID(nomination),
    )
    assert [(row["edition"], row["reason"]) for row in rows] == [(1, ""), (2, "Nhầm cột")]


async def test_everybody_sees_who_stands_for_comment_and_a_name_only_by_consent(
    node: Node, door: AsyncClient
) -> None:
    shy = await nominated(door, **PERSON)
    proud = await nominated(
        door, **PERSON | {"person": "Trần Văn Chín", "may_name_publicly": "yes"}
    )
    draft = await nominated(door, subject="individual", person="Lê Thị Bí Mật")
    for nomination in (shy, proud):
        assert (await stepped(door, node, nomination, step="accept")).status_code == 303
        assert (await stepped(door, node, nomination, step="publish")).status_code == 303
    with acting(door, None):
        public = await door.get("/public/exemplars")
        sent_there = await door.get("/exemplars")

    assert "Trần Văn Chín" in public.text
    assert "Mười" not in public.text
    assert "Bí Mật" not in public.text
    assert draft not in public.text
    assert (sent_there.status_code, sent_there.headers["location"]) == (
        303,
        "/public/exemplars",
    )


A_MODEL = """
INSERT INTO models (id, unit, host, title, kind, field, themes, owner, novelty, year, criteria,
  criteria_count, sections, state, moved_on, version, saved_at, search)
VALUES ($1::uuid, 'truong-hoc', 'east', 'Cổng trường xanh', 'model', 'F2', '{T3}', 'collective',
  'new', 2026, '{}', 0, '{}', 'replicated', '2026-11-02', 1, now(), '')
"""


async def test_a_model_is_put_forward_by_the_unit_that_registered_it(
    node: Node, door: AsyncClient
) -> None:
    model = str(uuid4())
    told = {"subject": "model", "unit": "truong-hoc", "year": "2026", "achievement": "Cổng"}
    unknown = await sent(door, "/exemplars/new", **told, model=model)
    await node.rows("registry", A_MODEL, model)
    offered = await door.get("/exemplars/new")
    of_another = await sent(door, "/exemplars/new", **told | {"unit": "east", "model": model})
    made = await sent(door, "/exemplars/new", **told, model=model)
    shown = await door.get(made.headers["location"])

    assert "mô hình đã đăng ký" in errors(unknown)
    assert "mô hình đã đăng ký" in errors(of_another)
    assert "Cổng trường xanh" in offered.text
    assert "<h1>Cổng trường xanh</h1>" in shown.text
    told_by_api = await door.get(f"/api/registry/v1{made.headers['location']}")
    assert told_by_api.json()["missing"]["PR3"] == []
