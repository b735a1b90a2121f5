"""Apologies: ten thousand promises, processes killed at random, and one letter per breach."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from time import monotonic
from uuid import uuid4

import asyncpg

from deploy.launcher.plans import HOUSE
from shared.kernel.places import CIVIC_TIME
from tests.nodes import Node, fresh_database

DOSSIERS = 10_000
FIRST = date(2026, 12, 1)
DAYS = 6
KEEPERS = 2
KILL_WITHIN_SECONDS = 2.5
LEAST_KILLS = 5
UNITS = ("east", "to-1")
SEED = 20_261_201

BROKEN = """
    SELECT (SELECT count(*) FROM dossiers
            WHERE returned_on IS NULL OR returned_on > promised_on)
         + (SELECT count(*) FROM dossier_steps WHERE step = 'reschedule')
"""
"""A day that passed in vain, and each day that was taken back for a later one."""
TOLD = "SELECT count(DISTINCT {what}) FROM outbox WHERE name = 'intake.{fact}.v1'"
LETTER = "convert_from(body, 'UTF8')::jsonb ->> 'letter_id'"


def at(day: date, hour: int) -> str:
    return datetime(day.year, day.month, day.day, hour, 5, tzinfo=CIVIC_TIME).isoformat()


class Keeper:
    """One process; it is killed without warning and begun again until its line is done."""

    def __init__(self, url: str, chance: random.Random) -> None:
        self._url, self._chance = url, chance
        self._process: asyncio.subprocess.Process | None = None
        self.kills = 0

    async def do(self, line: str, *, may_be_killed: bool = True) -> None:
        while not await self._tried(line, may_be_killed=may_be_killed):
            self.kills += 1

    async def end(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def _tried(self, line: str, *, may_be_killed: bool) -> bool:
        process = await self._alive()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{line}\n".encode())
        doomed = may_be_killed and self._chance.random() < 0.5
        wait = self._chance.uniform(0.01, KILL_WITHIN_SECONDS) if doomed else None
        try:
            async with asyncio.timeout(wait):
                answer = await process.stdout.readline()
        except TimeoutError:
            process.kill()
            await process.wait()
            return False
        assert answer == b"done\n", "a keeper died of itself"
        return True

    async def _alive(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "tests.service.intake.promise_keeper", self._url, "east"),
                env={"PYTHONPATH": str(HOUSE), "PATH": "/usr/bin:/bin"},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
        return self._process


COLUMNS = (
    *("code", "id", "unit", "procedure", "channel", "state", "received_on", "due_on"),
    *("first_due_on", "promised_on", "counted_from", "moved_on", "pressing_from"),
    *("supplements", "reschedules", "lap", "version"),
)


def dossier(nth: int, chance: random.Random) -> tuple[object, ...]:
    code, unit = f"G22.99.08-261120-{nth:06}", UNITS[nth % 2]
    received, due = FIRST - timedelta(days=9), FIRST + timedelta(chance.randrange(DAYS - 1))
    begun = (received, received, due)
    counts = (0, 0, 1, 1)
    told = (code, uuid4(), unit, "2.000815", "counter", "received", received)
    return (*told, due, due, due, *begun, *counts)


@asynccontextmanager
async def ten_thousand(url: str, chance: random.Random) -> AsyncIterator[asyncpg.Connection]:
    """Dossiers of two units, due on any of six days, with a standing signature in force."""
    connection = await asyncpg.connect(url)
    rows = [dossier(nth, chance) for nth in range(DOSSIERS)]
    await connection.copy_records_to_table("dossiers", records=rows, columns=COLUMNS)
    for unit in UNITS:
        await connection.execute(
            "INSERT INTO letterheads VALUES ($1, $2, '', 'Ủy ban nhân dân phường Đông', 'Đông',"
            " 'UBND-TTHC', '', 'CHỦ TỊCH', 'Trần Văn Thắng', '', $2, NULL)",
            unit,
            FIRST,
        )
    try:
        yield connection
    finally:
        await connection.close()


async def test_letters_are_as_many_as_breaches_whatever_is_killed_and_when(
    admin_url: str, node: Node
) -> None:
    chance, began = random.Random(SEED), monotonic()
    async with fresh_database(admin_url) as fresh:
        url = node.url_of("intake").rsplit("/", 1)[0] + "/" + fresh.rsplit("/", 1)[1]
        async with ten_thousand(url, chance) as database:
            keepers = [Keeper(url, chance) for _ in range(KEEPERS)]
            await six_days(database, keepers, chance)
            kills = sum(keeper.kills for keeper in keepers)

            breaches = await database.fetchval(BROKEN)
            said = f"{breaches} breaches, {kills} kills, {monotonic() - began:.0f} s\n"
            sys.stdout.write(said)
            assert kills >= LEAST_KILLS
            assert await letters_of(database) == [breaches] * 5
            assert await waiting(database) == 0
            assert await gaps(database) == []


async def six_days(
    database: asyncpg.Connection, keepers: list[Keeper], chance: random.Random
) -> None:
    """Days pass: results are returned early, in time and late, others are given a new day."""
    for nth in range(DAYS):
        day = FIRST + timedelta(days=nth)
        rows = await database.fetch("SELECT code FROM dossiers WHERE returned_on IS NULL")
        some = [row["code"] for row in chance.sample(rows, 150)]
        lines = [f"keep {at(day, 0)}", f"give {at(day, 9)} {' '.join(some[:100])}"]
        await asyncio.gather(
            *(keeper.do(line) for keeper, line in zip(keepers, lines, strict=True))
        )
        await keepers[0].do(f"move {at(day, 17)} {' '.join(some[100:])}")
    last = at(FIRST + timedelta(days=DAYS + 3), 8)
    await asyncio.gather(*(one.do(f"keep {last}", may_be_killed=False) for one in keepers))
    for keeper in keepers:
        await keeper.end()


async def letters_of(database: asyncpg.Connection) -> list[int]:
    """How many letters there are, however one counts."""
    counts = (
        "SELECT count(*) FROM letters WHERE state = 'issued'",
        "SELECT count(DISTINCT (subject, about_on)) FROM letters WHERE state = 'issued'",
        "SELECT count(*) FROM promises_missed WHERE apologised_on IS NOT NULL",
        TOLD.format(what=LETTER, fact="letter_issued"),
        TOLD.format(what="id", fact="promise_missed"),
    )
    return [await database.fetchval(count) for count in counts]


async def waiting(database: asyncpg.Connection) -> int:
    """Drafts that nobody needs or that nobody signed."""
    found: int = await database.fetchval(
        "SELECT count(*) FROM letters WHERE state IN ('draft', 'reviewed')"
    )
    return found


async def gaps(database: asyncpg.Connection) -> list[asyncpg.Record]:
    """Registers with a number left out or given twice."""
    found: list[asyncpg.Record] = await database.fetch(
        "SELECT issuer FROM letters WHERE state = 'issued' GROUP BY issuer"
        " HAVING min(number) <> 1 OR max(number) <> count(*)"
    )
    return found
