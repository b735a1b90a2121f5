"""Recounts in and out of Postgres, and the open promises they go through."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.calendars.domain import DaySpan, Recount, RecountStep
from services.intake.calendars.tables import calendar_recounts as table
from services.intake.cases.domain.cases import Case, CaseState
from services.intake.cases.store.cases import COLUMNS, as_case
from services.intake.cases.tables import feedback
from services.intake.dossiers.domain.dossiers import Dossier
from services.intake.dossiers.store import COLUMNS as DOSSIER_COLUMNS
from services.intake.dossiers.store import dossier_in
from services.intake.dossiers.tables import IS_RUNNING, dossiers
from shared.chassis.database import Transaction

ONE_AT_A_TIME = 7_401_820_180_124
"""Advisory lock: recounts follow one another, a batch at a time, whoever's timer rings."""
RUNNING = [
    state.value
    for state in (
        CaseState.RECEIVED,
        CaseState.ACKNOWLEDGED,
        CaseState.IN_PROGRESS,
        CaseState.HANDED_OVER,
    )
]
"""The states in which a promise of this node still runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """So many open cases that were received and are due on the same days."""

    received_on: date
    due_on: date
    promised_on: date
    is_reopened: bool
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DossiersAlike:
    """So many running dossiers of one procedure, counted from and due on the same days."""

    procedure: str
    counted_from: date
    due_on: date
    count: int


async def add_recount(tx: Transaction, recount: Recount) -> None:
    """Let a recount wait for its turn."""
    values = _values(recount)
    await tx.execute(insert(table).values(values).on_conflict_do_nothing())


async def take_recount(tx: Transaction) -> Recount | None:
    """The recount whose turn it is, until the transaction ends; None if another has it."""
    has_turn = await tx.execute(sa.select(sa.func.pg_try_advisory_xact_lock(ONE_AT_A_TIME)))
    if not has_turn.scalar_one():
        return None
    query = sa.select(table).where(table.c.step != RecountStep.DONE.value)
    found = await tx.execute(query.order_by(table.c.in_force_at, table.c.version).limit(1))
    row = found.mappings().one_or_none()
    return None if row is None else Recount(**dict(row) | {"step": RecountStep(row["step"])})


async def save_recount(tx: Transaction, recount: Recount) -> None:
    """Keep how far it has come."""
    kept = table.update().where(
        table.c.year == recount.year, table.c.version == recount.version
    )
    await tx.execute(kept.values(_values(recount)))


async def list_recounts(tx: Transaction) -> list[Recount]:
    """Every recount there was, the newest first."""
    rows = await tx.execute(sa.select(table).order_by(table.c.in_force_at.desc()))
    return [
        Recount(**dict(row) | {"step": RecountStep(row["step"])}) for row in rows.mappings()
    ]


async def list_cases(tx: Transaction, recount: Recount, *, most: int) -> list[Case]:
    """The next open cases that a recount may concern, locked."""
    query = sa.select(*COLUMNS).where(
        feedback.c.received_at < recount.in_force_at,
        *_touched(DaySpan(recount.first_day, recount.last_day)),
    )
    if recount.after is not None:
        query = query.where(feedback.c.id > recount.after)
    query = query.order_by(feedback.c.id).limit(most).with_for_update()
    return [as_case(row) for row in (await tx.execute(query)).mappings()]


async def list_dossiers(tx: Transaction, recount: Recount, *, most: int) -> list[Dossier]:
    """The next running dossiers that a recount may concern, locked."""
    query = sa.select(*(dossiers.c[name] for name in DOSSIER_COLUMNS)).where(
        *_dossiers_touched(DaySpan(recount.first_day, recount.last_day))
    )
    if recount.after is not None:
        query = query.where(dossiers.c.id > recount.after)
    query = query.order_by(dossiers.c.id).limit(most).with_for_update()
    return [dossier_in(row) for row in (await tx.execute(query)).mappings()]


async def count_alike(tx: Transaction, span: DaySpan) -> list[Alike]:
    """The open cases that days in `span` may concern, by the dates they have in common."""
    named = (feedback.c.received_on, feedback.c.due_on, feedback.c.promised_on)
    reopened = (feedback.c.reopened > 0).label("is_reopened")
    count = sa.func.count().label("count")
    query = sa.select(*named, reopened, count).where(*_touched(span))
    rows = await tx.execute(query.group_by(*named, reopened))
    return [Alike(**row) for row in rows.mappings()]


async def count_dossiers_alike(tx: Transaction, span: DaySpan) -> list[DossiersAlike]:
    """The running dossiers that days in `span` may concern, by what they have in common."""
    named = [dossiers.c[name] for name in ("procedure", "counted_from", "due_on")]
    query = sa.select(*named, sa.func.count().label("count")).where(*_dossiers_touched(span))
    rows = await tx.execute(query.group_by(*named))
    return [DossiersAlike(**row) for row in rows.mappings()]


def _touched(span: DaySpan) -> Sequence[sa.ColumnElement[bool]]:
    latest = sa.func.greatest(feedback.c.due_on, feedback.c.promised_on)
    return (
        feedback.c.state.in_(RUNNING),
        feedback.c.received_on <= span.last,
        latest >= span.first,
    )


def _dossiers_touched(span: DaySpan) -> Sequence[sa.ColumnElement[bool]]:
    return (
        sa.literal_column(f"({IS_RUNNING})", sa.Boolean),
        dossiers.c.counted_from <= span.last,
        dossiers.c.promised_on >= span.first,
    )


def _values(recount: Recount) -> dict[str, Any]:
    return asdict(recount) | {"step": recount.step.value}
