"""Importing a file into a node, with its progress and its row errors."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from deploy.cli.doors import NodeDoor
from deploy.cli.screen import number, out
from deploy.cli.wording import Phrase, said
from deploy.launcher.mistakes import OperatorError

SHOWN = 20
"""Row errors shown in full; the rest are counted."""


class Kind(StrEnum):
    """What a file can hold."""

    DOSSIERS = "dossiers"
    BALLOTS = "ballots"
    ACTIVITIES = "activities"


PATHS = {
    Kind.DOSSIERS: "/api/intake/v1/dossiers/import",
    Kind.BALLOTS: "/api/surveys/v1/ballots/import",
    Kind.ACTIVITIES: "/api/compliance/v1/activities/import",
}
NAMES = {
    Kind.DOSSIERS: Phrase("hồ sơ", "dossiers"),
    Kind.BALLOTS: Phrase("phiếu", "ballots"),
    Kind.ACTIVITIES: Phrase("hoạt động", "activities"),
}
STAGES = {
    "reading": Phrase("đọc", "reading"),
    "checking": Phrase("kiểm tra", "checking"),
    "writing": Phrase("ghi", "writing"),
    "done": Phrase("xong", "done"),
}


class ImportRefusedError(OperatorError):
    """The node found errors in the file; nothing was imported."""

    def __init__(self, file: Path, refused: dict[str, Any]) -> None:
        count = refused["error_count"]
        super().__init__(
            f"{file.name}: {number(count)} lỗi; không dòng nào được nhập.",
            f"{file.name}: {count:,} errors; nothing was imported.",
        )
        self.errors: list[dict[str, Any]] = refused["errors"]
        self.count = count


def import_progress() -> Progress:
    """A progress display for files on their way in; silent into a pipe."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[count]}", justify="right"),
        TextColumn("[quiet]{task.fields[stage]}"),
        TimeElapsedColumn(),
        console=out,
        disable=not out.is_terminal,
    )


async def import_file(door: NodeDoor, kind: Kind, file: Path, *, progress: Progress) -> int:
    """Import `file`; how many rows the node took.

    Raises:
        OperatorError: if the file cannot be read or the node refuses it.

    """
    content = _content(file)
    task = progress.add_task(f"{door.code} · {NAMES[kind]}", total=None, stage="", count="")
    async with door.upload(PATHS[kind], file.name, content) as answer:
        async for line in answer.aiter_lines():
            step = json.loads(line) if line.strip() else {"stage": ""}
            if step["stage"] == "refused":
                raise ImportRefusedError(file, step)
            _show(progress, task, step)
            if step["stage"] == "done":
                return int(step["rows"])
    raise door.silent()


def _show(progress: Progress, task: TaskID, step: dict[str, Any]) -> None:
    rows = step.get("rows")
    done, total = (rows, rows) if rows is not None else (step.get("done"), step.get("total"))
    words = STAGES.get(step["stage"])
    count = f"{number(done)} / {number(total)}"
    progress.update(task, completed=done, total=total, stage=str(words or ""), count=count)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as missing:
        raise OperatorError(
            f"Không đọc được tệp {file}: {_reason(missing)}. Hãy kiểm tra đường dẫn.",
            f"Cannot read {file}: {missing.strerror}. Check the path.",
        ) from missing


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "tệp không tồn tại"
    return "đây là thư mục" if isinstance(error, IsADirectoryError) else "không có quyền đọc"


def row_errors(refused: ImportRefusedError) -> RenderableType:
    """The errors as a table a person can work through, row by row."""
    table = Table(box=None, pad_edge=False, header_style="quiet", padding=(0, 2, 0, 0))
    table.add_column(said("Dòng", "Row"), justify="right")
    table.add_column(said("Cột", "Column"))
    table.add_column(said("Lỗi", "Error"))
    for error in refused.errors[:SHOWN]:
        detail = said(error["detail_vi"], error["detail_en"])
        table.add_row(str(error["row"]), Text(error.get("column") or "–"), Text(detail))
    if (more := refused.count - SHOWN) > 0:
        rest = said(f"… và {number(more)} lỗi nữa", f"… and {more:,} more")
        return Group(table, Text(rest, style="quiet"))
    return table
