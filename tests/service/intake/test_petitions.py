"""Petitions at the desk: recorded, moved on, told without anybody's name."""

from typing import Any

import pytest
from httpx import AsyncClient

from services.intake.petitions.domain import Opening, PetitionKind
from services.intake.petitions.workflows import open_petition
from shared.chassis.acting import Acting
from shared.chassis.database import Database
from shared.kernel.places import UnitCode
from shared.kernel.roles import Role
from tests.nodes import OPERATOR, Node
from tests.service.intake.desk import facts, id_of, taken_in
from tests.service.intake.test_importing import NOW
from tests.signing_in import sign_in, somebody

PETITIONS = "/api/intake/v1/petitions"


async def opened(door: AsyncClient, kind: str, on: str = "2026-03-02", **more: str) -> Any:
    told = {"kind": kind, "received_on": on} | more
    answer = await door.post(PETITIONS, json=told, headers=OPERATOR)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def stepped(door: AsyncClient, number: int, step: str, *, on: str, **more: str) -> Any:
    told = {"step": step, "on": on} | more
    return await door.post(f"{PETITIONS}/{number}/steps", json=told, headers=OPERATOR)


async def test_a_denunciation_is_told_by_its_kind_and_dates_alone(
    door: AsyncClient, node: Node
) -> None:
    one = await opened(door, "denunciation")
    await stepped(door, one["number"], "accept", on="2026-03-09")
    view = (
        await stepped(door, one["number"], "settle", on="2026-04-20", outcome="dismissed")
    ).json()

    assert (view["due_on"], view["on_time"]) == ("2026-04-08", False)
    about = {"petition_id": one["petition_id"]}
    assert [fact["accept_by"] for fact in await facts(node, "petition_received", **about)] == [
        "2026-03-11"
    ]
    assert [fact["due_on"] for fact in await facts(node, "petition_accepted", **about)] == [
        "2026-04-08"
    ]
    settled = await facts(node, "petition_settled", **about)
    assert [fact["on_time"] for fact in settled] == [False]


async def test_a_mediation_and_a_dispute_have_facts_of_their_own(
    door: AsyncClient, node: Node
) -> None:
    mediation = await opened(door, "mediation")
    await stepped(door, mediation["number"], "accept", on="2026-03-03")
    await stepped(door, mediation["number"], "settle", on="2026-03-06", outcome="agreed")
    dispute = await opened(door, "labour_dispute")
    await stepped(door, dispute["number"], "settle", on="2026-03-09", outcome="not_agreed")

    held = await facts(node, "mediation_held", mediation_id=mediation["petition_id"])
    assert [fact["is_successful"] for fact in held] == [True]
    told = await facts(node, "labour_dispute_settled", dispute_id=dispute["petition_id"])
    assert [(fact["is_settled"], fact["on_time"]) for fact in told] == [(False, True)]


async def test_an_extension_moves_the_day_and_is_kept_as_a_move(
    door: AsyncClient, node: Node
) -> None:
    one = await opened(door, "denunciation")
    await stepped(door, one["number"], "accept", on="2026-03-09")
    await stepped(door, one["number"], "extend", on="2026-04-07")

    moves = await node.rows(
        "intake",
        "SELECT old_on::text, new_on::text FROM clock_moves WHERE subject_id = $1",
        one["petition_id"],
    )
    assert [tuple(move) for move in moves] == [("2026-04-08", "2026-05-08")]


async def test_a_case_has_one_petition_however_often_it_is_transferred(
    door: AsyncClient, node: Node
) -> None:
    case = await id_of(node, await taken_in(door))
    database = Database.at(node.url_of("intake"))
    opening = Opening(
        kind=PetitionKind.COMPLAINT, unit=UnitCode("east"), received_on=NOW.date(), case=case
    )
    acting = Acting(place=node.place, now=NOW)
    async with database.transaction() as tx:
        first = await open_petition(tx, opening, acting)
        again = await open_petition(tx, opening, acting)
    await database.close()

    assert first.number == again.number
    assert len(await facts(node, "petition_received", petition_id=str(first.id))) == 1


async def test_there_is_no_column_for_a_name_or_a_word(node: Node) -> None:
    rows = await node.rows(
        "intake",
        "SELECT column_name FROM information_schema.columns WHERE table_name LIKE 'petition%'"
        " AND data_type IN ('text', 'jsonb', 'bytea')",
    )
    assert {row["column_name"] for row in rows} == {
        "kind", "unit", "variant", "outcome", "state", "step", "who",
    }  # fmt: skip


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER])
async def test_an_officer_counts_on_a_page(door: AsyncClient, role: Role) -> None:
    sign_in(door, somebody(role, "east", name="Trần Văn Bình"))
    form = {"kind": "reception", "unit": "east", "received_on": "2026-03-02"}
    made = await door.post("/petitions/new", data=form | {"variant": "plain"})
    assert made.status_code == 303, made.text
    number = made.headers["location"].rpartition("/")[2]

    step = {"step": "settle", "on": "2026-03-04", "outcome": "answered", "version": "1"}
    moved = await door.post(f"/petitions/{number}/steps", data=step)
    again = await door.post(f"/petitions/{number}/steps", data=step)
    shown = (await door.get("/petitions?first=2026-03-01&last=2026-03-31")).text
    door.cookies.clear()

    assert (moved.status_code, again.status_code) == (303, 422)
    assert "Tiếp công dân" in shown
