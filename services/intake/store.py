"""Feedback and dossiers in and out of Postgres."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from asyncpg import UniqueViolationError
from sqlalchemy.dialects.postgresql import insert

from services.intake import tables
from services.intake.domain.categories import Category
from services.intake.domain.dossiers import (
    Channel,
    Dossier,
    DossierCode,
    DossierUnknown,
    registered_meanwhile,
)
from services.intake.domain.feedback import Feedback, FeedbackId, FeedbackUnknown, State
from services.intake.domain.tracking import TrackingNumber
from shared.chassis.database import Transaction, driver
from shared.kernel.places import UnitCode
from shared.kernel.working_days import Due

# Said to the driver directly: this is the statement a thousand citizens a second wait for.
ADD_FEEDBACK = (
    "INSERT INTO feedback (id, number, unit, category, text, received_at, received_on,"
    " due_on, due_is_provisional, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    " ON CONFLICT (number) DO NOTHING"
)
ADDED = "INSERT 0 1"
ONE_IMPORT_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('intake imports', 0))"
KNOWN_CODES = "SELECT code FROM dossiers WHERE code = ANY($1::text[])"
DOSSIER_COLUMNS = (
    *("code", "id", "unit", "procedure", "channel", "received_on", "due_on", "returned_on"),
)


async def add_feedback(tx: Transaction, feedback: Feedback) -> bool:
    """Write down a feedback for the first time; False if its number is taken."""
    connection = await driver(tx)
    told = await connection.execute(
        ADD_FEEDBACK,
        feedback.id,
        feedback.number,
        feedback.unit,
        feedback.category.value,
        feedback.text,
        feedback.received_at,
        feedback.received_on,
        feedback.due.on,
        feedback.due.provisional,
        feedback.state.value,
    )
    return bool(told == ADDED)


async def load_feedback(
    tx: Transaction, number: TrackingNumber, *, to_change: bool = False
) -> Feedback:
    """The case with this number; `to_change` lets nobody else change it meanwhile.

    Raises:
        FeedbackUnknown: if there is none.

    """
    query = sa.select(tables.feedback).where(tables.feedback.c.number == number)
    if to_change:
        query = query.with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise FeedbackUnknown
    return _feedback(row)


async def save_feedback(tx: Transaction, feedback: Feedback) -> None:
    """Keep how a case was answered."""
    kept = tables.feedback.update().where(tables.feedback.c.id == feedback.id)
    await tx.execute(
        kept.values(
            state=feedback.state.value, closed_on=feedback.closed_on, reason=feedback.reason
        )
    )


async def add_dossier(tx: Transaction, dossier: Dossier) -> bool:
    """Write down a dossier for the first time; False if its code is known."""
    row = dict(zip(DOSSIER_COLUMNS, _values(dossier), strict=True))
    added = insert(tables.dossiers).values(row).on_conflict_do_nothing()
    return bool((await tx.execute(added.returning(tables.dossiers.c.code))).one_or_none())


async def load_dossier_to_change(tx: Transaction, code: DossierCode) -> Dossier:
    """The dossier with this code; nobody else can change it meanwhile.

    Raises:
        DossierUnknown: if there is none.

    """
    query = sa.select(tables.dossiers).where(tables.dossiers.c.code == code).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise DossierUnknown
    return _dossier(row)


async def save_return(tx: Transaction, dossier: Dossier) -> None:
    """Keep when a dossier's result was returned."""
    kept = tables.dossiers.update().where(tables.dossiers.c.code == dossier.code)
    await tx.execute(kept.values(returned_on=dossier.returned_on))


async def known_codes(tx: Transaction, codes: Sequence[DossierCode]) -> frozenset[str]:
    """Which of `codes` are registered; until the transaction ends no other import adds any.

    The counter may: then its code, being unique, decides when the import writes.
    """
    connection = await driver(tx)
    await connection.execute(ONE_IMPORT_AT_A_TIME)
    rows = await connection.fetch(KNOWN_CODES, list(codes))
    return frozenset(row["code"] for row in rows)


async def add_dossiers(tx: Transaction, dossiers: Sequence[Dossier]) -> None:
    """Write many new dossiers down at once.

    Raises:
        DossierAlreadyKnown: if one was registered meanwhile; the transaction is then void.

    """
    connection = await driver(tx)
    rows = [_values(dossier) for dossier in dossiers]
    try:
        await connection.copy_records_to_table(
            "dossiers", records=rows, columns=DOSSIER_COLUMNS
        )
    except UniqueViolationError as clash:
        raise registered_meanwhile() from clash


def _values(dossier: Dossier) -> tuple[object, ...]:
    return (
        dossier.code,
        dossier.id,
        dossier.unit,
        dossier.procedure,
        dossier.channel.value,
        dossier.received_on,
        dossier.due_on,
        dossier.returned_on,
    )


def _feedback(row: sa.RowMapping) -> Feedback:
    return Feedback(
        id=FeedbackId(row["id"]),
        number=TrackingNumber(row["number"]),
        unit=UnitCode(row["unit"]),
        category=Category(row["category"]),
        text=row["text"],
        received_at=row["received_at"],
        received_on=row["received_on"],
        due=Due(row["due_on"], row["due_is_provisional"]),
        state=State(row["state"]),
        closed_on=row["closed_on"],
        reason=row["reason"],
    )


def _dossier(row: sa.RowMapping) -> Dossier:
    told: dict[str, Any] = {name: row[name] for name in DOSSIER_COLUMNS}
    return Dossier(**told | {"channel": Channel(row["channel"])})
