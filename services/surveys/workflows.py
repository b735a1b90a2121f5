"""What surveys does: take ballots in, and tell how many there are."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import uuid4

from services.surveys import outgoing, store
from services.surveys.domain.ballots import LEVELS, Ballot, Channel, recorded_at
from services.surveys.domain.tallies import sheaves
from shared.chassis.database import Transaction
from shared.chassis.importing import FileImportedBefore
from shared.chassis.outbox import publish_all
from shared.chassis.sheets import Column, Progress, Sheet, a_code, a_date, between, one_of
from shared.kernel.hosting import not_after, served
from shared.kernel.places import Place, UnitCode

WRITTEN_AT_ONCE = 5_000


async def take_ballot(tx: Transaction, ballot: Ballot, *, now: datetime) -> None:
    """Put one ballot into the box; it is told later, among others."""
    await store.add_ballots(tx, [ballot], recorded_at=recorded_at(now))


def ballot_columns(*, hosted: Collection[str], today: date) -> Sequence[Column]:
    """The template of a file of ballots."""

    def a_unit(text: str) -> UnitCode:
        return served(a_code(text), hosted)

    def a_past_day(text: str) -> date:
        return not_after(a_date(text), today)

    return (
        Column("unit", a_unit),
        Column("cast_on", a_past_day),
        Column("level", between(LEVELS[0], LEVELS[-1])),
        Column("channel", one_of(*Channel)),
    )


async def import_ballots(
    tx: Transaction, sheet: Sheet, *, digest: bytes, place: Place, now: datetime, tell: Progress
) -> int:
    """Put the ballots of a file into the box; says how many.

    Raises:
        FileImportedBefore: if the very same file was taken in before.

    """
    total = len(sheet.rows)
    if before := await store.add_import(tx, digest, rows=total, now=now):
        raise FileImportedBefore.at(before, place.time_zone)
    ballots = [Ballot(**cast("dict[str, Any]", row)) for row in sheet.rows]
    for done in range(0, total, WRITTEN_AT_ONCE):
        tell("writing", done, total)
        batch = ballots[done : done + WRITTEN_AT_ONCE]
        await store.add_ballots(tx, batch, recorded_at=recorded_at(now))
    tell("writing", total, total)
    return total


async def tell_tallies(tx: Transaction, *, place: Place, now: datetime) -> int:
    """Tell what may be told of the ballots in the box; says how many ballots that were."""
    ripe = sheaves(await store.untold_piles(tx), place.day_of(now))
    if not ripe:
        return 0
    told = await store.tell(tx, {uuid4(): sheaf for sheaf in ripe})
    facts = [outgoing.ballots_tallied(t, tally_id=i, now=now) for i, t in told.items()]
    await publish_all(tx, facts)
    return sum(tally.ballots for tally in told.values())
