"""Categories in and out of Postgres: the catalogue, and over it what this office changed."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.intake.categories.catalogue import shipped
from services.intake.categories.domain import Category, Choice, Datatype, Question, Rule
from services.intake.categories.tables import categories as table
from services.intake.categories.tables import routing_rules as categories_table
from shared.chassis.database import Transaction

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('intake categories', 0))"


async def list_chapters(tx: Transaction) -> tuple[Category, ...]:
    """Every chapter of every category there ever was, in the order of the catalogue."""
    rows = await tx.execute(sa.select(table).order_by(table.c.code, table.c.valid_from))
    changed: dict[str, list[Category]] = {}
    for row in rows.mappings():
        changed.setdefault(row["code"], []).append(_category(row))
    ours = [one for first in shipped() for one in changed.pop(first.code, [first])]
    return (*ours, *(one for chapters in changed.values() for one in chapters))


async def lock_categories(tx: Transaction) -> None:
    """Until the transaction ends nobody else changes the tree."""
    await tx.execute(sa.text(ONE_AT_A_TIME))


async def keep_chapters(tx: Transaction, code: str, chapters: Sequence[Category]) -> None:
    """Keep the whole history of one category."""
    await tx.execute(table.delete().where(table.c.code == code))
    await tx.execute(table.insert(), [_row(one) for one in chapters])


def _row(one: Category) -> dict[str, Any]:
    return asdict(one) | {"keywords": list(one.keywords)}


def _category(row: sa.RowMapping) -> Category:
    told: dict[str, Any] = dict(row)
    questions = tuple(_question(one) for one in told["questions"])
    return Category(**told | {"keywords": tuple(told["keywords"]), "questions": questions})


def _question(told: dict[str, Any]) -> Question:
    values = tuple(Choice(**value) for value in told["values"])
    return Question(**told | {"datatype": Datatype(told["datatype"]), "values": values})


RULE = [column for column in categories_table.c if column.name != "made_by"]


async def list_rules(tx: Transaction) -> list[Rule]:
    """Every rule there ever was, the newest first."""
    rows = await tx.execute(
        sa.select(*RULE).order_by(categories_table.c.valid_from.desc(), categories_table.c.id)
    )
    return [_rule(row) for row in rows.mappings()]


async def add_rule(tx: Transaction, rule: Rule, *, by: UUID) -> None:
    """Write a rule down; written twice, it is one rule."""
    row: dict[str, Any] = {column.name: getattr(rule, column.name) for column in RULE}
    row |= {"weekdays": sorted(rule.weekdays), "made_by": by}
    known = sa.select(categories_table.c.id).where(categories_table.c.id == rule.id)
    if (await tx.execute(known)).first() is None:
        await tx.execute(categories_table.insert().values(row))


async def end_rule(tx: Transaction, rule_id: UUID, *, on: date) -> bool:
    """End a rule that has not ended; False if there is none."""
    last_day = sa.func.greatest(categories_table.c.valid_from, on)
    ended = categories_table.update().where(
        categories_table.c.id == rule_id, categories_table.c.valid_to.is_(None)
    )
    told = await tx.execute(ended.values(valid_to=last_day).returning(categories_table.c.id))
    return told.first() is not None


def _rule(row: sa.RowMapping) -> Rule:
    return Rule(**dict(row) | {"weekdays": frozenset(row["weekdays"])})
