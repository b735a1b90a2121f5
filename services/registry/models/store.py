"""Models in and out of Postgres; a person's name lies in a table of its own."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert

from services.registry.models.domain.lineage import Copy
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
from services.registry.models.domain.search import COUNTED_UP_TO, Needle, tokens_of
from services.registry.models.domain.steps import Evidence, ModelMove, ModelStep
from services.registry.models.tables import (
    model_copies,
    model_evidence,
    model_moves,
    model_persons,
    models,
    unit_lines,
)
from services.registry.units.domain.unit_names import UnitName
from services.registry.units.tables import units
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
    model = await find_model(tx, model_id, for_update=for_update)
    if model is None:
        raise ModelUnknown
    return model


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
    values = {name: getattr(content, name) for name in OF_CONTENT}
    values |= {name: getattr(model, name) for name in OF_MODEL}
    plain = {name: values[name].value for name in ("kind", "owner", "novelty", "state")}
    return (
        values
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


MOST_COPIES = 2000


async def add_move(tx: Transaction, move: ModelMove) -> bool:
    """Keep a step; False if it is known already."""
    row = {name: getattr(move, name) for name in ModelMove.__slots__} | {
        "step": move.step.value
    }
    kept = insert(model_moves).values(row).on_conflict_do_nothing()
    return (await tx.execute(kept.returning(model_moves.c.id))).scalar_one_or_none() is not None


async def list_moves(tx: Transaction, model: UUID) -> list[ModelMove]:
    """The steps a model took, the latest first."""
    query = sa.select(model_moves).where(model_moves.c.model == model)
    rows = await tx.execute(
        query.order_by(model_moves.c.happened_on.desc(), model_moves.c.id.desc())
    )
    return [ModelMove(**{**row, "step": ModelStep(row["step"])}) for row in rows.mappings()]


async def add_evidence(tx: Transaction, evidence: Evidence) -> None:
    """Keep a piece of evidence."""
    row = {name: getattr(evidence, name) for name in Evidence.__slots__}
    await tx.execute(model_evidence.insert().values(row))


async def list_evidence(tx: Transaction, model: UUID) -> list[Evidence]:
    """What was shown of a model, the latest first."""
    query = sa.select(model_evidence).where(model_evidence.c.model == model)
    ordered = query.order_by(model_evidence.c.happened_on.desc(), model_evidence.c.id.desc())
    return [Evidence(**row) for row in (await tx.execute(ordered)).mappings()]


async def save_copy(tx: Transaction, copy: Copy) -> None:
    """Keep that a model is followed; told again by the same unit, its reach is renewed."""
    row = {name: getattr(copy, name) for name in Copy.__slots__}
    kept = insert(model_copies).values(row)
    renewed = {"reached": kept.excluded.reached, "since": kept.excluded.since}
    same = kept.excluded.unit == model_copies.c.unit
    upsert = kept.on_conflict_do_update(index_elements=["copy"], set_=renewed, where=same)
    await tx.execute(upsert)


FAMILY = sa.text("""
WITH RECURSIVE above AS (
  SELECT CAST(:model AS uuid) AS model, ARRAY[CAST(:model AS uuid)] AS seen
  UNION ALL
  SELECT c.source, above.seen || c.source FROM model_copies c
    JOIN above ON c.copy = above.model WHERE c.source <> ALL (above.seen)),
family AS (
  SELECT c.* FROM model_copies c WHERE c.source IN (SELECT model FROM above)
  UNION
  SELECT c.* FROM model_copies c JOIN family ON c.source = family.copy)
SELECT * FROM family LIMIT :most
""")


async def list_family(tx: Transaction, model: UUID) -> Sequence[Copy]:
    """Every copy a model has to do with: those it descends from, and all their offshoots."""
    rows = await tx.execute(FAMILY, {"model": model, "most": MOST_COPIES})
    return [
        Copy(**{**row, "unit": UnitCode(row["unit"]), "host": PlaceCode(row["host"])})
        for row in rows.mappings()
    ]


STRETCH = 25_000
NEWEST = """
SELECT id FROM (
  SELECT id, search FROM models WHERE {where} ORDER BY {order} LIMIT :stretch
) newest WHERE search @@ CAST(:question AS tsquery) ORDER BY id DESC LIMIT :most
"""
STRETCH_ENDS = "SELECT id FROM models WHERE {where} ORDER BY {order} OFFSET :stretch LIMIT 1"
BY_INDEX = """
WITH found AS MATERIALIZED (
  SELECT id FROM models WHERE search @@ CAST(:question AS tsquery)
) SELECT id FROM found WHERE id < :after ORDER BY id DESC LIMIT :most
"""
A_FEW = "SELECT id FROM models WHERE search @@ CAST(:question AS tsquery) LIMIT :most"
ALL = "SELECT id FROM models WHERE {where} ORDER BY {order} LIMIT :most"
FIRST_ID, LAST_ID = UUID(int=0), UUID(int=2**128 - 1)
MANY = COUNTED_UP_TO + 1
"""One more than is counted stands for many."""

Key = tuple[int, UUID]
"""Its tier: 0 with the marks as typed, 1 without; within it from new to old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexQuestion:
    """One question, and from where on it is to be answered."""

    question: str
    year: int | None = None
    after: UUID = LAST_ID

    @property
    def where(self) -> str:
        """What a plain index can sift by; rows are compared so that it is the one of years."""
        if not self.year:
            return "id < :after"
        return "(year, id) < (:year, :after) AND (year, id) >= (:year, :first)"

    @property
    def order(self) -> str:
        """From new to old, along that index."""
        return "year DESC, id DESC" if self.year else "id DESC"

    def told(self, **more: object) -> dict[str, object]:
        """The values of its gaps."""
        year = {"year": self.year, "first": FIRST_ID} if self.year else {}
        return {"after": self.after, **year, **more}


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """The newest models that answer: all of them, or as many as are counted."""

    ids: Sequence[UUID]
    is_all: bool

    @property
    def count(self) -> int:
        """How many there are; one more than the cap stands for many."""
        return len(self.ids) if self.is_all else MANY


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The keys of one page, and on the first one how many models answer."""

    keys: Sequence[Key]
    count: int | None = None


async def search(
    tx: Transaction, needle: Needle, *, year: int | None, after: Key | None, most: int
) -> Page:
    """The models that answer: written as typed first, each tier from new to old."""
    if after is not None:
        return Page(keys=await _further(tx, needle, year=year, after=after, most=most))
    question = IndexQuestion(question=needle.folded, year=year)
    seen = await _glance(tx, question)
    if not needle.marked:
        ids = seen.ids[:most]
        if len(ids) < most and not seen.is_all:
            ids = await _by_index(tx, question, most=most)
        return Page(keys=[(1, model_id) for model_id in ids], count=seen.count)
    if not seen.is_all:
        first = (0, LAST_ID)
        keys = await _further(tx, needle, year=year, after=first, most=most)
        return Page(keys=keys, count=seen.count)
    as_typed = await _those_of(tx, seen.ids, needle.marked)
    keys = [(0, model_id) for model_id in seen.ids if model_id in as_typed]
    keys += [(1, model_id) for model_id in seen.ids if model_id not in as_typed]
    return Page(keys=keys[:most], count=seen.count)


async def _further(
    tx: Transaction, needle: Needle, *, year: int | None, after: Key, most: int
) -> list[Key]:
    tier, seen = after
    keys: list[Key] = []
    if needle.marked and tier == 0:
        question = IndexQuestion(question=needle.marked, year=year, after=seen)
        keys = [(0, model_id) for model_id in await _find(tx, question, most=most)]
    if len(keys) >= most:
        return keys
    sought = needle.folded + (f" & !({needle.marked})" if needle.marked else "")
    start = seen if tier == 1 or not needle.marked else LAST_ID
    question = IndexQuestion(question=sought, year=year, after=start)
    rest = await _find(tx, question, most=most - len(keys))
    return keys + [(1, model_id) for model_id in rest]


async def _glance(tx: Transaction, question: IndexQuestion) -> Glance:
    newest = await _newest(tx, question, most=MANY)
    if len(newest) >= MANY:
        return Glance(ids=newest, is_all=False)
    if not question.question or not await _goes_on(tx, question):
        return Glance(ids=newest, is_all=True)
    await _use_index(tx, is_wanted=True)
    few = (
        await tx.execute(sa.text(A_FEW), {"question": question.question, "most": MANY})
    ).scalars()
    by_index = sorted(few, reverse=True)
    await _use_index(tx, is_wanted=False)
    if len(by_index) >= MANY:
        return Glance(ids=newest, is_all=False)
    return Glance(ids=by_index, is_all=True)


async def _find(tx: Transaction, question: IndexQuestion, *, most: int) -> Sequence[UUID]:
    newest = await _newest(tx, question, most=most)
    if len(newest) >= most or not question.question or not await _goes_on(tx, question):
        return newest
    return await _by_index(tx, question, most=most)


async def _newest(tx: Transaction, question: IndexQuestion, *, most: int) -> Sequence[UUID]:
    if not question.question:
        return (
            (await tx.execute(_text(ALL, question), question.told(most=most))).scalars().all()
        )
    values = question.told(question=question.question, stretch=STRETCH, most=most)
    return (await tx.execute(_text(NEWEST, question), values)).scalars().all()


async def _by_index(tx: Transaction, question: IndexQuestion, *, most: int) -> Sequence[UUID]:
    await _use_index(tx, is_wanted=True)
    values = {"question": question.question, "after": question.after, "most": most}
    ids = (await tx.execute(sa.text(BY_INDEX), values)).scalars().all()
    await _use_index(tx, is_wanted=False)
    return ids


async def _those_of(tx: Transaction, ids: Sequence[UUID], question: str) -> frozenset[UUID]:
    """Those of a few models that answer."""
    few = sa.any_(sa.bindparam("ids", list(ids), ARRAY(sa.Uuid)))
    answers = sa.text("search @@ CAST(:question AS tsquery)").bindparams(question=question)
    query = sa.select(models.c.id).where(models.c.id == few, answers)
    return frozenset((await tx.execute(query)).scalars())


async def _goes_on(tx: Transaction, question: IndexQuestion) -> bool:
    """Whether there are models beyond the stretch that was read."""
    end = await tx.execute(_text(STRETCH_ENDS, question), question.told(stretch=STRETCH))
    return end.scalar_one_or_none() is not None


async def _use_index(tx: Transaction, *, is_wanted: bool) -> None:
    await tx.execute(sa.text(f"SET LOCAL enable_seqscan = {'off' if is_wanted else 'on'}"))


def _text(sql: str, question: IndexQuestion) -> sa.TextClause:
    return sa.text(sql.format(where=question.where, order=question.order))


MOST_CHILDREN = 500
# A unit that is no more stays under those it last stood under: what it did is not lost.
LINES = sa.text("""
WITH RECURSIVE line AS (
  SELECT unit, unit AS top, ARRAY[unit] AS line FROM unit_lines
  UNION ALL
  SELECT line.unit, above.code, line.line || above.code FROM line
    CROSS JOIN LATERAL (
      SELECT territorial_parent AS code FROM units
       WHERE units.code = line.top AND valid_from <= :day
       ORDER BY valid_from DESC LIMIT 1) above
   WHERE above.code IS NOT NULL AND above.code <> ALL (line.line)),
whole AS (
  SELECT DISTINCT ON (unit) unit, line FROM line ORDER BY unit, cardinality(line) DESC)
SELECT whole.unit, whole.line FROM whole JOIN unit_lines filed USING (unit)
 WHERE filed.line <> whole.line LIMIT :most
""").bindparams(sa.bindparam("day", type_=sa.Date))
RELINE = sa.text("""
UPDATE models SET search = array_to_tsvector(
  ARRAY(SELECT t FROM unnest(tsvector_to_array(search)) t WHERE t NOT LIKE 'u:%')
  || CAST(:tokens AS text[])) WHERE unit = :unit
""").bindparams(sa.bindparam("tokens", type_=ARRAY(sa.Text)))


async def list_names(
    tx: Transaction, codes: Collection[str], *, day: date
) -> dict[str, UnitName]:
    """The names of units: as of a day, else the last they had; strangers are left out."""
    query = (
        sa.select(units.c.code, units.c.vi, units.c.en)
        .where(units.c.code.in_(sorted(set(codes))))
        .order_by(units.c.code, units.c.valid_from <= day, units.c.valid_from)
    )
    return {row["code"]: UnitName(**row) for row in (await tx.execute(query)).mappings()}


async def list_children(tx: Transaction, top: str, *, day: date) -> list[UnitName]:
    """The units right below one, by name."""
    query = (
        sa.select(units.c.code, units.c.vi, units.c.en)
        .where(
            units.c.territorial_parent == top,
            units.c.valid_from <= day,
            sa.or_(units.c.valid_to.is_(None), units.c.valid_to > day),
        )
        .order_by(units.c.vi, units.c.code)
        .limit(MOST_CHILDREN)
    )
    return [UnitName(**row) for row in (await tx.execute(query)).mappings()]


async def list_moved(
    tx: Transaction, *, day: date, most: int
) -> list[tuple[str, tuple[str, ...]]]:
    """Units whose superiors are others than when their models were last filed."""
    rows = await tx.execute(LINES, {"day": day, "most": most})
    return [(unit, tuple(line)) for unit, line in rows]


async def file_under(tx: Transaction, unit: str, line: Collection[str]) -> int:
    """File all models of a unit under its superiors; says how many those are."""
    await tx.execute(
        unit_lines.update().where(unit_lines.c.unit == unit).values(line=list(line))
    )
    moved = await tx.execute(RELINE, {"unit": unit, "tokens": [f"u:{unit}" for unit in line]})
    return int(moved.rowcount)


async def last_told_at(tx: Transaction) -> datetime | None:
    """When anything was last told of any unit."""
    latest: datetime | None = (
        await tx.execute(sa.select(sa.func.max(units.c.told_at)))
    ).scalar()
    return latest
