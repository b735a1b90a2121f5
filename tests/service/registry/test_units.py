"""Units: established at the top, known everywhere below, as they were on any day."""

import asyncio
import logging
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from services.registry.units import store, workflows
from services.registry.units.domain.units import Unit
from services.registry.units.timers import EveryTenSecondsEstablishUnits
from shared.chassis.database import Database
from shared.kernel.places import PlaceCode, UnitCode
from shared.testing.probing import eventually
from tests.nodes import Node

UNITS = "/api/registry/v1/units"
NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
BEGIN, REFORM = date(2018, 1, 1), date(2025, 7, 1)
SCHOOL = "{code: truong-hoc, parent: east, host: east, vi: Trường, en: School, kind: school"


def a_unit(vi: str = "Phường Sài Đồng", *, valid_from: date = BEGIN) -> Unit:
    return Unit(
        code=UnitCode("sai-dong"),
        parent=UnitCode("long-bien"),
        host=PlaceCode("sai-dong"),
        kind="ward",
        vi=vi,
        en="Sài Đồng ward",
        valid_from=valid_from,
    )


def tree(*units: str) -> str:
    ward = "{code: east, vi: Phường Đông, en: East ward, kind: ward, valid_from: 2018-01-01}"
    lines = "".join(f"\n  - {unit}, valid_from: 2018-01-01}}" for unit in units)
    return f"places:\n  - {ward}\nunits:{lines or ' []'}\n"


async def told(node: Node) -> list[str]:
    rows = await node.rows(
        "registry", "SELECT lane FROM outbox WHERE lane <> 'ev' ORDER BY pos"
    )
    return [row["lane"] for row in rows]


async def codes(door: AsyncClient) -> list[str]:
    return [unit["code"] for unit in (await door.get(UNITS)).json()["units"]]


async def test_a_tree_is_known_at_every_level(three_levels: dict[str, Node]) -> None:
    everyone = sorted(three_levels)
    async with (
        three_levels["city"].serving("registry"),
        three_levels["district"].serving("registry") as district,
        three_levels["east"].serving("registry") as ward,
    ):
        await eventually(lambda: codes(district), shows=everyone)
        await eventually(lambda: codes(ward), shows=everyone)

        east: dict[str, Any] = (await ward.get(f"{UNITS}/east")).json()
        unknown = await ward.get(f"{UNITS}/north")

    assert east == {
        "code": "east",
        "vi": "Đơn vị east",
        "en": "Unit east",
        "kind": "ward",
        "parent": "district",
        "host": "east",
        "valid_from": "2018-01-01",
        "valid_to": None,
        "made_up": False,
    }
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unit-unknown")


@pytest.fixture
def ward_with_school(ward: Node) -> Node:
    Path(ward.environment["KHEO_UNITS_FILE"]).write_text(tree(SCHOOL))
    return ward


async def test_intake_takes_cases_for_a_unit_it_was_told_of(ward_with_school: Node) -> None:
    message = {"text": "Cổng trường ngập", "category": "school_service", "unit": "truong-hoc"}
    async with ward_with_school.serving("registry", "intake") as door:

        async def status() -> int:
            return (await door.post("/api/intake/v1/feedback", json=message)).status_code

        await eventually(status, shows=201)


async def test_what_is_known_is_not_told_again(ward: Node, tmp_path: Path) -> None:
    database = Database.at(ward.url_of("registry"))
    path = tmp_path / "units.yaml"
    path.write_text(tree())
    first = EveryTenSecondsEstablishUnits(database, path)
    second = EveryTenSecondsEstablishUnits(database, path)

    await asyncio.gather(first.look(), second.look())
    await first.look()
    assert await told(ward) == ["down.all"]

    path.write_text(tree(SCHOOL))
    await first.look()
    assert await told(ward) == ["down.all"] * 2

    path.write_text(tree(SCHOOL.replace("Trường", "Trường Tiểu học")))
    await second.look()
    await database.close()
    assert await told(ward) == ["down.all"] * 3


async def test_a_mistake_in_the_file_is_one_sentence_and_changes_nothing(
    ward: Node, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    database = Database.at(ward.url_of("registry"))
    path = tmp_path / "units.yaml"
    timer = EveryTenSecondsEstablishUnits(database, path)

    for content in (
        b"",
        tree(SCHOOL).replace("host: east", "host: west").encode(),
        b"{",
        b"\xff",
    ):
        path.write_bytes(content)
        await timer.look()
        await timer.look()
    path.unlink()
    await timer.look()
    await database.close()

    lines = [vars(record) for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(lines) == 5
    assert "units[0] (code: truong-hoc)" in lines[1]["reason"]
    assert [line for line in lines if line["exc_info"]] == []
    assert await told(ward) == []


async def test_history_is_whole_in_whatever_order_it_is_told(ward: Node) -> None:
    database = Database.at(ward.url_of("registry"))
    reformed = a_unit("Phường Phúc Lợi", valid_from=REFORM)
    async with database.transaction() as tx:
        for unit in (reformed, a_unit(), reformed, a_unit()):
            await workflows.note_unit(tx, unit, told_at=NOW)
        chapters = await store.list_chapters(tx)
        days = (date(2017, 12, 31), BEGIN, date(2025, 6, 30), REFORM)
        then = [[c.unit.vi for c in await store.list_chapters(tx, as_of=day)] for day in days]
    await database.close()

    assert [(c.unit.valid_from, c.valid_to) for c in chapters] == [
        (BEGIN, REFORM),
        (REFORM, None),
    ]
    assert then == [[], ["Phường Sài Đồng"], ["Phường Sài Đồng"], ["Phường Phúc Lợi"]]


async def test_an_older_telling_never_undoes_a_newer_one(ward: Node) -> None:
    database = Database.at(ward.url_of("registry"))
    async with database.transaction() as tx:
        await workflows.note_unit(tx, a_unit("Tên mới"), told_at=NOW)
        await workflows.note_unit(tx, a_unit("Tên cũ"), told_at=NOW.replace(year=2025))
        chapters = await store.list_chapters(tx)
    await database.close()

    assert [chapter.unit.vi for chapter in chapters] == ["Tên mới"]


async def test_a_day_that_cannot_be_is_refused(ward: Node) -> None:
    async with ward.serving("registry") as door:
        answer = await door.get(UNITS, params={"as_of": "2018-02-30"})

    assert (answer.status_code, answer.json()["code"]) == (422, "form-invalid")
