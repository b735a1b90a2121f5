"""Whom nominations are about; whoever reads a name here notes that it was read."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from services.registry.exemplars.domain.nominees import Person
from services.registry.exemplars.tables.nominations import nomination_persons
from shared.chassis.database import Transaction


async def add_person(tx: Transaction, nomination_id: UUID, person: Person) -> None:
    """Keep who a nomination is about."""
    row = {"name": person.name, "may_name_publicly": person.may_name_publicly}
    await tx.execute(nomination_persons.insert().values(nomination=nomination_id, **row))


async def find_person(tx: Transaction, nomination_id: UUID) -> Person | None:
    """Who a nomination is about."""
    query = sa.select(nomination_persons.c.name, nomination_persons.c.may_name_publicly)
    found = await tx.execute(query.where(nomination_persons.c.nomination == nomination_id))
    person = found.first()
    return Person(person.name, person.may_name_publicly) if person else None


async def has_person(tx: Transaction, nomination_id: UUID) -> bool:
    """Whether a name is kept here."""
    query = sa.select(nomination_persons.c.nomination)
    of_it = query.where(nomination_persons.c.nomination == nomination_id)
    return (await tx.execute(of_it)).first() is not None


async def names_for_all(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of those who agreed to be named in public."""
    query = sa.select(nomination_persons.c.nomination, nomination_persons.c.name).where(
        nomination_persons.c.nomination.in_(list(ids)),
        nomination_persons.c.may_name_publicly,
    )
    return {row.nomination: row.name for row in await tx.execute(query)}
