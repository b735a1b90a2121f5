"""Dossiers in and out of Postgres."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from asyncpg import UniqueViolationError
from sqlalchemy.dialects.postgresql import insert

from services.intake.domain.dossiers import (
    Channel,
    Dossier,
    DossierCode,
    DossierUnknown,
    registered_meanwhile,
)
from services.intake.tables.dossiers import dossiers as table
from shared.chassis.database import Transaction, driver

ONE_IMPORT_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('intake imports', 0))"
KNOWN_CODES = "SELECT code FROM dossiers WHERE code = ANY($1::text[])"
DOSSIER_COLUMNS = (
    *("code", "id", "unit", "procedure", "channel", "received_on", "due_on", "returned_on"),
)


async def add_dossier(tx: Transaction, dossier: Dossier) -> bool:
    """Write down a dossier for the first time; False if its code is known."""
    row = dict(zip(DOSSIER_COLUMNS, _values(dossier), strict=True))
    added = insert(table).values(row).on_conflict_do_nothing()
    return bool((await tx.execute(added.returning(table.c.code))).one_or_none())


async def load_dossier_to_change(tx: Transaction, code: DossierCode) -> Dossier:
    """The dossier with this code; nobody else can change it meanwhile.

    Raises:
        DossierUnknown: if there is none.

    """
    query = sa.select(table).where(table.c.code == code).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise DossierUnknown
    return _dossier(row)


async def save_return(tx: Transaction, dossier: Dossier) -> None:
    """Keep when a dossier's result was returned."""
    kept = table.update().where(table.c.code == dossier.code)
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


def _dossier(row: sa.RowMapping) -> Dossier:
    told: dict[str, Any] = {name: row[name] for name in DOSSIER_COLUMNS}
    return Dossier(**told | {"channel": Channel(row["channel"])})
