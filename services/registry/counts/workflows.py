"""Counts: pledges and commitments as a unit counts them, and as nodes below tell them."""

from dataclasses import dataclass, replace
from datetime import date

from services.registry.campaigns.catalogue import contents
from services.registry.campaigns.domain.deeds import Deed, What
from services.registry.campaigns.workflows import record_duty_response
from services.registry.counts import store
from services.registry.counts.domain import (
    CommitmentCount,
    PledgeChanged,
    PledgeCount,
    Tally,
    Turnover,
    after,
)
from services.registry.models import outgoing
from services.registry.models.domain.model_figures import ModelFigures
from services.registry.models.domain.models import ThemeNotKnown
from services.registry.models.workflows.models import Errand
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish
from shared.kernel.hosting import not_after
from shared.kernel.places import UnitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What somebody counted of pledges: all of it, or what changed since the last time."""

    unit: UnitCode
    year: int
    theme: str
    counted_on: date
    seen_revision: int
    whole: Tally | None = None
    turnover: Turnover | None = None


async def count_pledges(tx: Transaction, counted: Counted, errand: Errand) -> PledgeCount:
    """Keep a count, and let the levels above know.

    Raises:
        PledgeChanged: if somebody counted since it was looked at.
        PledgeCountsWrong, MoreLeftThanThere: if the numbers cannot be.
        ThemeNotKnown: if there is no such theme.

    """
    if counted.theme not in contents().themes:
        raise ThemeNotKnown
    known = await store.find_pledges(
        tx, unit=counted.unit, year=counted.year, theme=counted.theme
    )
    if (known.revision if known else 0) != counted.seen_revision:
        raise PledgeChanged
    before = known.tally if known else Tally(members=0, signed=0)
    tally = counted.whole or after(before, counted.turnover or Turnover())
    count = PledgeCount(
        unit=counted.unit,
        year=counted.year,
        theme=counted.theme,
        tally=tally,
        counted_on=not_after(counted.counted_on, errand.today),
        revision=counted.seen_revision + 1,
        host=errand.place.code,
    )
    await note_pledges(tx, count)
    await publish(tx, outgoing.pledges_counted(count, now=errand.now))
    return count


async def note_pledges(tx: Transaction, count: PledgeCount) -> None:
    """Keep a count told here or below; the first signature answers the duty, not the last."""
    known = await store.find_pledges(tx, unit=count.unit, year=count.year, theme=count.theme)
    is_first = known is None or not known.tally.signed
    if await store.save_pledges(tx, count) and is_first and count.tally.signed:
        await record_duty_response(tx, _deed(count))


async def count_commitments(
    tx: Transaction, count: CommitmentCount, errand: Errand
) -> CommitmentCount:
    """Keep a count of households, businesses or bodies; `count.revision` is the one seen.

    Raises:
        PledgeChanged: if somebody counted since it was looked at.
        ThemeNotKnown: if there is no such theme.

    """
    if count.theme not in contents().themes:
        raise ThemeNotKnown
    known = await store.find_commitments(
        tx, unit=count.unit, year=count.year, theme=count.theme, by=count.by
    )
    if (known.revision if known else 0) != count.revision:
        raise PledgeChanged
    not_after(count.counted_on, errand.today)
    newest = replace(count, revision=count.revision + 1)
    await store.save_commitments(tx, newest)
    await publish(tx, outgoing.commitments_counted(newest, now=errand.now))
    return newest


async def note_commitments(tx: Transaction, count: CommitmentCount) -> None:
    """Keep what a node below counted."""
    await store.save_commitments(tx, count)


async def note_figures(tx: Transaction, figures: ModelFigures) -> None:
    """Keep what a node below reports of its models."""
    await store.save_figures(tx, figures)


def _deed(count: PledgeCount) -> Deed:
    return Deed(
        what=What.PLEDGE,
        ref=f"{count.unit}:{count.year}:{count.theme}",
        unit=count.unit,
        occurred_on=count.counted_on,
        host=count.host,
    )
