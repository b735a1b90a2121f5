"""Bench: searching among a million models of 100,000 units, one search after another."""

from time import perf_counter

import asyncpg
from httpx import AsyncClient

from deploy.bench.browsing import asked, cookies_of, fill_units
from deploy.bench.measuring import Result, Sample, below, in_turns, percentile
from deploy.bench.model_rows import fill_models
from deploy.bench.nodes import BenchNode
from deploy.bench.posting import served
from deploy.bench.sizes import Sizes
from services.registry.models.domain.search import ModelQuery, needle_of

SEARCHES = (
    ModelQuery(),
    ModelQuery(text="khong xa rac"),
    ModelQuery(text="không xả rác"),
    ModelQuery(text="quynh mai"),
    ModelQuery(text="bình đông", field="F3"),
    ModelQuery(text="tổ hòa giải", within="u-7"),
    ModelQuery(text="camera", within="u-3001", state="recognised"),
    ModelQuery(field="F1", state="recognised", theme="T6"),
    ModelQuery(text="rac kenh", year=2018),
    ModelQuery(year=2019, within="u-12"),
    ModelQuery(text="khong co tu nay"),
    ModelQuery(text="ra"),
)
"""Of everything and of nothing, frequent and rare, with marks and without, sifted and not."""
RAW = "SELECT id, title, unit, state FROM models {where} ORDER BY id DESC LIMIT 31"
TARGET_MS = 300


async def searching_models(node: BenchNode, sizes: Sizes) -> Result:
    """The register with its filters, and the same questions put by hand to the driver."""
    async with node.connection("registry") as connection:
        await fill_units(connection, sizes.units)
        await fill_models(connection, sizes.models, sizes.units)
        async with served(node, "services.registry.app:app", service="registry") as port:
            at = f"http://127.0.0.1:{port}"
            async with AsyncClient(base_url=at, cookies=cookies_of(node), timeout=60) as door:

                async def ours() -> Sample:
                    return await asked(door, ADDRESSES, times=sizes.pages)

                async def limit() -> Sample:
                    return await _by_hand(connection, times=sizes.pages)

                await ours()
                ways = {"ours": ours, "limit": limit}
                medians, spread = await in_turns(ways, rounds=sizes.rounds)
    result = Result(
        name="models",
        title=f"search among {sizes.models:,} models",
        ways=medians,
        spread=spread,
    )
    return result.held_to(below("p95 ms", medians["ours"]["p95_ms"], TARGET_MS))


def _address(sought: ModelQuery) -> str:
    told = {
        "q": sought.text.replace(" ", "+"),
        "unit": sought.within,
        "field": sought.field,
        "theme": sought.theme,
        "state": sought.state,
        "year": str(sought.year or ""),
    }
    asked_for = "&".join(f"{name}={value}" for name, value in told.items() if value)
    return f"/models?{asked_for}"


ADDRESSES = tuple(_address(sought) for sought in SEARCHES)


async def _by_hand(connection: asyncpg.Connection, *, times: int) -> Sample:
    took = []
    for nth in range(times):
        needle = needle_of(SEARCHES[nth % len(SEARCHES)])
        began = perf_counter()
        await connection.fetch(RAW.format(where=_where(needle.folded)))
        took.append(perf_counter() - began)
    return {
        "per_second": len(took) / sum(took),
        "p50_ms": 1000 * percentile(took, 0.5),
        "p95_ms": 1000 * percentile(took, 0.95),
    }


def _where(question: str) -> str:
    quoted = question.replace("'", "''")
    return f"WHERE search @@ CAST('{quoted}' AS tsquery)" if question else ""
