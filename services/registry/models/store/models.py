"""Models in and out of Postgres; a person's name lies in a table of its own."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert

from services.registry.models.domain.model_search import tokens_of
from services.registry.models.domain.models import (
    Model,
    ModelContent,
    ModelId,
    ModelKind,
    ModelState,
    ModelUnknown,
    Novelty,
    Owner,
)
from services.registry.models.tables import model_persons, models, unit_lines
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode, UnitCode

COLUMNS = [column for column in models.c if column.name != "search"]
OF_CONTENT = (
    "unit", "title", "kind", "field", "themes", "owner", "novelty", "year", "criteria",
    "sections", "campaign",
)  # fmt: skip
OF_MODEL = (
    "id", "host", "state", "registered_on", "registered_by", "moved_on", "version", "saved_at",
    "criteria_count",
)  # fmt: skip


async def add_model(tx: Transaction, model: Model, *, line: Collection[str]) -> bool:
    """Keep a model; False if it is there already."""
    await _file(tx, model.content.unit, line)
    row = _row(model) | {"search": _search(tokens_of(model, line))}
    kept = insert(models).values(row).on_conflict_do_nothing().returning(models.c.id)
    return (await tx.execute(kept)).scalar_one_or_none() is not None


async def save_model(tx: Transaction, model: Model, *, line: Collection[str]) -> None:
    """Keep what a model has become; whoever calls this holds its row."""
    await _file(tx, model.content.unit, line)
    row = _row(model) | {"search": _search(tokens_of(model, line))}
    await tx.execute(models.update().where(models.c.id == model.id).values(row))


async def _file(tx: Transaction, unit: str, line: Collection[str]) -> None:
    """Note under whom the models of a unit are found; a timer mends it when units move."""
    filed = insert(unit_lines).values(unit=unit, line=list(line))
    await tx.execute(filed.on_conflict_do_nothing())


async def find_model(
    tx: Transaction, model_id: UUID, *, for_update: bool = False
) -> Model | None:
    """One model; `for_update` keeps others waiting until this transaction ends."""
    query = sa.select(*COLUMNS).where(models.c.id == model_id)
    rows = await tx.execute(query.with_for_update() if for_update else query)
    row = rows.mappings().first()
    return _model(row) if row else None


async def load_model(tx: Transaction, model_id: UUID, *, for_update: bool = False) -> Model:
    """One model.

    Raises:
        ModelUnknown: if there is none with this id.

    """
    found = await find_model(tx, model_id, for_update=for_update)
    if found is None:
        raise ModelUnknown
    return found


async def list_models(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, Model]:
    """Models by their ids; those nobody knows are left out."""
    wanted = list(ids)
    if not wanted:
        return {}
    query = sa.select(*COLUMNS).where(
        models.c.id == sa.any_(sa.bindparam("ids", wanted, ARRAY(sa.Uuid)))
    )
    return {row["id"]: _model(row) for row in (await tx.execute(query)).mappings()}


async def find_latest_of(tx: Transaction, unit: str) -> Model | None:
    """The model a unit wrote last, whose choices are likely to be made again."""
    query = sa.select(*COLUMNS).where(models.c.unit == unit).order_by(models.c.id.desc())
    row = (await tx.execute(query.limit(1))).mappings().first()
    return _model(row) if row else None


async def save_person(tx: Transaction, model_id: UUID, name: str) -> None:
    """Keep whose model it is; an empty name is forgotten."""
    await tx.execute(model_persons.delete().where(model_persons.c.model == model_id))
    if name:
        await tx.execute(model_persons.insert().values(model=model_id, name=name))


async def find_person(tx: Transaction, model_id: UUID) -> str:
    """Whose model it is; whoever calls this notes that it was read."""
    query = sa.select(model_persons.c.name).where(model_persons.c.model == model_id)
    return (await tx.execute(query)).scalar_one_or_none() or ""


def _search(tokens: list[str]) -> sa.Function[Any]:
    return sa.func.array_to_tsvector(sa.cast(tokens, ARRAY(sa.Text)))


def _row(model: Model) -> dict[str, Any]:
    content = model.content
    told = {name: getattr(content, name) for name in OF_CONTENT}
    told |= {name: getattr(model, name) for name in OF_MODEL}
    plain = {name: told[name].value for name in ("kind", "owner", "novelty", "state")}
    return (
        told
        | plain
        | {
            "themes": list(content.themes),
            "criteria": list(content.criteria),
            "sections": dict(content.sections),
        }
    )


def _model(row: sa.RowMapping) -> Model:
    content = ModelContent(
        unit=UnitCode(row["unit"]),
        title=row["title"],
        kind=ModelKind(row["kind"]),
        field=row["field"],
        themes=tuple(row["themes"]),
        owner=Owner(row["owner"]),
        novelty=Novelty(row["novelty"]),
        year=row["year"],
        criteria=tuple(row["criteria"]),
        sections=row["sections"],
        campaign=row["campaign"],
    )
    return Model(
        id=ModelId(row["id"]),
        content=content,
        host=PlaceCode(row["host"]),
        state=ModelState(row["state"]),
        version=row["version"],
        saved_at=row["saved_at"],
        registered_on=row["registered_on"],
        registered_by=row["registered_by"],
        moved_on=row["moved_on"],
        criteria_count=row["criteria_count"],
    )
