"""Telling tallies: together they are the ballots, whoever tells them and whatever breaks."""

import asyncio
import csv
import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import pytest_asyncio

from deploy.seed.generate import SEED_FOLDER
from services.surveys import store, workflows
from services.surveys.domain.ballots import LEVELS, Ballot, Channel
from services.surveys.domain.tallies import ENOUGH_TO_TELL
from shared.chassis.database import Database
from shared.events.surveys import BallotsTallied
from shared.kernel.places import UnitCode
from shared.testing.probing import eventually
from tests.nodes import Node

NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)
TODAY = date(2026, 3, 2)
A_YEAR_LATER = NOW + timedelta(days=365)
TOLD = "SELECT body FROM outbox WHERE name = 'surveys.ballots_tallied.v1'"


@pytest_asyncio.fixture
async def replicas(ward: Node) -> AsyncIterator[list[Database]]:
    """Two replicas of surveys, as their database sees them."""
    both = [Database.at(ward.url_of("surveys")) for _ in range(2)]
    yield both
    for replica in both:
        await replica.close()


def some_ballots(count: int) -> list[Ballot]:
    dice = Random(5)
    return [
        Ballot(
            unit=UnitCode(dice.choice(["east", "cell-1", "cell-2"])),
            cast_on=TODAY - timedelta(days=dice.randrange(20)),
            level=dice.randint(1, 5),
            channel=Channel.PAPER,
        )
        for _ in range(count)
    ]


async def fill(database: Database, ballots: list[Ballot]) -> None:
    async with database.transaction() as tx:
        await store.add_ballots(tx, ballots, recorded_at=NOW)


class PowerCut(Exception):  # noqa: N818 - it ends a transaction, as a power cut does
    pass


async def tell(
    ward: Node, database: Database, *, now: datetime = NOW, cut: bool = False
) -> int:
    async with database.transaction() as tx:
        told = await workflows.tell_tallies(tx, place=ward.place, now=now)
        if cut:
            assert told > 0
            raise PowerCut
        return told


async def tallies(ward: Node) -> list[BallotsTallied]:
    rows = await ward.rows("surveys", TOLD)
    return [BallotsTallied.model_validate_json(row["body"]) for row in rows]


def added_up(told: list[BallotsTallied]) -> Counter[tuple[str, int]]:
    total: Counter[tuple[str, int]] = Counter()
    for tally in told:
        for level in LEVELS:
            total[tally.unit, level] += getattr(tally, f"level_{level}")
    return +total


def published(file: str) -> list[Ballot]:
    """The ballots of the demonstration, as if they were cast here."""
    with (SEED_FOLDER / file).open(encoding="utf-8", newline="") as table:
        return [
            Ballot(
                unit=UnitCode("east"),
                cast_on=date.fromisoformat(row["cast_on"]),
                level=int(row["level"]),
                channel=Channel(row["channel"]),
            )
            for row in csv.DictReader(table)
        ]


async def test_two_replicas_telling_at_once_tell_every_ballot_once(
    ward: Node, replicas: list[Database]
) -> None:
    ballots = some_ballots(3_000)
    await fill(replicas[0], ballots)

    async def tell_until_nothing_is_left(database: Database) -> None:
        while await tell(ward, database, now=A_YEAR_LATER):
            pass

    await asyncio.gather(*(tell_until_nothing_is_left(d) for d in [*replicas, *replicas]))

    told = await tallies(ward)
    assert sum(tally.ballots for tally in told) == 3_000
    assert added_up(told) == Counter((b.unit, b.level) for b in ballots)
    assert min(tally.ballots for tally in told) >= ENOUGH_TO_TELL


async def test_two_replicas_at_once_never_tell_half_a_sheaf(
    ward: Node, replicas: list[Database]
) -> None:
    await fill(replicas[0], some_ballots(4))
    async with replicas[0].transaction() as tx:
        assert len(await store.untold_piles(tx)) == 4
        assert await tell(ward, replicas[1], now=A_YEAR_LATER) == 0

    assert await tell(ward, replicas[1], now=A_YEAR_LATER) == 4


@pytest.mark.parametrize(
    ("file", "good", "all_of_them"),
    [("sai-dong/ballots.csv", 75, 87), ("hoa-mau/ballots.csv", None, 140)],
)
async def test_what_a_ward_published_is_told_within_its_nine_months(
    ward: Node, replicas: list[Database], *, file: str, good: int | None, all_of_them: int
) -> None:
    await fill(replicas[0], published(file))

    assert await tell(ward, replicas[0]) == all_of_them

    told = await tallies(ward)
    assert sum(tally.ballots for tally in told) == all_of_them
    assert good in {None, sum(tally.level_4 + tally.level_5 for tally in told)}
    assert max(tally.cast_on for tally in told) <= date(2018, 9, 30)
    assert min(tally.ballots for tally in told) >= ENOUGH_TO_TELL


async def test_a_crash_before_the_commit_tells_nothing(
    ward: Node, replicas: list[Database]
) -> None:
    await fill(replicas[0], some_ballots(100))

    with pytest.raises(PowerCut):
        await tell(ward, replicas[0], cut=True)

    assert await tallies(ward) == []
    assert await tell(ward, replicas[1], now=A_YEAR_LATER) == 100
    assert sum(tally.ballots for tally in await tallies(ward)) == 100


async def test_telling_again_tells_nothing_new(ward: Node, replicas: list[Database]) -> None:
    await fill(replicas[0], some_ballots(100))
    await tell(ward, replicas[0], now=A_YEAR_LATER)

    assert await tell(ward, replicas[1], now=A_YEAR_LATER) == 0


async def test_a_tally_reaches_the_stream_and_holds_no_ballot(ward: Node) -> None:
    cast_on = ward.place.day_of(datetime.now(UTC)) - timedelta(days=1)
    database = Database.at(ward.url_of("surveys"))
    await fill(
        database,
        [Ballot(unit=UnitCode("east"), cast_on=cast_on, level=5, channel=Channel.LINK)] * 7,
    )
    await database.close()

    async with ward.serving("surveys"):
        nc = await ward.connect()

        async def on_the_stream() -> object:
            info = await nc.jetstream().stream_info("UP")
            return info.state.messages

        await eventually(on_the_stream, shows=1)
        message = await nc.jetstream().get_msg("UP", 1)
        await nc.close()

    assert message.subject == "up.surveys.ballots_tallied.v1"
    body = json.loads(message.data or b"")
    assert (body["level_5"], body["ballots"], body["unit"]) == (7, 7, "east")
    assert set(body) == set(BallotsTallied.model_fields)
