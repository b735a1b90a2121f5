"""Deeds in and out of Postgres."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.campaigns.domain.deeds import Deed, What
from services.registry.campaigns.tables.deeds import duty_deeds
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode, UnitCode

KEY = ("what", "ref")


async def save_deed(tx: Transaction, deed: Deed) -> None:
    """Keep a deed; told again, the newer telling stands."""
    row = _row(deed)
    kept = insert(duty_deeds).values(row)
    told = {name: value for name, value in row.items() if name not in KEY}
    await tx.execute(kept.on_conflict_do_update(index_elements=KEY, set_=told))


async def remove_deed(tx: Transaction, what: What, ref: str) -> None:
    """Forget a deed that was taken back."""
    await tx.execute(
        duty_deeds.delete().where(duty_deeds.c.what == what.value, duty_deeds.c.ref == ref)
    )


async def list_deeds(
    tx: Transaction, campaign: UUID, *, first_day: date, last_day: date
) -> list[Deed]:
    """What counts for a campaign: done for it, or for none in particular on its days."""
    free = sa.and_(
        duty_deeds.c.campaign.is_(None), duty_deeds.c.occurred_on.between(first_day, last_day)
    )
    query = sa.select(duty_deeds).where(sa.or_(duty_deeds.c.campaign == campaign, free))
    rows = (await tx.execute(query)).mappings()
    return [_deed(row) for row in rows]


async def count_deeds(tx: Transaction, campaign: UUID, unit: str, *, what: What) -> int:
    """How many of something a unit has done for a campaign."""
    query = sa.select(sa.func.coalesce(sa.func.sum(duty_deeds.c.amount), 0)).where(
        duty_deeds.c.campaign == campaign,
        duty_deeds.c.unit == unit,
        duty_deeds.c.what == what.value,
    )
    return int((await tx.execute(query)).scalar_one())


def _row(deed: Deed) -> dict[str, object]:
    return {
        "what": deed.what.value,
        "ref": deed.ref,
        "unit": deed.unit,
        "occurred_on": deed.occurred_on,
        "campaign": deed.campaign,
        "amount": deed.amount,
        "host": deed.host,
    }


def _deed(row: sa.RowMapping) -> Deed:
    return Deed(
        what=What(row["what"]),
        ref=row["ref"],
        unit=UnitCode(row["unit"]),
        occurred_on=row["occurred_on"],
        host=PlaceCode(row["host"]),
        campaign=row["campaign"],
        amount=row["amount"],
    )
