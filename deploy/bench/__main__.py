"""`python -m deploy.bench`: measure, show the table, keep the figures if asked to."""

import sys
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from deploy.bench.measuring import Result
from deploy.bench.running import NAMES, run
from deploy.bench.showing import show, write_json
from deploy.bench.sizes import TINY, Sizes
from deploy.cli.screen import err, print_mistake
from deploy.cli.wording import both
from deploy.launcher.mistakes import OperatorError
from shared.chassis.gc_tuning import sweep_seldom

OnlyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--only", help=both("chỉ đo mục này", "only this one") + ": " + " ".join(NAMES)
    ),
]
RoundsOption = Annotated[
    int | None, typer.Option("--rounds", help=both("số lượt đo xen kẽ", "interleaved rounds"))
]
TinyFlag = Annotated[
    bool, typer.Option("--tiny", help=both("chỉ xem có chạy không", "only to see that it runs"))
]
JsonOption = Annotated[
    Path | None, typer.Option("--json", help=both("ghi số đo vào tệp", "keep the figures here"))
]


def bench(
    *,
    only: OnlyOption = None,
    rounds: RoundsOption = None,
    tiny: TinyFlag = False,
    json: JsonOption = None,
) -> None:
    """Measure our paths beside the raw limit and the obvious way."""
    sizes = TINY if tiny else Sizes()
    sweep_seldom()  # as every node does
    wanted = set(only or NAMES)
    if unknown := wanted - set(NAMES):
        raise _no_such(unknown)
    results = uvloop.run(_measured(wanted, replace(sizes, rounds=rounds or sizes.rounds)))
    show(results)
    if json is not None:
        write_json(results, json)


async def _measured(wanted: AbstractSet[str], sizes: Sizes) -> list[Result]:
    results = []
    async for result in run(wanted, sizes):
        err.print(f"{result.name}: {result.title}", style="quiet")
        results.append(result)
    return results


def _no_such(unknown: AbstractSet[str]) -> OperatorError:
    given, known = ", ".join(sorted(unknown)), ", ".join(NAMES)
    return OperatorError(
        f"Không có mục đo “{given}”. Các mục: {known}.",
        f"There is no bench “{given}”. Known: {known}.",
    )


def main() -> None:
    """Run the command; an operator's mistake ends in a sentence."""
    try:
        typer.run(bench)
    except OperatorError as mistake:
        print_mistake(mistake)
        sys.exit(1)


if __name__ == "__main__":
    main()
