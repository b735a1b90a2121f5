"""Appeals in and out of Postgres."""

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.appeals.domain import (
    Appeal,
    AppealState,
    Escalation,
    EscalationReason,
    LateState,
)
from services.intake.appeals.tables import appeals, escalations
from services.intake.cases.domain.cases import Case
from services.intake.cases.store.cases import COLUMNS as CASE
from services.intake.cases.store.cases import as_case
from services.intake.cases.tables import feedback
from services.intake.handing_over import store as keys
from services.intake.handing_over.tables import handovers
from shared.chassis.database import Transaction
from shared.chassis.directory import among
from shared.chassis.sealing import SealUnreadable, unseal
from shared.kernel.places import UnitCode
from shared.kernel.scopes import Scope

COLUMNS = tuple(appeals.c[field.name] for field in fields(Appeal))


async def add_appeal(tx: Transaction, appeal: Appeal) -> bool:
    """Write an appeal down; False if it, or one against the same answer, is there."""
    added = insert(appeals).values(_row(appeal)).on_conflict_do_nothing()
    return (await tx.execute(added.returning(appeals.c.id))).one_or_none() is not None


async def save_appeal(tx: Transaction, appeal: Appeal) -> None:
    """Keep how an appeal stands."""
    await tx.execute(appeals.update().where(appeals.c.id == appeal.id).values(_row(appeal)))


async def find_appeal(
    tx: Transaction, appeal_id: UUID, *, to_change: bool = False
) -> Appeal | None:
    """One appeal."""
    query = sa.select(*COLUMNS).where(appeals.c.id == appeal_id)
    if to_change:
        query = query.with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _appeal(row)


async def list_appeals(
    tx: Transaction, *, units: Sequence[str], is_open: bool, most: int
) -> list[Appeal]:
    """Appeals before some units, the oldest first, or those that were decided."""
    open_ones = appeals.c.state.in_([AppealState.WAITING.value, AppealState.FILED.value])
    query = sa.select(*COLUMNS).where(
        appeals.c.to_unit.in_(units), open_ones if is_open else ~open_ones
    )
    rows = await tx.execute(query.order_by(appeals.c.filed_on, appeals.c.id).limit(most))
    return [_appeal(row) for row in rows.mappings()]


async def list_unsent(tx: Transaction, *, after: UUID | None = None, most: int) -> list[Appeal]:
    """Appeals that wait for a key, the oldest first, locked; `after` goes on from there."""
    query = sa.select(*COLUMNS).where(appeals.c.state == AppealState.WAITING.value)
    if after is not None:
        query = query.where(appeals.c.id > after)
    query = query.order_by(appeals.c.id).limit(most)
    rows = await tx.execute(query.with_for_update(skip_locked=True))
    return [_appeal(row) for row in rows.mappings()]


def _row(appeal: Appeal) -> dict[str, Any]:
    return asdict(appeal) | {"state": appeal.state.value}


def _appeal(row: sa.RowMapping) -> Appeal:
    return Appeal(**dict(row) | {"state": AppealState(row["state"])})


ESCALATION_COLUMNS = tuple(escalations.c[field.name] for field in fields(Escalation))
KINDS = {"reason": EscalationReason, "state": LateState}
ON_ITS_WAY = ("waiting", "sent", "withdrawing")


async def list_late(tx: Transaction, *, due_by: date, level: int, most: int) -> list[Case]:
    """Cases somebody here owes, promised for that day or before and not yet at that level."""
    raised = sa.exists().where(
        escalations.c.case_id == feedback.c.id,
        escalations.c.due_on == feedback.c.due_on,
        escalations.c.level >= level,
    )
    on_its_way = sa.exists().where(
        handovers.c.case_id == feedback.c.id, handovers.c.state.in_(ON_ITS_WAY)
    )
    owed = sa.or_(
        feedback.c.state.in_(["received", "acknowledged", "in_progress"]),
        sa.and_(feedback.c.state == "handed_over", on_its_way),
    )
    query = sa.select(*CASE).where(owed, feedback.c.due_on <= due_by, ~raised)
    rows = await tx.execute(query.order_by(feedback.c.due_on, feedback.c.id).limit(most))
    return [as_case(row) for row in rows.mappings()]


async def add_escalation(tx: Transaction, escalation: Escalation) -> bool:
    """Write it down; False if it is there."""
    added = insert(escalations).values(_escalation_row(escalation)).on_conflict_do_nothing()
    return (await tx.execute(added.returning(escalations.c.id))).one_or_none() is not None


async def save_escalation(tx: Transaction, escalation: Escalation) -> None:
    """Keep how it stands."""
    kept = escalations.update().where(escalations.c.id == escalation.id)
    await tx.execute(kept.values(_escalation_row(escalation)))


async def find_escalation(tx: Transaction, escalation_id: UUID) -> Escalation | None:
    """One of them, locked."""
    query = (
        sa.select(*ESCALATION_COLUMNS)
        .where(escalations.c.id == escalation_id)
        .with_for_update()
    )
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _escalation(row)


async def list_here(tx: Transaction, scope: Scope, *, most: int) -> list[Escalation]:
    """What is before superiors at this node, the longest late first."""
    query = sa.select(*ESCALATION_COLUMNS).where(
        escalations.c.is_here,
        among(escalations.c.to_unit, scope),
        escalations.c.state.in_([LateState.OPEN.value, LateState.SEEN.value]),
    )
    rows = await tx.execute(query.order_by(escalations.c.due_on, escalations.c.id).limit(most))
    return [_escalation(row) for row in rows.mappings()]


async def list_units_asked(tx: Transaction, *, raised_by: date) -> list[UnitCode]:
    """The units here that have not looked at what was raised to them by that day."""
    query = sa.select(escalations.c.to_unit).where(
        escalations.c.is_here,
        escalations.c.state == LateState.OPEN.value,
        escalations.c.raised_on <= raised_by,
    )
    rows = await tx.execute(query.distinct().order_by(escalations.c.to_unit))
    return [UnitCode(unit) for unit in rows.scalars()]


async def list_unseen(
    tx: Transaction, *, units: Sequence[str], raised_by: date, most: int
) -> list[Escalation]:
    """What nobody at these units has looked at since that day, the oldest first, locked."""
    query = (
        sa.select(*ESCALATION_COLUMNS)
        .where(
            escalations.c.is_here,
            escalations.c.state == LateState.OPEN.value,
            escalations.c.raised_on <= raised_by,
            escalations.c.to_unit.in_(units),
        )
        .order_by(escalations.c.raised_on, escalations.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [_escalation(row) for row in (await tx.execute(query)).mappings()]


async def clear(tx: Transaction, cases: Sequence[UUID]) -> None:
    """These cases are late no more."""
    over = escalations.update().where(
        escalations.c.case_id.in_(cases), escalations.c.state != LateState.CLEARED.value
    )
    await tx.execute(over.values(state=LateState.CLEARED.value))


def _escalation_row(escalation: Escalation) -> dict[str, Any]:
    return asdict(escalation) | {name: getattr(escalation, name).value for name in KINDS}


def _escalation(row: sa.RowMapping) -> Escalation:
    told: dict[str, Any] = dict(row)
    return Escalation(**told | {name: kind(told[name]) for name, kind in KINDS.items()})


def bound(appeal_id: UUID, words: str) -> bytes:
    """Words bound to their appeal, so that a box put into another does not open there."""
    return json.dumps({"appeal": str(appeal_id), "words": words}, ensure_ascii=False).encode()


async def opened(tx: Transaction, appeal_id: UUID, *, sealed: str, key_id: UUID) -> str:
    """What is in a box.

    Raises:
        SealUnreadable: if its key is not here, or it belongs to another appeal.

    """
    private = await keys.load_private(tx, key_id)
    if private is None:
        raise SealUnreadable
    told = json.loads(unseal(sealed, private))
    if told.get("appeal") != str(appeal_id):
        raise SealUnreadable
    return str(told["words"])


async def words_of(tx: Transaction, appeal: Appeal) -> str:
    """What was written; whoever asks leaves a trace.

    Raises:
        SealUnreadable: if it was sealed to a key that is not here.

    """
    if appeal.sealed is None or appeal.key_id is None:
        return appeal.words
    return await opened(tx, appeal.id, sealed=appeal.sealed, key_id=appeal.key_id)
