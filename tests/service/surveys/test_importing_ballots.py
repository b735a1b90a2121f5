"""Importing ballots: whole files or nothing, once, with every error named."""

import asyncio

import pytest

from tests.nodes import OPERATOR, Node
from tests.service.importing import refusals, send

IMPORT = "/api/surveys/v1/ballots/import"
HEADER = "unit,cast_on,level,channel\n"
ROW = "east,2018-09-14,5,kiosk\n"


async def kept(ward: Node) -> int:
    return len(await ward.rows("surveys", "SELECT 1 FROM ballots"))


async def test_a_file_goes_in_whole_and_tells_how_far_it_is(ward: Node) -> None:
    async with ward.serving("surveys") as client:
        lines = await send(client, IMPORT, HEADER + ROW * 1_200)

    assert lines[-1] == {"stage": "done", "rows": 1_200}
    stages = list(dict.fromkeys(line["stage"] for line in lines))
    assert stages == ["reading", "checking", "writing", "done"]
    assert lines[-2] == {"stage": "writing", "done": 1_200, "total": 1_200}
    assert await kept(ward) == 1_200


async def test_every_error_is_named_and_nothing_goes_in(ward: Node) -> None:
    wrong = (
        "west,2018-09-14,5,kiosk\n"
        "east,2018-02-30,5,kiosk\n"
        "east,2100-01-01,5,kiosk\n"
        "east,2018-09-14,6,pigeon\n"
    )
    async with ward.serving("surveys") as client:
        lines = await send(client, IMPORT, HEADER + ROW + wrong)

    assert refusals(lines) == [
        (3, "unit", "UnitNotHosted"),
        (4, "cast_on", "DateImpossible"),
        (5, "cast_on", "DateInFuture"),
        (6, "level", "CountOutOfRange"),
        (6, "channel", "NotAnOption"),
    ]
    assert await kept(ward) == 0


async def test_the_same_file_is_taken_once_even_by_two_officers_at_once(ward: Node) -> None:
    async with ward.serving("surveys") as client:
        ends = await asyncio.gather(*(send(client, IMPORT, HEADER + ROW * 10) for _ in "12345"))
        again = await send(client, IMPORT, HEADER + ROW * 10)

    assert sorted(lines[-1]["stage"] for lines in ends) == ["done"] + ["refused"] * 4
    assert refusals(again) == [(0, "", "FileImportedBefore")]
    assert "đã được nhập lúc" in again[-1]["errors"][0]["detail_vi"]
    assert await kept(ward) == 10


@pytest.mark.parametrize("token", [{}, {"Authorization": "Bearer guessed"}])
async def test_only_an_operator_imports(ward: Node, token: dict[str, str]) -> None:
    async with ward.serving("surveys") as client:
        answer = await client.post(IMPORT, files={"file": ("x.csv", b"")}, headers=token)

    assert answer.status_code == 401


async def test_an_import_begun_before_an_outage_says_so(ward: Node) -> None:
    async with ward.serving("surveys") as client:
        await ward.rows("surveys", "ALTER TABLE ballots RENAME TO gone")
        answer = await client.post(
            IMPORT, files={"file": ("x.csv", (HEADER + ROW).encode())}, headers=OPERATOR
        )

    assert '"stage": "failed"' in answer.text.splitlines()[-1]
    assert await ward.rows("surveys", "SELECT 1 FROM imports") == []
