"""Boxes of paper, as each of two people typed them in; and the seals told of ballots."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.ballots.domain.ballot_record import Box
from services.registry.ballots.domain.boxes import BoxEntry
from services.registry.ballots.domain.seals import Seal
from services.registry.ballots.tables import ballot_seals, box_entries
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode, UnitCode

KEY = ["ballot", "box", "entered_by"]


async def save_entry(tx: Transaction, ballot_id: UUID, entry: BoxEntry) -> None:
    """Keep what somebody typed in, in place of what the same person typed before."""
    count = entry.count
    row = {
        "ballot": ballot_id,
        "box": count.box,
        "entered_by": entry.by,
        "papers": count.papers,
        "votes": dict(count.votes),
        "blank": count.blank,
        "spoilt": count.spoilt,
    }
    kept = insert(box_entries).values(row)
    told = {name: kept.excluded[name] for name in row if name not in KEY}
    await tx.execute(kept.on_conflict_do_update(index_elements=KEY, set_=told))


async def list_entries(tx: Transaction, ballot_id: UUID) -> dict[str, list[BoxEntry]]:
    """What was typed in, by box."""
    query = sa.select(box_entries).where(box_entries.c.ballot == ballot_id)
    rows = (await tx.execute(query.order_by(box_entries.c.box))).mappings()
    boxes: dict[str, list[BoxEntry]] = {}
    for row in rows:
        boxes.setdefault(row["box"], []).append(_entry(row))
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


def _entry(row: sa.RowMapping) -> BoxEntry:
    count = Box(
        box=row["box"],
        papers=row["papers"],
        votes=row["votes"],
        blank=row["blank"],
        spoilt=row["spoilt"],
    )
    return BoxEntry(row["entered_by"], count)
