"""The units a service has heard of: its own copy, kept from registry's facts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from shared.chassis.database import Transaction
from shared.chassis.hearing import Ear, Heard, Where
from shared.chassis.tables import known_units
from shared.events.registry import UnitEstablished


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUnit:
    """A unit as registry told it."""

    unit: str
    parent: str | None
    host: str
    kind: str
    vi: str
    en: str
    valid_from: date
    made_up: bool


def units_ear(service: str) -> Ear:
    """Learns every unit told from above or from here; a child has no say over the tree."""
    return Ear(
        reader=f"{service}__units_v1",
        facts=(UnitEstablished,),
        where=frozenset({Where.HERE, Where.ABOVE}),
        then=_learn,
    )


async def _learn(tx: Transaction, fact: Heard[Any]) -> None:
    await learn_unit(tx, fact.event)


async def learn_unit(tx: Transaction, event: UnitEstablished) -> None:
    """Keep what was told of a unit; told again, the newer telling stands."""
    row = event.model_dump()
    kept = insert(known_units).values(row)
    await tx.execute(kept.on_conflict_do_update(index_elements=["unit"], set_=row))


async def hosts_of(tx: Transaction, units: Collection[str]) -> dict[str, str]:
    """Which node serves each of these units, as far as they are known."""
    query = sa.select(known_units.c.unit, known_units.c.host)
    rows = await tx.execute(query.where(known_units.c.unit.in_(sorted(units))))
    return {row.unit: row.host for row in rows}


async def list_units(tx: Transaction) -> list[KnownUnit]:
    """All units heard of, by code."""
    rows = await tx.execute(sa.select(known_units).order_by(known_units.c.unit))
    return [KnownUnit(**row) for row in rows.mappings()]


async def units_hosted_at(tx: Transaction, host: str) -> frozenset[str]:
    """The codes of the units served by one node; a host always serves itself."""
    rows = await tx.execute(sa.select(known_units.c.unit).where(known_units.c.host == host))
    return frozenset(rows.scalars()) | {host}
