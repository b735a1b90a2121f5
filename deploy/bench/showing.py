"""The figures as a table for people, and as JSON."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.bench.measuring import RATE, Result, Sample

TO_ONE_DECIMAL = 100


def table(results: Sequence[Result]) -> Table:
    """One row per bench."""
    shown = Table(title=f"{os.cpu_count()} cores, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
    for heading in ("", "obvious", "limit", "ours", "ours / limit", "ours / obvious"):
        shown.add_column(heading, justify="left" if not heading else "right")
    shown.add_column("targets")
    for result in results:
        shown.add_row(
            result.title,
            *(_sample(result.ways.get(way, {})) for way in ("obvious", "limit", "ours")),
            *(_ratio(result.ratio("ours", way)) for way in ("limit", "obvious")),
            _targets(result),
        )
    return shown


def _sample(sample: Sample) -> str:
    shown = {name: value for name, value in sample.items() if name != "errors"}
    return "\n".join(f"{_number(value)} {_unit(name)}" for name, value in shown.items())


def _number(value: float) -> str:
    return f"{value:,.1f}" if value < TO_ONE_DECIMAL else f"{value:,.0f}"


def _unit(name: str) -> str:
    return "/s" if name == RATE else name.replace("_", " ")


def _ratio(ratio: float | None) -> str:
    return f"{ratio:.2f}" if ratio else ""


def _targets(result: Result) -> Text:
    lines = [
        Text(f"{'✔' if target.met else '✘'} {target.text}", "green" if target.met else "red")
        for target in result.targets
    ]
    return Text("\n").join(lines)


def show(results: Sequence[Result]) -> None:
    """Print the table."""
    console = Console(width=None if os.environ.get("COLUMNS") else 150)
    console.print(table(results))


def write_json(results: Sequence[Result], path: Path) -> None:
    """Keep everything that was measured."""
    told = {
        "measured_at": datetime.now(UTC).isoformat(),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "benches": [
            asdict(result)
            | {f"ours_to_{way}": result.ratio("ours", way) for way in ("limit", "obvious")}
            for result in results
        ],
    }
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
