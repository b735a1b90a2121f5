"""What every service answers to its parent: receipts, and requests to say things again."""

import logging
from collections.abc import Callable
from typing import Any

import asyncpg

from shared.chassis import relay_sql as sql
from shared.chassis.database import Transaction, driver
from shared.chassis.subscriptions import Received, Subscription, Where
from shared.events.reporting import FactsReceipted, FactsRequested, Mark
from shared.events.subjects import Reach

log = logging.getLogger(__name__)


def receipts_subscription(service: str) -> Subscription:
    """Notes how far the parent has written this service's facts down."""

    async def on_facts_receipted(tx: Transaction, fact: Received[Any]) -> None:
        connection = await driver(tx)
        for mark in fact.event.receipts:
            if mark.service == service and not mark.path:
                await _note_receipt(connection, mark)

    return Subscription(
        reader=f"{service}__receipts_v1",
        facts=(FactsReceipted,),
        where=frozenset({Where.ABOVE}),
        then=on_facts_receipted,
    )


async def _note_receipt(connection: asyncpg.Connection, mark: Mark) -> None:
    """A receipt for numbers we never gave: our Postgres went back, so a new epoch begins."""
    lane = await connection.fetchrow(sql.LANE, Reach.UP.value)
    if lane is None or (lane["epoch"], lane["nseq"]) < (mark.epoch, mark.nseq):
        log.error("our Postgres is older than the parent's receipt; new epoch")
        await connection.execute(sql.SAVE_LANE, Reach.UP.value, mark.epoch + 1, 0)
        await connection.execute(sql.NEW_EPOCH, mark.epoch + 1)
    await connection.execute(sql.RECEIPT, Reach.UP.value, mark.epoch, mark.nseq)


def requests_subscription(service: str, wake: Callable[[], None]) -> Subscription:
    """Says again what the parent, or reporting next door, asks this service for."""

    async def on_facts_requested(tx: Transaction, fact: Received[Any]) -> None:
        connection = await driver(tx)
        for hole in fact.event.missing:
            if hole.service == service and not hole.path:
                numbers = (hole.epoch, hole.first, hole.last)
                await connection.execute(sql.SAY_RANGE_AGAIN, Reach.UP.value, *numbers)
        wake()

    return Subscription(
        reader=f"{service}__requests_v1",
        facts=(FactsRequested,),
        where=frozenset({Where.ABOVE, Where.HERE}),
        then=on_facts_requested,
    )
