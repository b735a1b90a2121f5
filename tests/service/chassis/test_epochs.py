"""Postgres comes back from an older copy: numbers begin anew, and the parent counts once."""

from pathlib import Path

import pytest

from shared.testing.probing import eventually
from tests.nodes import Node, Tree, federation

pytestmark = pytest.mark.infra

PAIR: Tree = {"district": None, "east": "district"}
FEEDBACK = {"text": "Đèn đường trước số 12 tắt từ tối qua.", "category": "urban_order"}
ARCHIVED = """
SELECT epoch, nseq FROM archive WHERE node = 'east' AND name LIKE 'intake.%'
ORDER BY epoch, nseq"""
TOLD_FIRST = 7
"""Six cases, and the key with which the ward is written to."""
CURSORS = """
SELECT epoch, nseq, ahead::text FROM cursors
WHERE path = 'east' AND service = 'intake' ORDER BY epoch"""


async def take_in(ward: Node, count: int) -> None:
    async with ward.serving("intake") as door:
        for _ in range(count):
            answer = await door.post("/api/intake/v1/feedback", json=FEEDBACK)
            assert answer.status_code == 201
        await eventually(lambda: unsaid(ward), shows=0)


async def unsaid(ward: Node) -> int:
    query = "SELECT count(*) FROM outbox WHERE published_at IS NULL"
    return int((await ward.rows("intake", query))[0][0])


async def go_back_to(ward: Node, nseq: int) -> None:
    """Put the outbox back to what a copy taken then would hold."""
    await ward.rows("intake", "DELETE FROM outbox WHERE nseq > $1", nseq)
    await ward.rows("intake", "UPDATE outbox_lanes SET nseq = $1", nseq)


async def archived(district: Node) -> list[tuple[int, int]]:
    return [tuple(row) for row in await district.rows("reporting", ARCHIVED)]


async def test_after_a_restore_numbers_never_given_again_count_once_above(
    tmp_path: Path, admin_url: str
) -> None:
    async with federation(PAIR, folder=tmp_path, admin_url=admin_url) as nodes:
        district, east = nodes["district"], nodes["east"]
        async with district.serving("reporting", "registry"):
            first = [(1, nseq) for nseq in range(1, TOLD_FIRST + 1)]
            await take_in(east, 6)
            await eventually(lambda: archived(district), shows=first)

            await go_back_to(east, 3)
            await take_in(east, 4)

            anew = [(2, nseq) for nseq in range(1, 5)]
            await eventually(lambda: archived(district), shows=first + anew)
        cursors = await district.rows("reporting", CURSORS)
        assert [tuple(row) for row in cursors] == [(1, TOLD_FIRST, "[]"), (2, 4, "[]")]
