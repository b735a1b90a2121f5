"""Dossiers and their steps in and out of Postgres, one by one or a whole register at once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from asyncpg import UniqueViolationError
from sqlalchemy.dialects.postgresql import insert

from services.intake.dossiers.catalogue import office_calendar
from services.intake.dossiers.domain.dossiers import (
    COUNTED_UP_TO,
    SOONEST_FIRST,
    Dossier,
    DossierChannel,
    DossierCode,
    DossierId,
    DossierState,
    DossierTab,
    DossierUnknown,
    Sought,
    registered_meanwhile,
)
from services.intake.dossiers.domain.steps import (
    DossierReason,
    DossierStep,
    DossierStepTaken,
    Happened,
)
from services.intake.dossiers.tables import IS_RUNNING
from services.intake.dossiers.tables import dossiers as table
from shared.chassis.database import Transaction, driver
from shared.kernel.working_days import at_risk_on

ONE_IMPORT_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('intake imports', 0))"
COLUMNS = (
    *("code", "id", "unit", "procedure", "channel", "received_on", "first_due_on", "due_on"),
    *("promised_on", "counted_from", "moved_on", "state", "supplements", "reschedules", "lap"),
    *("returned_on", "closed_on", "version"),
)
DERIVED = "pressing_from"
STEP_COLUMNS = (
    *("dossier", "nth", "step", "happened_on", "noted_at", "who"),
    *("due_on", "moved_from", "reason", "words"),
)
MOVING: dict[str, str] = {
    "due_on": "date",
    "promised_on": "date",
    "counted_from": "date",
    "moved_on": "date",
    "state": "text",
    "supplements": "smallint",
    "reschedules": "smallint",
    "lap": "smallint",
    "returned_on": "date",
    "closed_on": "date",
    "version": "int",
    DERIVED: "date",
}
"""What a step may change, and as what Postgres reads it."""
ARRAYS = ", ".join(f"${nth}::{kind}[]" for nth, kind in enumerate(MOVING.values(), 2))
SAVE = (
    f"UPDATE dossiers SET {', '.join(f'{name} = moved.{name}' for name in MOVING)}"
    f" FROM unnest($1::uuid[], {ARRAYS})"
    f" AS moved (id, {', '.join(MOVING)}) WHERE dossiers.id = moved.id"
)
KNOWN = f"SELECT {', '.join(COLUMNS)} FROM dossiers WHERE code = ANY($1::text[])"
KNOWN_TO_CHANGE = f"{KNOWN} ORDER BY code FOR UPDATE"
STEPS_OF = (
    f"SELECT {', '.join(STEP_COLUMNS)} FROM dossier_steps WHERE dossier = ANY($1::uuid[])"
    " ORDER BY dossier, nth"
)


class Noted(NamedTuple):
    """A step to be written down, and when it was noted."""

    dossier: UUID
    happened: Happened
    at: datetime


async def add_dossier(tx: Transaction, dossier: Dossier) -> bool:
    """Write down a dossier for the first time; False if its code is known."""
    row = dict(zip((*COLUMNS, DERIVED), _values(dossier), strict=True))
    added = insert(table).values(row).on_conflict_do_nothing()
    return bool((await tx.execute(added.returning(table.c.code))).one_or_none())


async def load_dossier(
    tx: Transaction, code: DossierCode, *, to_change: bool = False
) -> Dossier:
    """The dossier with this code; `to_change` lets nobody else change it meanwhile.

    Raises:
        DossierUnknown: if there is none.

    """
    found = await find_dossier(tx, code, to_change=to_change)
    if found is None:
        raise DossierUnknown
    return found


async def find_dossier(
    tx: Transaction, code: DossierCode, *, to_change: bool = False
) -> Dossier | None:
    """The dossier with this code, if there is one."""
    query = sa.select(*(table.c[name] for name in COLUMNS)).where(table.c.code == code)
    if to_change:
        query = query.with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else dossier_in(row)


async def code_of(tx: Transaction, dossier_id: DossierId) -> DossierCode:
    """The code of the dossier that is told of under this id.

    Raises:
        DossierUnknown: if there is none.

    """
    query = sa.select(table.c.code).where(table.c.id == dossier_id)
    code = (await tx.execute(query)).scalar_one_or_none()
    if code is None:
        raise DossierUnknown
    return DossierCode(code)


async def lock_imports(tx: Transaction) -> None:
    """Until the transaction ends no other import writes. The counter may.

    Then its code, being unique, decides when the import writes.
    """
    connection = await driver(tx)
    await connection.execute(ONE_IMPORT_AT_A_TIME)


async def known_dossiers(
    tx: Transaction, codes: Sequence[DossierCode], *, to_change: bool = False
) -> dict[DossierCode, Dossier]:
    """Those of `codes` that are registered; `to_change` lets nobody else change them."""
    connection = await driver(tx)
    rows = await connection.fetch(KNOWN_TO_CHANGE if to_change else KNOWN, list(codes))
    return {row["code"]: dossier_in(row) for row in rows}


async def add_dossiers(tx: Transaction, dossiers: Sequence[Dossier]) -> None:
    """Write many new dossiers down at once.

    Raises:
        DossierAlreadyKnown: if one was registered meanwhile; the transaction is then void.

    """
    connection = await driver(tx)
    rows = [_values(dossier) for dossier in dossiers]
    try:
        await connection.copy_records_to_table(
            "dossiers", records=rows, columns=(*COLUMNS, DERIVED)
        )
    except UniqueViolationError as clash:
        raise registered_meanwhile() from clash


async def save_dossiers(tx: Transaction, dossiers: Sequence[Dossier]) -> None:
    """Keep where dossiers stand after they moved."""
    connection = await driver(tx)
    ids = [one.id for one in dossiers]
    moved = [[_moving(one, name) for one in dossiers] for name in MOVING]
    await connection.execute(SAVE, ids, *moved)


async def add_steps(tx: Transaction, noted: Sequence[Noted]) -> None:
    """Write down what happened to dossiers."""
    connection = await driver(tx)
    rows = [_step_values(one) for one in noted]
    await connection.copy_records_to_table("dossier_steps", records=rows, columns=STEP_COLUMNS)


async def list_steps(
    tx: Transaction, dossiers: Sequence[UUID]
) -> dict[UUID, list[tuple[Happened, datetime]]]:
    """What happened to each of these, in its order, and when it was noted."""
    connection = await driver(tx)
    found: dict[UUID, list[tuple[Happened, datetime]]] = {one: [] for one in dossiers}
    for row in await connection.fetch(STEPS_OF, list(dossiers)):
        found[row["dossier"]].append((_happened(row), row["noted_at"]))
    return found


def dossier_in(row: Any) -> Dossier:
    """The dossier that stands in a row."""
    told: dict[str, Any] = {name: row[name] for name in COLUMNS}
    kinds = {"channel": DossierChannel(told["channel"]), "state": DossierState(told["state"])}
    return Dossier(**told | kinds)


def _values(dossier: Dossier) -> tuple[object, ...]:
    plain = tuple(getattr(dossier, name) for name in COLUMNS)
    return *plain, _pressing(dossier)


def _pressing(dossier: Dossier) -> date:
    return at_risk_on(dossier.counted_from, dossier.promised_on, office_calendar())


def _moving(dossier: Dossier, name: str) -> object:
    if name == DERIVED:
        return _pressing(dossier)
    return getattr(dossier, name)


def _step_values(noted: Noted) -> tuple[object, ...]:
    one, taken = noted.happened, noted.happened.taken
    reason = None if taken.reason is None else taken.reason.value
    what = (noted.dossier, one.nth, taken.step.value, taken.on, noted.at, one.who)
    return *what, taken.due_on, one.moved_from, reason, taken.words


def _happened(row: Any) -> Happened:
    taken = DossierStepTaken(
        step=DossierStep(row["step"]),
        on=row["happened_on"],
        due_on=row["due_on"],
        reason=None if row["reason"] is None else DossierReason(row["reason"]),
        words=row["words"],
    )
    return Happened(nth=row["nth"], taken=taken, who=row["who"], moved_from=row["moved_from"])


SELECT = f"SELECT {', '.join(COLUMNS)} FROM dossiers"
PASSING = (
    f"{SELECT} WHERE {IS_RUNNING} AND promised_on <= $1 AND (promised_on, code) > ($2, $3)"
    " ORDER BY promised_on, code LIMIT $4"
)
BEFORE_ALL = (date.min, DossierCode(""))
Key = tuple[date, DossierCode]

# $1 is today in all of them.
VIEWS: dict[DossierTab, str] = {
    DossierTab.OPEN: f"{IS_RUNNING} AND $1::date IS NOT NULL",
    DossierTab.AT_RISK: f"{IS_RUNNING} AND pressing_from <= $1 AND promised_on >= $1",
    DossierTab.OVERDUE: f"{IS_RUNNING} AND promised_on < $1",
    DossierTab.WAITING: "state = 'supplement_requested' AND $1::date IS NOT NULL",
    DossierTab.BREACHES: "(supplements > 1 OR reschedules > 1) AND $1::date IS NOT NULL",
    DossierTab.ALL: "$1::date IS NOT NULL",
}


async def list_passing(
    tx: Transaction, by: date, *, after: Key | None, most: int
) -> list[Dossier]:
    """Running dossiers promised for `by` or earlier, from behind `after`."""
    connection = await driver(tx)
    begun, code = after or BEFORE_ALL
    rows = await connection.fetch(PASSING, by, begun, code, most)
    return [dossier_in(row) for row in rows]


async def list_sought(
    tx: Transaction, sought: Sought, *, today: date, after: Key | None, most: int
) -> list[Dossier]:
    """A page of what is sought, from behind `after`."""
    where, values = _sieved(sought, today)
    by, way, beyond = ("promised_on", "", ">")
    if sought.view not in SOONEST_FIRST:
        by, way, beyond = ("moved_on", " DESC", "<")
    if after is not None:
        where += f" AND ({by}, code) {beyond} (${len(values) + 1}, ${len(values) + 2})"
        values += list(after)
    order = f"ORDER BY {by}{way}, code{way} LIMIT {most:d}"
    connection = await driver(tx)
    rows = await connection.fetch(f"{SELECT} WHERE {where} {order}", *values)
    return [dossier_in(row) for row in rows]


async def count_sought(tx: Transaction, sought: Sought, *, today: date) -> int:
    """How many there are, as far as it is worth counting."""
    where, values = _sieved(sought, today)
    some = f"SELECT 1 FROM dossiers WHERE {where} LIMIT {COUNTED_UP_TO + 1}"
    connection = await driver(tx)
    rows = await connection.fetch(f"SELECT count(*) AS n FROM ({some}) AS counted", *values)
    return int(rows[0]["n"])


def _sieved(sought: Sought, today: date) -> tuple[str, list[object]]:
    where, values = [VIEWS[sought.view]], list[object]([today])
    for column, value in (("unit", sought.unit), ("code", sought.code)):
        if value:
            values.append(value)
            where.append(f"{column} = ${len(values)}")
    if not sought.scope.is_everything:
        values.append(sorted(sought.scope.units))
        within = "<> ALL" if sought.scope.is_all_but else "= ANY"
        where.append(f"unit {within}(${len(values)}::text[])")
    return " AND ".join(where), values
