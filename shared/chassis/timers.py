"""Timers: what a service does because time passes, batch by batch."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.chassis.acting import Acting
from shared.chassis.context import ServiceContext
from shared.chassis.database import Transaction

log = logging.getLogger(__name__)

Batch = Callable[[Transaction, Acting], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Something that happens because time passes."""

    name: str
    every_seconds: float
    do: Callable[[], Awaitable[None]]


def batch_timer(
    context: ServiceContext,
    name: str,
    every_seconds: float,
    batch: Batch,
    *,
    all_of_it: bool = False,
) -> Timer:
    """A timer whose work is one transaction; what a batch gives back is counted in the log.

    `all_of_it`: batch after batch, until one has nothing left to do.
    """

    async def work() -> None:
        while True:
            acting = Acting(place=context.place, now=datetime.now(UTC))
            async with context.database.transaction() as tx:
                done = await batch(tx, acting)
            if done:
                log.info("timer worked", extra={"timer": name, "done": done})
            if not (done and all_of_it):
                return

    return Timer(name=name, every_seconds=every_seconds, do=work)
