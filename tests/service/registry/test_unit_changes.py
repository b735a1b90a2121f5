"""Units through time, over HTTP: the reform of 2025, what may not be, and what is undone."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from httpx import AsyncClient

from services.registry.units.domain.changes import (
    ChangeId,
    ChangeKind,
    Draft,
    Part,
    Seat,
    UnitChange,
)
from services.registry.units.domain.units import UnitOfAnother
from services.registry.units.workflows import note_change
from shared.chassis.database import Database
from shared.chassis.directory import line_of
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.roles import Role
from shared.testing.probing import eventually
from tests.node.reformed_city import CITY, DISTRICTS, merged, units_file, ward
from tests.nodes import Node, federation
from tests.reform import PLANNED, REFORM, apply_reform, plan_and_undo_merge
from tests.service.registry.deciding import (
    CHANGES,
    decide,
    decision,
    new_unit,
    refused,
    units_on,
)
from tests.signing_in import sign_in, somebody

KEEPER = somebody(Role.ADMINISTRATOR, CITY)
A, B, C = (ward("quan-truc", n) for n in (7, 8, 9))


@pytest_asyncio.fixture(scope="module")
async def city(tmp_path_factory: pytest.TempPathFactory, admin_url: str) -> AsyncIterator[Node]:
    folder = tmp_path_factory.mktemp("city")
    async with federation({CITY: None}, folder=folder, admin_url=admin_url) as nodes:
        node = nodes[CITY]
        node.environment["KHEO_UNITS_FILE"] = str(units_file(folder))
        yield node


@pytest_asyncio.fixture(scope="module")
async def door(city: Node) -> AsyncIterator[AsyncClient]:
    async with city.serving("registry") as client:
        sign_in(client, KEEPER)
        await eventually(lambda: how_many(client), shows=34)
        yield client


async def how_many(door: AsyncClient) -> int:
    return len(await units_on(door, "2025-01-01"))


async def test_the_reform_of_2025_is_carried_by_the_tree(door: AsyncClient, city: Node) -> None:
    before = await units_on(door, "2025-06-30")

    await apply_reform(door)
    await plan_and_undo_merge(door)

    eve, after, far = [await units_on(door, d) for d in ("2025-06-30", REFORM, PLANNED)]
    without_ends = [{**u, "valid_to": None} for u in eve.values()]
    assert without_ends == [{**u, "valid_to": None} for u in before.values()]
    assert not set(DISTRICTS) & set(after)
    assert {u["parent"] for u in after.values()} == {None, CITY}
    assert len(after) == 1 + 30 - 3 * 4 - 2 + 3 + 4
    assert far == after
    assert merged("quan-lam") in after
    told = await chapters_told(city, "phuong-mai-sau")
    assert [len(one["chapters"]) for one in told] == [1, 0]
    gone, days = ward("quan-lam", 1), (date(2025, 6, 30), date(2026, 1, 1))
    lines = [await line_kept(city, gone, day) for day in days]
    heir = merged("quan-lam")
    assert lines == [(gone, "quan-lam", CITY), (gone, heir, CITY)], "its line goes on"


async def line_kept(node: Node, unit: str, day: date) -> tuple[str, ...]:
    database = Database.at(node.url_of("registry"))
    async with database.transaction() as tx:
        line = await line_of(tx, unit, day=day)
    await database.close()
    return line


async def chapters_told(node: Node, unit: str) -> list[dict[str, Any]]:
    query = "SELECT body FROM outbox WHERE name LIKE '%unit_chapters_told%' ORDER BY pos"
    told = [json.loads(row["body"]) for row in await node.rows("registry", query)]
    return [one for one in told if one["unit"] == unit]


async def test_what_may_not_be_names_the_unit_and_the_mend(door: AsyncClient) -> None:
    on = "2025-03-01"
    into = new_unit("phuong-thu", parent="quan-truc")
    thirds = [
        new_unit(f"phuong-thu-{n}", parent="quan-truc") | {"share": "1/3"} for n in (1, 2)
    ]
    moved = decision("move", on, sources=[{"unit": "quan-truc", "parent": A}])
    tries: dict[str, tuple[dict[str, Any], str]] = {
        "shares-not-whole": (decision("split", on, A, targets=thirds), "2/3"),
        "tree-would-circle": (moved, A),
        "children-orphaned": (decision("abolish", on, "quan-truc"), "phuong-truc-1"),
        "target-abolished": (
            decision("merge", "2026-01-01", A, targets=[{"unit": "quan-lam"}]),
            "Quận Lam",
        ),
        "code-taken": (
            decision("merge", on, A, B, targets=[new_unit("quan-lam", parent=CITY)]),
            "quan-lam",
        ),
        "unit-not-there": (decision("abolish", "2017-01-01", A), "Phường Trúc 7"),
        "change-incomplete": (decision("merge", on, A, targets=[into]), ""),
        "outlives-parent": (decision("merge", on, A, B, targets=[into]), "Quận Trúc"),
    }

    for code, (wanted, named) in tries.items():
        problem = await refused(door, wanted)
        assert problem["code"] == code, problem
        assert named in json.dumps(problem, ensure_ascii=False)


async def test_a_change_is_looked_at_planned_seen_and_undone(door: AsyncClient) -> None:
    wanted = decision("merge", PLANNED, A, targets=[{"unit": B}])
    seen = (await door.post(f"{CHANGES}/preview", json=wanted)).json()
    assert seen["nodes"] == [CITY]
    assert (await door.get(CHANGES)).json() == {"changes": []}

    planned = await decide(door, wanted | {"version": seen["version"]})
    again = await refused(door, wanted)
    late = await refused(door, decision("abolish", PLANNED, B) | {"version": seen["version"]})
    assert [c["id"] for c in (await door.get(CHANGES)).json()["changes"]] == [planned["id"]]
    assert (again["code"], late["code"]) == ("same-change-twice", "changed-meanwhile")

    assert (await door.post(f"{CHANGES}/{planned['id']}/undo")).status_code == 200
    twice = await door.post(f"{CHANGES}/{planned['id']}/undo")
    assert (twice.status_code, twice.json()["code"]) == (409, "already-undone")
    assert A in await units_on(door, PLANNED)


async def test_what_is_in_force_is_not_undone(door: AsyncClient) -> None:
    renamed = {"unit": C, "vi": "Phường Đã Đổi (dữ liệu giả định)", "en": "Renamed"}
    done = await decide(door, decision("rename", "2026-02-01", sources=[renamed]))

    answer = await door.post(f"{CHANGES}/{done['id']}/undo")

    assert (answer.status_code, answer.json()["code"]) == (409, "already-in-force")


async def test_only_who_keeps_all_the_units_may_change_them(door: AsyncClient) -> None:
    wanted = decision("merge", PLANNED, A, targets=[{"unit": B}])
    sign_in(door, somebody(Role.ADMINISTRATOR, A))
    neighbour = await refused(door, wanted)
    sign_in(door, somebody(Role.OFFICER, CITY))
    officer = await refused(door, wanted)
    sign_in(door, KEEPER)

    assert (neighbour["code"], officer["code"]) == ("not-yours", "not-yours")


def told_by(node: str, kind: ChangeKind, part: Part) -> UnitChange:
    """A change another node decided on."""
    return UnitChange(
        id=ChangeId(uuid4()),
        kind=kind,
        effective_on=date.fromisoformat(PLANNED),
        basis="1/NQ-HĐND",
        decided_by=PlaceCode(node),
        stated_at=datetime.now(UTC),
        parts=(part,),
    )


async def test_what_another_node_decided_is_not_undone_here(
    city: Node, door: AsyncClient
) -> None:
    renamed = Part(unit=UnitCode(C), seat=Seat.SOURCE, vi="Phường Khác", en="Another Ward")
    change = told_by("bo", ChangeKind.RENAME, renamed)
    database = Database.at(city.url_of("registry"))
    async with database.transaction() as tx:
        await note_change(tx, change, speaker=None, now=change.stated_at)
    await database.close()

    answer = await door.post(f"{CHANGES}/{change.id}/undo")

    assert (answer.status_code, answer.json()["code"]) == (409, "decided-elsewhere")


async def test_no_node_below_begins_a_unit_that_is_anothers(
    city: Node, door: AsyncClient
) -> None:
    assert C in await units_on(door, REFORM)
    mine = Draft(
        kind="ward", vi="Của Tôi", en="Mine", parent=UnitCode("xa"), host=PlaceCode("xa")
    )
    taken = Part(unit=UnitCode(C), seat=Seat.TARGET, begins=mine)
    change = told_by("xa", ChangeKind.ESTABLISH, taken)
    database = Database.at(city.url_of("registry"))
    with pytest.raises(UnitOfAnother):
        async with database.transaction() as tx:
            await note_change(tx, change, speaker=PlaceCode("xa"), now=change.stated_at)
    await database.close()
