"""A number opened: only so much of the archive is looked at for one page."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import orjson

from services.reporting import catalogue as files
from services.reporting.catalogue import read_catalogue
from services.reporting.domain.organised import AsOrganised
from services.reporting.domain.periods import period_of
from services.reporting.queries import FactsQuery, facts_of, organised, position_of
from services.reporting.queries.opened import MOST_LOOKED_AT
from services.reporting.store.archive import Archive, Archived
from shared.chassis.database import Database, Transaction, driver
from shared.kernel.places import UnitCode
from tests.nodes import Node

CATALOGUE = read_catalogue(Path(files.__file__).parent)
TO_DATE = next(
    indicator
    for indicator in CATALOGUE.indicators
    if {m.fact for m in CATALOGUE.measures_of(indicator) if m.is_to_date}
)
UNIT = (
    "INSERT INTO known_chapters (unit, host, kind, vi, en, valid_from, made_up, basis)"
    " VALUES ('east', 'east', 'ward', 'Phường Đông', 'East', '2018-01-01', false, '')"
)


def breach(number: int, *, due_on: date) -> Archived:
    body = {"unit": "east", "subject": "feedback", "due_on": due_on.isoformat()}
    told_at = datetime(2018, 1, 1, 5, tzinfo=UTC) + timedelta(minutes=number)
    return Archived(
        event_id=UUID(int=number),
        day=date(2018, 1, 1),
        path="",
        node="east",
        name="compliance.breach_found.v1",
        unit="east",
        occurred_at=told_at,
        recorded_at=told_at,
        epoch=1,
        nseq=number,
        body=orjson.dumps(body | {"breach_id": str(UUID(int=number))}),
    )


async def written(tx: Transaction) -> None:
    """More facts that do not count than are looked at for one page, then one that does."""
    facts = [breach(n, due_on=date(2031, 1, 1)) for n in range(1, MOST_LOOKED_AT + 2)]
    facts.append(breach(MOST_LOOKED_AT + 2, due_on=date(2018, 2, 1)))
    await (await driver(tx)).execute(UNIT)
    await Archive().add(tx, facts)


async def test_a_page_ends_after_so_many_facts_and_says_where_to_go_on(ward: Node) -> None:
    database = Database.at(ward.url_of("reporting"))

    async with database.transaction() as tx:
        await written(tx)
        there = await organised(tx, AsOrganised.THEN, today=date(2020, 1, 1))
        asked = FactsQuery(unit=UnitCode("east"), period=period_of("2018"), organised=there)
        first = await facts_of(tx, TO_DATE, asked, catalogue=CATALOGUE)
        rest = replace(asked, after=position_of(first.onward))
        second = await facts_of(tx, TO_DATE, rest, catalogue=CATALOGUE)
    await database.close()

    assert (first.lines, first.onward) == ([], f"2018-01-01~{UUID(int=MOST_LOOKED_AT)}")
    assert [line.event_id for line in second.lines] == [str(UUID(int=MOST_LOOKED_AT + 2))]
    assert second.onward == ""
