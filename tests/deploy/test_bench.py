"""The bench runs; how fast is nothing a test may ask on a machine it shares."""

import json
from pathlib import Path

import pytest

from deploy.bench.measuring import Target, at_least, below, in_turns
from deploy.bench.model_rows import some_rows, written_as_registry_would
from deploy.bench.running import NAMES, run
from deploy.bench.showing import table, write_json
from deploy.bench.sizes import TINY

WITH_RIVALS = {"feedback", "figures", "relay"}
BESIDE_THE_LIMIT = {"models"}
IN_PARTS = {"cases": {"lives", "spikes", "inbox", "case"}}
MAY_BE_NONE = {"errors", "stale"}


async def test_every_bench_measures_and_shows_something(tmp_path: Path) -> None:
    results = [result async for result in run(set(NAMES), TINY)]
    assert sorted(result.name for result in results) == sorted(NAMES)
    for result in results:
        rivals = {"limit", "obvious"} if result.name in WITH_RIVALS else set()
        rivals |= {"limit"} if result.name in BESIDE_THE_LIMIT else set()
        parts = IN_PARTS.get(result.name, set())
        assert set(result.ways) == {"ours"} | rivals | parts
        measured = result.ways["ours"].items()
        assert all(value > 0 for name, value in measured if name not in MAY_BE_NONE)
        assert result.targets

    write_json(results, tmp_path / "figures.json")
    told = json.loads((tmp_path / "figures.json").read_text())
    assert [bench["name"] for bench in told["benches"]] == [result.name for result in results]
    assert table(results).row_count == len(results)


def test_models_are_filed_as_registry_files_them() -> None:
    assert all(written_as_registry_would(row) for row in some_rows(50))


async def test_ways_take_turns_and_the_median_stands() -> None:
    order: list[str] = []

    async def ours() -> dict[str, float]:
        order.append("ours")
        return {"per_second": float(len(order) ** 2)}

    async def limit() -> dict[str, float]:
        order.append("limit")
        return {"per_second": 1.0}

    medians, spread = await in_turns({"ours": ours, "limit": limit}, rounds=3)
    assert order == ["ours", "limit"] * 3
    assert medians == {"ours": {"per_second": 9.0}, "limit": {"per_second": 1.0}}
    assert spread["ours"] == (1.0, 25.0)


@pytest.mark.parametrize(
    ("target", "met"),
    [(at_least("ratio", 0.5, 0.5), True), (at_least("ratio", 0.49, 0.5), False),
     (below("ms", 99, 100), True), (below("ms", 100, 100), False)],
)  # fmt: skip
def test_a_target_is_met_or_it_is_not(*, target: Target, met: bool) -> None:
    assert target.met is met
