"""Importing the demonstration's figures into the running nodes."""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import yaml
from rich.progress import Progress

from deploy.cli.doors import NodeDoor, door
from deploy.cli.importing import NAMES, Kind, import_file, import_progress
from deploy.cli.options import SEED
from deploy.cli.screen import good, number, out
from deploy.cli.wording import said
from deploy.launcher.keys import write_private
from deploy.launcher.loopback import Deadline
from deploy.launcher.mistakes import OperatorError
from deploy.launcher.state import StateFolder
from deploy.launcher.together import all_or_none

LEARNING = 60.0
"""Seconds a fresh node is given to hear of its units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedFile:
    """One file and the node it belongs to."""

    node: str
    kind: Kind
    file: Path
    made_up: bool

    @property
    def mark(self) -> str:
        """Changes whenever the file does."""
        return f"{self.node}/{self.kind}/{hashlib.sha256(self.file.read_bytes()).hexdigest()}"


def seed_files() -> list[SeedFile]:
    """What the manifest lists, in its order."""
    manifest = yaml.safe_load((SEED / "manifest.yaml").read_text("utf-8"))
    return [
        SeedFile(
            node=entry["node"],
            kind=Kind(entry["kind"]),
            file=SEED / entry["file"],
            made_up=entry["made_up"],
        )
        for entry in manifest["files"]
    ]


async def seed(state: StateFolder) -> int:
    """Import what was not imported before, all nodes at once; how many rows were taken."""
    waiting = [file for file in seed_files() if file.mark not in _done(state)]
    if not waiting:
        good(said("Số liệu mẫu đã có từ trước.", "The sample figures are already here."))
        return 0
    with import_progress() as progress:
        by_node = groupby(waiting, lambda file: file.node)
        imports = [_into_one_node(state, list(files), progress) for _, files in by_node]
        return sum(await all_or_none(imports))


async def _into_one_node(state: StateFolder, files: list[SeedFile], progress: Progress) -> int:
    rows = 0
    async with door(state, files[0].node) as node:
        waiting = said("chờ cây đơn vị từ cấp trên", "waiting to hear of its units")
        task = progress.add_task(node.code, total=None, stage=waiting, count="")
        await _until_it_knows_itself(node)
        progress.remove_task(task)
        for file in files:
            taken = await import_file(node, file.kind, file.file, progress=progress)
            _remember(state, file)
            _say(file, taken)
            rows += taken
    return rows


async def _until_it_knows_itself(node: NodeDoor) -> None:
    """A fresh node learns from above which units it hosts; until then it refuses rows."""
    deadline = Deadline(LEARNING)
    while f'"{node.code}"' not in await _known_units(node):
        if deadline.passed:
            raise OperatorError(
                f"Nút “{node.code}” chưa nhận được cây đơn vị từ cấp trên sau {LEARNING:.0f} "
                "giây. Hãy xem: kheo status.",
                f"Node “{node.code}” has not heard of its units from above in "
                f"{LEARNING:.0f} seconds. Look: kheo status.",
            )
        await asyncio.sleep(0.2)


async def _known_units(node: NodeDoor) -> str:
    return json.dumps(await node.get("/api/registry/v1/units"))


def _say(one: SeedFile, rows: int) -> None:
    if not out.is_terminal:
        good(f"{one.node}: {number(rows)} {NAMES[one.kind]}")


def _done(state: StateFolder) -> set[str]:
    kept = state.path / "seeded.json"
    return set(json.loads(kept.read_text("utf-8"))) if kept.exists() else set()


def _remember(state: StateFolder, one: SeedFile) -> None:
    marks = sorted(_done(state) | {one.mark})
    write_private(state.path / "seeded.json", json.dumps(marks, indent=1))
