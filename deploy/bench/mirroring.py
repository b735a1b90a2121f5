"""Bench: a register of 100,000 dossiers taken over from a file, and pages among a million."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from time import perf_counter

import asyncpg
from httpx import AsyncClient

from deploy.bench.browsing import asked, cookies_of
from deploy.bench.measuring import Result, Sample, below, in_turns
from deploy.bench.nodes import WARD, BenchNode
from deploy.bench.posting import served
from deploy.bench.sizes import Sizes

IMPORT = "/api/intake/v1/dossiers/import"
HEADER = (
    "dossier_code,procedure_code,unit,channel,received_on,due_on,"
    "supplement_requested_on,supplemented_on,rescheduled_on,rescheduled_to,returned_on"
)
FIRST, DAYS = date(2026, 1, 5), 240
IMPORT_SECONDS, PAGE_MS = 60, 200
ALL_RETURNED_BUT = 20
"""One dossier in so many is still open: a city returns nearly everything."""
FILL = """
INSERT INTO dossiers (code, id, unit, procedure, channel, received_on, first_due_on, due_on,
  promised_on, counted_from, moved_on, pressing_from, state, supplements, reschedules, lap,
  returned_on, version)
SELECT 'FILL-' || i, gen_random_uuid(), $2, '1.004873', 'counter', began, began + 7,
  began + 7, began + 7, began, CASE WHEN is_open THEN began ELSE began + 6 END, began + 5,
  CASE WHEN is_open THEN 'received' ELSE 'returned' END, 0, 0, 0,
  CASE WHEN is_open THEN NULL ELSE began + 6 END, CASE WHEN is_open THEN 1 ELSE 2 END
FROM (SELECT i, $3::date - (i % 300)::int AS began, i % $4 = 0 AS is_open
      FROM generate_series(1, $1) AS i) AS told"""
PAGES = (
    "/dossiers",
    "/dossiers?view=all",
    "/dossiers/at-risk",
    "/dossiers?view=overdue",
    "/dossiers?view=waiting",
    "/dossiers?code=FILL-77",
    "/dossiers?view=all&after=2026-03-02_FILL-50",
)

_rounds = count()


async def mirroring(node: BenchNode, sizes: Sizes) -> Result:
    """The whole way of a file through the real service, then lists among many."""
    async with served(node, "services.intake.app:app", service="intake") as port:
        at = f"http://127.0.0.1:{port}"
        async with AsyncClient(base_url=at, cookies=cookies_of(node), timeout=300) as door:

            async def ours() -> Sample:
                return await _imported(node, door, sizes.dossiers)

            medians, spread = await in_turns({"ours": ours}, rounds=sizes.rounds)
            async with node.connection("intake") as connection:
                await _fill(connection, sizes.stored_dossiers)
            await asked(door, PAGES, times=len(PAGES))
            pages = await asked(door, PAGES, times=sizes.pages)
    took = {"page_p50_ms": pages["p50_ms"], "page_p95_ms": pages["p95_ms"]}
    result = Result(
        name="dossiers",
        title=f"{sizes.dossiers:,} dossiers from a file; lists of {sizes.stored_dossiers:,}",
        ways={"ours": {**medians["ours"], **took}},
        spread=spread,
    )
    return result.held_to(
        below("import s", medians["ours"]["seconds"], IMPORT_SECONDS),
        below("page p95 ms", pages["p95_ms"], PAGE_MS),
    )


async def _imported(node: BenchNode, door: AsyncClient, dossiers: int) -> Sample:
    """A file nobody knows, then next week's: the same dossiers, and what was open is done.

    The second comes while the relay still tells of the first and apologies are drafted for
    what is late in it: so much is going on in an office, too.
    """
    nth = next(_rounds)
    new = _Told(node, "\n".join((HEADER, *_rows(dossiers, nth))).encode())
    seconds, progress = await new.taken_over(door, rows=dossiers)
    later = _Told(node, "\n".join((HEADER, *_rows(dossiers, nth, is_later=True))).encode())
    again, _ = await later.taken_over(door, rows=-(-dossiers // ALL_RETURNED_BUT))
    return {
        "per_second": dossiers / seconds,
        "seconds": seconds,
        "lines_of_progress": float(progress),
        "seconds_next_week": again,
    }


class _Told:
    """A file as the one-stop system sends it."""

    def __init__(self, node: BenchNode, content: bytes) -> None:
        token = node.plan.environment()["KHEO_OPERATOR_TOKEN"]
        self._headers = {"Authorization": f"Bearer {token}"}
        self._files = {"file": ("register.csv", content)}

    async def taken_over(self, door: AsyncClient, *, rows: int) -> tuple[float, int]:
        """How long it took, and how many lines told of it."""
        began, progress, last = perf_counter(), 0, ""
        async with door.stream(
            "POST", IMPORT, files=self._files, headers=self._headers
        ) as answer:
            async for line in answer.aiter_lines():
                progress, last = progress + 1, line
        told = json.loads(last)
        assert told == {"stage": "done", "rows": rows}, told
        return perf_counter() - began, progress


def _rows(dossiers: int, nth: int, *, is_later: bool = False) -> Iterator[str]:
    """One in ten was completed, one in twenty rescheduled; one in twenty is open."""
    for number in range(dossiers):
        began = FIRST + timedelta(number * 7 % DAYS)
        ask = whole = again = to = ""
        if number % 10 == 1:
            ask, whole = f"{began + timedelta(1)}", f"{began + timedelta(3)}"
        if number % 20 == 2:  # noqa: PLR2004 - so many
            again, to = f"{began + timedelta(4)}", f"{began + timedelta(14)}"
        is_back = is_later or number % ALL_RETURNED_BUT
        back = f"{began + timedelta(6)}" if is_back else ""
        yield (
            f"R{nth}-{number},1.004873.000.00.00.H26,{WARD},counter,{began},"
            f"{began + timedelta(7)},{ask},{whole},{again},{to},{back}"
        )


async def _fill(connection: asyncpg.Connection, dossiers: int) -> None:
    today = datetime.now(UTC).date()
    await connection.execute(FILL, dossiers, WARD, today, ALL_RETURNED_BUT)
    await connection.execute("VACUUM ANALYZE dossiers")
