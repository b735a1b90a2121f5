"""Importing: a table taken in whole or not at all, while its sender watches line by line.

The answer is NDJSON: {"stage": "reading"|"checking"|"writing", "done", "total"} as the work
goes on, then one last line: {"stage": "done", "rows"}, {"stage": "refused", "errors",
"error_count"} or {"stage": "failed", "detail_vi", "detail_en"}. The work runs in a task of
its own, so a sender who hangs up neither stops it nor cuts it in half.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Self
from uuid import uuid4

from fastapi import UploadFile
from fastapi.responses import StreamingResponse

from shared.chassis.metrics import DEFECTS, OUTAGES
from shared.chassis.outage import Outage
from shared.chassis.problems import DEFECT_EN, DEFECT_VI, NOT_NOW_EN, NOT_NOW_VI
from shared.chassis.sheet_faults import RowError, SheetRefused
from shared.chassis.sheet_rows import Check, Column, Sheet
from shared.chassis.sheets import MAX_BYTES, Progress, read_sheet
from shared.kernel.rejection import Conflict, Rejection

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/x-ndjson"
STREAMED: dict[str, Any] = {
    "response_class": StreamingResponse,
    "responses": {
        200: {"description": "Progress, then how it ended", "content": {MEDIA_TYPE: {}}}
    },
}
"""How a route that answers with `import_stream` describes itself."""

Work = Callable[[Progress], Awaitable[int]]
"""Does one import, tells how far it is, and returns how many rows were written."""

Line = dict[str, object]


class FileImportedBefore(Conflict):
    """Tệp này đã được nhập từ trước nên không nhập lại.
    This file was imported before and is not imported again.
    """

    @classmethod
    def at(cls, moment: datetime, time_zone: tzinfo) -> Self:
        """The refusal of a file that was imported at `moment`."""
        local = moment.astimezone(time_zone)
        return cls(
            f"Tệp này đã được nhập lúc {local:%H:%M ngày %d/%m/%Y} nên không nhập lại.",
            f"This file was imported at {local:%H:%M on %Y-%m-%d}; it is not imported again.",
        )


_under_way: set[asyncio.Task[None]] = set()
"""Imports at work; the event loop itself would let go of them."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    filename: str
    content: bytes

    @property
    def digest(self) -> bytes:
        """What the same file has in common with itself, whatever it is called."""
        return hashlib.sha256(self.content).digest()

    async def sheet(
        self,
        columns: Sequence[Column],
        *,
        tell: Progress | None = None,
        key: tuple[str, ...] = (),
        checks: Mapping[str, Check] | None = None,
    ) -> Sheet:
        """The table in the file, read beside the event loop; see `sheets.read_sheet`.

        Raises:
            SheetRefused: if anything is wrong, with every error found.

        """
        return await asyncio.to_thread(
            read_sheet,
            self.filename,
            self.content,
            columns,
            key=key,
            checks=checks,
            on_progress=tell,
        )


async def uploaded(file: UploadFile) -> Upload:
    """What was sent, or just enough of it to know that it is too large."""
    return Upload(file.filename or "", await file.read(MAX_BYTES + 1))


def import_stream(service: str, work: Work) -> StreamingResponse:
    """Begin `work` now, and answer with its progress and its end.

    `work` opens one transaction around everything it writes: all or nothing. It may call
    the progress it is given from any thread.
    """
    lines: asyncio.Queue[Line | None] = asyncio.Queue()
    task = asyncio.create_task(_work(service, work, lines), name=f"{service} import")
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)
    return StreamingResponse(_told(lines), media_type=MEDIA_TYPE)


async def _told(lines: asyncio.Queue[Line | None]) -> AsyncIterator[bytes]:
    while (line := await lines.get()) is not None:
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"


async def _work(service: str, work: Work, lines: asyncio.Queue[Line | None]) -> None:
    loop = asyncio.get_running_loop()

    def tell(stage: str, done: int, total: int) -> None:
        line: Line = {"stage": stage, "done": done, "total": total}
        loop.call_soon_threadsafe(lines.put_nowait, line)

    last = await _outcome(service, work, tell)
    # Behind whatever was told just before, which goes through the loop as well.
    loop.call_soon(lines.put_nowait, last)
    loop.call_soon(lines.put_nowait, None)


async def _outcome(service: str, work: Work, tell: Progress) -> Line:
    """The last line. The stream has begun, so the HTTP edge of failures can no longer speak."""
    try:
        return {"stage": "done", "rows": await work(tell)}
    except Rejection as rejection:
        return _refused(rejection)
    except Outage as outage:
        OUTAGES.labels(service=service, what="import").inc()
        log.warning("import stopped", extra={"service": service, "reason": str(outage)})
        return {"stage": "failed", "detail_vi": NOT_NOW_VI, "detail_en": NOT_NOW_EN}
    except Exception as defect:  # noqa: BLE001 - the streamed part of the HTTP edge
        return _failed(service, defect)


def _refused(rejection: Rejection) -> Line:
    whole = rejection if isinstance(rejection, SheetRefused) else _alone(rejection)
    errors = [_error(error) for error in whole.errors]
    log.info("import refused", extra={"errors": whole.error_count})
    return {"stage": "refused", "errors": errors, "error_count": whole.error_count}


def _alone(rejection: Rejection) -> SheetRefused:
    return SheetRefused.because(rejection)


def _error(error: RowError) -> Line:
    where: Line = {"row": error.row, "column": error.column, "code": error.code}
    return where | {"detail_vi": error.vi, "detail_en": error.en}


def _failed(service: str, defect: Exception) -> Line:
    error_id = str(uuid4())
    DEFECTS.labels(service=service, where="import").inc()
    log.error("defect while importing", exc_info=defect, extra={"error_id": error_id})
    event_line: Line = {"stage": "failed", "detail_vi": DEFECT_VI, "detail_en": DEFECT_EN}
    return event_line | {"error_id": error_id}
