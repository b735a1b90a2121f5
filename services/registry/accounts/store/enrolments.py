"""Enrolments in and out of Postgres."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.accounts.domain.enrolments import Enrolment
from services.registry.units.tables.units import node_enrolments
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode

ONE_AT_A_TIME = 7_401_820_180_104
"""Advisory lock: of two who write down the same key, the second must see the first."""


async def lock_enrolments(tx: Transaction) -> None:
    """Wait until nobody else enrols; until the transaction ends it is our turn."""
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


async def save_enrolment(tx: Transaction, enrolment: Enrolment, *, now: datetime) -> None:
    """A node, or its new key or parent."""
    row = {
        "place": enrolment.place,
        "parent": enrolment.parent,
        "public_key": enrolment.public_key,
        "enrolled_on": enrolment.enrolled_on,
        "told_at": now,
    }
    kept = insert(node_enrolments).values(row)
    await tx.execute(kept.on_conflict_do_update(index_elements=["place"], set_=row))


async def list_enrolments(tx: Transaction) -> list[Enrolment]:
    """Every node written down here, by place."""
    rows = await tx.execute(sa.select(node_enrolments).order_by(node_enrolments.c.place))
    return [
        Enrolment(
            place=PlaceCode(row.place),
            parent=PlaceCode(row.parent) if row.parent else None,
            public_key=row.public_key,
            enrolled_on=row.enrolled_on,
        )
        for row in rows
    ]
