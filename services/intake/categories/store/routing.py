"""Routing rules in and out of Postgres."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.intake.categories.domain.routing import Rule
from services.intake.categories.tables.routing import routing_rules as table
from shared.chassis.database import Transaction

RULE = [column for column in table.c if column.name != "made_by"]


async def list_rules(tx: Transaction) -> list[Rule]:
    """Every rule there ever was, the newest first."""
    rows = await tx.execute(sa.select(*RULE).order_by(table.c.valid_from.desc(), table.c.id))
    return [_rule(row) for row in rows.mappings()]


async def add_rule(tx: Transaction, rule: Rule, *, by: UUID) -> None:
    """Write a rule down; written twice, it is one rule."""
    row: dict[str, Any] = {column.name: getattr(rule, column.name) for column in RULE}
    row |= {"weekdays": sorted(rule.weekdays), "made_by": by}
    known = sa.select(table.c.id).where(table.c.id == rule.id)
    if (await tx.execute(known)).first() is None:
        await tx.execute(table.insert().values(row))


async def end_rule(tx: Transaction, rule_id: UUID, *, on: date) -> bool:
    """End a rule that has not ended; False if there is none."""
    last_day = sa.func.greatest(table.c.valid_from, on)
    ended = table.update().where(table.c.id == rule_id, table.c.valid_to.is_(None))
    told = await tx.execute(ended.values(valid_to=last_day).returning(table.c.id))
    return told.first() is not None


def _rule(row: sa.RowMapping) -> Rule:
    return Rule(**dict(row) | {"weekdays": frozenset(row["weekdays"])})
