"""Ballots in and out of Postgres: no row says who voted, or in which order."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import date
from fractions import Fraction
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.ballots.domain.ballots import (
    Ballot,
    BallotState,
    BallotUnknown,
    BoxEntry,
    Seal,
)
from services.registry.ballots.domain.record import Box, CastVote, Mark, Receipt
from services.registry.ballots.tables import (
    ballot_seals,
    ballot_slips,
    ballot_votes,
    ballots,
    box_entries,
)
from shared.chassis.database import Transaction, driver
from shared.kernel.places import PlaceCode, UnitCode


async def add_ballot(tx: Transaction, ballot: Ballot) -> None:
    await tx.execute(ballots.insert().values(_row(ballot)))


async def load_ballot(
    tx: Transaction, ballot_id: UUID, *, for_update: bool = False, for_share: bool = False
) -> Ballot:
    """One ballot; `for_share` keeps it from being closed until this transaction ends.

    Raises:
        BallotUnknown: if there is none.

    """
    query = sa.select(ballots).where(ballots.c.id == ballot_id)
    if for_update or for_share:
        query = query.with_for_update(read=for_share)
    row = (await tx.execute(query)).mappings().first()
    if row is None:
        raise BallotUnknown
    return _ballot(row)


async def list_ballots(tx: Transaction) -> list[Ballot]:
    query = sa.select(ballots).order_by(ballots.c.id.desc())
    return [_ballot(row) for row in (await tx.execute(query)).mappings()]


async def was_voted_on(tx: Transaction, code: str) -> bool:
    """Whether a ballot that is closed had a nomination among its options."""
    over = sa.and_(
        ballots.c.state == BallotState.CLOSED, sa.literal(code) == sa.any_(ballots.c.options)
    )
    return (await tx.execute(sa.select(ballots.c.id).where(over).limit(1))).first() is not None


async def save_ballot(tx: Transaction, ballot: Ballot) -> None:
    """Keep what a ballot has become; whoever calls this has loaded it `for_update`."""
    changed = ballots.update().where(ballots.c.id == ballot.id)
    await tx.execute(changed.values(_row(ballot)))


async def replace_slips(tx: Transaction, ballot_id: UUID, marks: Iterable[Mark]) -> None:
    """Keep the marks of new slips; those printed before are good for nothing any more."""
    await tx.execute(ballot_slips.delete().where(ballot_slips.c.ballot == ballot_id))
    connection = await driver(tx)
    await connection.copy_records_to_table(
        "ballot_slips",
        records=[(ballot_id, mark) for mark in sorted(marks)],
        columns=("ballot", "mark"),
    )


async def list_marks(tx: Transaction, ballot_id: UUID) -> tuple[str, ...]:
    query = sa.select(ballot_slips.c.mark).where(ballot_slips.c.ballot == ballot_id)
    return tuple(sorted((await tx.execute(query)).scalars()))


async def use_slip(tx: Transaction, ballot_id: UUID, mark: Mark, *, day: date) -> bool:
    """Burn a slip; of many who try at once exactly one succeeds."""
    free = sa.and_(
        ballot_slips.c.ballot == ballot_id,
        ballot_slips.c.mark == mark,
        ballot_slips.c.used_on.is_(None),
    )
    used = ballot_slips.update().where(free).values(used_on=day)
    return (await tx.execute(used)).rowcount == 1


async def find_slip(tx: Transaction, ballot_id: UUID, mark: Mark) -> tuple[date | None] | None:
    """When a slip was used, if it was; nothing at all if there is no such slip."""
    query = sa.select(ballot_slips.c.used_on).where(
        ballot_slips.c.ballot == ballot_id, ballot_slips.c.mark == mark
    )
    row = (await tx.execute(query)).first()
    return (row.used_on,) if row else None


async def add_vote(
    tx: Transaction, ballot_id: UUID, receipt: Receipt, *, choices: Collection[str]
) -> None:
    """Keep a vote: its receipt and its choices, nothing else."""
    row = {"ballot": ballot_id, "receipt": receipt, "choices": sorted(choices)}
    await tx.execute(insert(ballot_votes).values(row))


async def count_votes(tx: Transaction, ballot_id: UUID) -> int:
    query = sa.select(sa.func.count()).where(ballot_votes.c.ballot == ballot_id)
    return int((await tx.execute(query)).scalar_one())


async def list_votes(tx: Transaction, ballot_id: UUID) -> list[CastVote]:
    query = sa.select(ballot_votes.c.receipt, ballot_votes.c.choices)
    of_it = query.where(ballot_votes.c.ballot == ballot_id).order_by(ballot_votes.c.receipt)
    rows = await tx.execute(of_it)
    return [CastVote(receipt=row.receipt, choices=tuple(row.choices)) for row in rows]


async def shuffle(tx: Transaction, ballot_id: UUID) -> None:
    """Lay slips and votes down anew in random order.

    Postgres lays rows down in the order they come in; laid down anew by their receipts and
    their marks, which are random, they no longer tell who came after whom.
    """
    votes = await list_votes(tx, ballot_id)
    query = sa.select(ballot_slips.c.mark, ballot_slips.c.used_on)
    of_it = query.where(ballot_slips.c.ballot == ballot_id)
    slips = sorted((row.mark, row.used_on) for row in await tx.execute(of_it))
    await tx.execute(ballot_votes.delete().where(ballot_votes.c.ballot == ballot_id))
    await tx.execute(ballot_slips.delete().where(ballot_slips.c.ballot == ballot_id))
    connection = await driver(tx)
    await connection.copy_records_to_table(
        "ballot_votes",
        records=[(ballot_id, vote.receipt, list(vote.choices)) for vote in votes],
        columns=("ballot", "receipt", "choices"),
    )
    await connection.copy_records_to_table(
        "ballot_slips",
        records=[(ballot_id, mark, used_on) for mark, used_on in slips],
        columns=("ballot", "mark", "used_on"),
    )


def _row(ballot: Ballot) -> dict[str, object]:
    row = {field.name: getattr(ballot, field.name) for field in fields(ballot)}
    return row | {"offline_cap": str(ballot.offline_cap)}


def _ballot(row: sa.RowMapping) -> Ballot:
    return Ballot(
        **{
            **row,
            "unit": UnitCode(row["unit"]),
            "offline_cap": Fraction(row["offline_cap"]),
            "options": tuple(row["options"]),
            "state": BallotState(row["state"]),
        }
    )


KEY = ["ballot", "box", "entered_by"]


async def save_entry(tx: Transaction, ballot_id: UUID, entry: BoxEntry) -> None:
    """Keep what somebody typed in, in place of what the same person typed before."""
    row = {field.name: getattr(entry.count, field.name) for field in fields(Box)}
    row |= {"ballot": ballot_id, "entered_by": entry.by}
    kept = insert(box_entries).values(row)
    changed = {name: kept.excluded[name] for name in row if name not in KEY}
    await tx.execute(kept.on_conflict_do_update(index_elements=KEY, set_=changed))


async def list_entries(tx: Transaction, ballot_id: UUID) -> dict[str, list[BoxEntry]]:
    query = sa.select(box_entries).where(box_entries.c.ballot == ballot_id)
    rows = (await tx.execute(query.order_by(box_entries.c.box))).mappings()
    boxes: dict[str, list[BoxEntry]] = {}
    for row in rows:
        count = Box(**{field.name: row[field.name] for field in fields(Box)})
        boxes.setdefault(count.box, []).append(BoxEntry(row["entered_by"], count))
    return boxes


async def save_seal(tx: Transaction, seal: Seal) -> None:
    """Keep a seal as it was told first: what is told differently later is not believed."""
    row = {column.name: getattr(seal, column.name) for column in ballot_seals.c}
    await tx.execute(insert(ballot_seals).values(row).on_conflict_do_nothing())


async def list_seals(tx: Transaction) -> list[Seal]:
    """Every seal told here or by a node below, the newest first."""
    query = sa.select(ballot_seals).order_by(ballot_seals.c.sealed_on.desc())
    rows = (await tx.execute(query)).mappings()
    return [
        Seal(**{**row, "unit": UnitCode(row["unit"]), "host": PlaceCode(row["host"])})
        for row in rows
    ]
