"""What reporting does because time passes."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from services.reporting import queries, workflows
from services.reporting.metrics import CHILD_CURSOR, CHILD_GAPS, CHILD_HEARD
from shared.chassis.database import Database
from shared.chassis.timers import Timer
from shared.kernel.places import Place

log = logging.getLogger(__name__)

RECEIPT_SECONDS = 2.0
HEADS_SECONDS = 3.0
HOLES_SECONDS = 2.0
GAUGES_SECONDS = 5.0
ALL_HEADS_EVERY = timedelta(minutes=30)
"""A quiet place says from time to time that it is still there."""
CATALOGUE_SECONDS = 30.0


def timers(
    database: Database,
    place: Place,
    *,
    grace: timedelta,
    repeat: timedelta,
    reread: Callable[[], Awaitable[None]],
) -> list[Timer]:
    """The timers this place needs."""
    asking = _ask_for_missing(database, grace=grace, repeat=repeat)
    found = [
        Timer(name="holes", every_seconds=HOLES_SECONDS, do=asking),
        Timer(name="catalogue", every_seconds=CATALOGUE_SECONDS, do=reread),
        Timer(name="gauges", every_seconds=GAUGES_SECONDS, do=_gauges(database)),
    ]
    if place.has_children:
        found += [Timer(name="receipts", every_seconds=RECEIPT_SECONDS, do=_receipts(database))]
    if not place.is_top:
        found.append(Timer(name="heads", every_seconds=HEADS_SECONDS, do=_heads(database)))
    return found


def _receipts(database: Database) -> Callable[[], Awaitable[None]]:
    async def every_two_seconds_receipt() -> None:
        async with database.transaction() as tx:
            await workflows.receipt_children(tx, now=datetime.now(UTC))

    return every_two_seconds_receipt


def _heads(database: Database) -> Callable[[], Awaitable[None]]:
    last_whole = datetime.min.replace(tzinfo=UTC)

    async def every_three_seconds_tell_heads() -> None:
        nonlocal last_whole
        now = datetime.now(UTC)
        everything = now - last_whole > ALL_HEADS_EVERY
        async with database.transaction() as tx:
            await workflows.tell_heads(tx, everything=everything, now=now)
        last_whole = now if everything else last_whole

    return every_three_seconds_tell_heads


def _ask_for_missing(
    database: Database, *, grace: timedelta, repeat: timedelta
) -> Callable[[], Awaitable[None]]:
    async def every_two_seconds_ask() -> None:
        async with database.transaction() as tx:
            asked = await workflows.ask_for_missing(
                tx, grace=grace, repeat=repeat, now=datetime.now(UTC)
            )
        for track in asked:
            extra = {"path": track.path, "service": track.service, "after": track.cursor.nseq}
            log.error("facts are missing; asked for them", extra=extra)

    return every_two_seconds_ask


def _gauges(database: Database) -> Callable[[], Awaitable[None]]:
    async def every_five_seconds_show() -> None:
        async with database.transaction() as tx:
            marks = await queries.marks(tx)
        now = datetime.now(UTC)
        for mark in marks:
            labels = {"child": mark.path, "service": mark.service, "epoch": mark.epoch}
            CHILD_CURSOR.labels(**labels).set(mark.nseq)
        for child in {mark.path for mark in marks}:
            own = [mark for mark in marks if mark.path == child]
            CHILD_GAPS.labels(child=child).set(sum(mark.missing for mark in own))
            heard = [mark.heard_at for mark in own if mark.heard_at]
            if heard:
                CHILD_HEARD.labels(child=child).set((now - max(heard)).total_seconds())

    return every_five_seconds_show
