"""Hearing of a working year: from above, or from this node's own intake."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from shared.chassis.calendars.known import CalendarVersionOld, KnownYear, keep_year
from shared.chassis.database import Transaction
from shared.chassis.subscriptions import Received, Subscription, Where
from shared.events.calendars import CalendarYearPublished
from shared.kernel.calendar_years import CalendarYear, Confidence, DayKind, MarkedDay

Follow = Callable[[Transaction, KnownYear], Awaitable[None]]


def calendar_subscription(service: str, follow: Follow | None = None) -> Subscription:
    """Keeps every year that is published; `follow` is called once for what is new."""

    async def on_calendar_year_published(tx: Transaction, fact: Received[Any]) -> None:
        try:
            kept = await keep_year(tx, year_in(fact.event), now=datetime.now(UTC))
        except CalendarVersionOld:
            return  # a newer one came first; the older one has nothing to say any more
        if kept is not None and follow is not None:
            await follow(tx, kept)

    return Subscription(
        reader=f"{service}__calendar_v1",
        facts=(CalendarYearPublished,),
        where=frozenset({Where.HERE, Where.ABOVE}),
        then=on_calendar_year_published,
    )


def year_in(event: CalendarYearPublished) -> CalendarYear:
    """The year a fact tells of."""
    return CalendarYear(
        year=event.year,
        version=event.version,
        source=event.source,
        is_confirmed=event.confirmed,
        days=tuple(
            MarkedDay(
                on=told.day, kind=DayKind(told.kind), confidence=Confidence(told.confidence)
            )
            for told in event.days
        ),
    )
