"""One line of log is one event; the correlation id follows a fact across nodes."""

import logging
import sys
from contextvars import ContextVar
from uuid import UUID

import structlog

correlation: ContextVar[UUID | None] = ContextVar("correlation", default=None)
"""The id of the fact that started what is going on, None where nothing has yet."""


def _with_correlation(
    _logger: object, _method: str, entry: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    current = correlation.get()
    if current is not None:
        entry["correlation"] = str(current)
    return entry


def set_up_logs(place: str, log_format: str) -> None:
    """Write every log line as one JSON object, or readably for a terminal."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_correlation,
    ]
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer()
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, _named(place)],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            last,
        ],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for noisy in ("uvicorn.access", "httpx", "nats", "faststream"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _named(place: str) -> structlog.typing.Processor:
    def add(
        _logger: object, _method: str, entry: structlog.typing.EventDict
    ) -> structlog.typing.EventDict:
        entry["place"] = place
        return entry

    return add
