"""What every service answers to its parent: receipts, and requests to say things again."""

from collections.abc import Callable
from typing import Any

from shared.chassis import relay_sql as sql
from shared.chassis.database import Transaction, driver
from shared.chassis.hearing import Ear, Heard, Where
from shared.events.reporting import FactsReceipted, FactsRequested
from shared.events.subjects import Reach


def receipts_ear(service: str) -> Ear:
    """Notes how far the parent has written this service's facts down."""

    async def on_facts_receipted(tx: Transaction, fact: Heard[Any]) -> None:
        connection = await driver(tx)
        for mark in fact.event.receipts:
            if mark.service == service and not mark.path:
                await connection.execute(sql.RECEIPT, Reach.UP.value, mark.epoch, mark.nseq)

    return Ear(
        reader=f"{service}__receipts_v1",
        facts=(FactsReceipted,),
        where=frozenset({Where.ABOVE}),
        then=on_facts_receipted,
    )


def requests_ear(service: str, wake: Callable[[], None]) -> Ear:
    """Says again what the parent asks this service for."""

    async def on_facts_requested(tx: Transaction, fact: Heard[Any]) -> None:
        connection = await driver(tx)
        for hole in fact.event.missing:
            if hole.service == service and not hole.path:
                numbers = (hole.epoch, hole.first, hole.last)
                await connection.execute(sql.SAY_RANGE_AGAIN, Reach.UP.value, *numbers)
        wake()

    return Ear(
        reader=f"{service}__requests_v1",
        facts=(FactsRequested,),
        where=frozenset({Where.ABOVE}),
        then=on_facts_requested,
    )
