"""Categories in and out of Postgres: the catalogue, and over it what this office changed."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from services.intake.categories.catalogue import shipped
from services.intake.categories.domain.category_tree import Category, Choice, Datatype, Question
from services.intake.categories.tables.categories import categories as table
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
