"""The archive: what places tell each other about their records is not a report."""

from datetime import UTC, date, datetime
from uuid import UUID

from services.reporting.store import archive
from services.reporting.store.archive import Archive, Archived
from shared.chassis.database import Database
from tests.nodes import Node

DAY = date(2018, 9, 3)
NOW = datetime(2018, 9, 3, 5, tzinfo=UTC)


def fact(number: int, *, node: str, name: str) -> Archived:
    return Archived(
        event_id=UUID(int=number),
        day=DAY,
        path=node,
        node=node,
        name=name,
        unit=node,
        occurred_at=NOW,
        recorded_at=NOW,
        epoch=1,
        nseq=number,
        body=b"{}",
    )


async def test_a_place_that_only_tells_its_heads_has_reported_nothing(ward: Node) -> None:
    told = [
        fact(1, node="west", name="reporting.heads_told.v1"),
        fact(2, node="east", name="reporting.heads_told.v1"),
        fact(3, node="east", name="intake.dossier_received.v1"),
    ]
    database = Database.at(ward.url_of("reporting"))

    async with database.transaction() as tx:
        await Archive().add(tx, told)
        reported = await archive.reporting_nodes(tx, DAY, DAY)
        facts = await archive.facts_by_node(tx)
        heard = await archive.last_heard(tx)
        days = await archive.list_digests(tx, DAY, DAY)
        kept = await archive.digest_cells(tx)
        recounted = await archive.recounted_digest_cells(tx)
    await database.close()

    assert reported == {"east"}
    assert facts == {"east": 1, "west": 0}
    assert set(heard) == {"east", "west"}
    assert [(node, count) for node, _, count, _ in days] == [("east", 1)]
    assert {cell: n for cell, n in kept.items() if n} == recounted
