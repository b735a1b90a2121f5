"""Petitions and their steps in and out of Postgres, and counted."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.petitions.domain import (
    Outcome,
    Petition,
    PetitionKind,
    PetitionState,
    PetitionStep,
    PetitionStepTaken,
    PetitionUnknown,
)
from services.intake.petitions.tables import petition_steps, petitions
from shared.chassis.database import Transaction
from shared.chassis.directory import among
from shared.kernel.deadlines import Variant
from shared.kernel.scopes import Scope

COUNTS = sa.text("""
SELECT unit, kind, count(*) AS received,
  count(*) FILTER (WHERE state IN ('received', 'accepted')) AS waiting,
  count(*) FILTER (WHERE state IN ('received', 'accepted')
    AND CASE WHEN state = 'received' THEN coalesce(accept_by, due_on) ELSE due_on END < :today)
    AS overdue,
  count(*) FILTER (WHERE state = 'settled') AS settled,
  count(*) FILTER (WHERE state = 'settled' AND CASE WHEN due_on IS NULL
    THEN accepted_on <= accept_by ELSE closed_on <= due_on END)
    AS in_time,
  count(*) FILTER (WHERE outcome = 'agreed') AS agreed,
  count(*) FILTER (WHERE state IN ('transferred', 'declined', 'withdrawn')) AS closed
FROM petitions WHERE received_on BETWEEN :first AND :last
  AND (unit = ANY (:units)) <> :is_all_but
GROUP BY unit, kind ORDER BY unit, kind
""").bindparams(
    sa.bindparam("units", type_=sa.ARRAY(sa.Text)),
    *(sa.bindparam(name, type_=sa.Date) for name in ("today", "first", "last")),
)


async def add_petition(tx: Transaction, petition: Petition) -> Petition | None:
    """Write a matter down, numbered; None if one was opened for its case before."""
    row = _row(petition)
    added = insert(petitions).values(row).on_conflict_do_nothing(index_elements=["case"])
    number = (await tx.execute(added.returning(petitions.c.number))).scalar_one_or_none()
    return None if number is None else replace(petition, number=number)


async def load_petition(tx: Transaction, number: int, *, to_change: bool = False) -> Petition:
    """The matter with this number; `to_change` lets nobody else change it meanwhile.

    Raises:
        PetitionUnknown: if there is none.

    """
    query = sa.select(petitions).where(petitions.c.number == number)
    query = query.with_for_update() if to_change else query
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise PetitionUnknown
    return _petition(row)


async def find_of_case(tx: Transaction, case: UUID) -> Petition | None:
    query = sa.select(petitions).where(petitions.c.case == case)
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _petition(row)


async def save_petition(tx: Transaction, petition: Petition) -> None:
    update = petitions.update().where(petitions.c.id == petition.id)
    await tx.execute(update.values(_row(petition)))


async def add_step(
    tx: Transaction, after: Petition, taken: PetitionStepTaken, *, who: str, now: datetime
) -> None:
    appoints = taken.step in {PetitionStep.ACCEPT, PetitionStep.EXTEND}
    row = {
        "petition": after.id,
        "nth": after.version - 1,
        "step": taken.step.value,
        "happened_on": taken.on,
        "noted_at": now,
        "who": who,
        "due_on": after.due_on if appoints else None,
    }
    await tx.execute(petition_steps.insert().values(row))


async def list_steps(tx: Transaction, petition: UUID) -> Sequence[Mapping[str, Any]]:
    query = sa.select(petition_steps).where(petition_steps.c.petition == petition)
    rows = await tx.execute(query.order_by(petition_steps.c.nth))
    return [dict(row) for row in rows.mappings()]


async def list_petitions(
    tx: Transaction, scope: Scope, *, kind: str, before: int, most: int
) -> list[Petition]:
    """Matters of these units, the newest number first, from behind `before`."""
    within = among(petitions.c.unit, scope)
    query = sa.select(petitions).where(petitions.c.number < before, within)
    if kind:
        query = query.where(petitions.c.kind == kind)
    rows = await tx.execute(query.order_by(petitions.c.number.desc()).limit(most))
    return [_petition(row) for row in rows.mappings()]


async def count_petitions(
    tx: Transaction, scope: Scope, *, first: date, last: date, today: date
) -> Sequence[Mapping[str, Any]]:
    """By unit and kind: received, waiting, overdue, settled, in time, agreed, closed."""
    values = {"units": sorted(scope.units), "is_all_but": scope.is_all_but}
    values |= {"first": first, "last": last, "today": today}
    return [dict(row) for row in (await tx.execute(COUNTS, values)).mappings()]


def _row(petition: Petition) -> dict[str, Any]:
    return {name: value for name, value in asdict(petition).items() if name != "number"}


def _petition(row: sa.RowMapping) -> Petition:
    enums = {
        "kind": PetitionKind(row["kind"]),
        "variant": Variant(row["variant"]),
        "state": PetitionState(row["state"]),
        "outcome": Outcome(row["outcome"]) if row["outcome"] else None,
    }
    return Petition(**dict(row) | enums)
