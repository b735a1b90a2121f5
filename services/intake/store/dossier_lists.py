"""Dossiers in lists: by date, by unit, never counted further than it is worth."""

from datetime import date

from services.intake.domain.dossiers import Dossier, DossierCode
from services.intake.store.dossiers import COLUMNS, dossier_in
from services.intake.tables.dossiers import IS_RUNNING
from shared.chassis.database import Transaction, driver

SELECT = f"SELECT {', '.join(COLUMNS)} FROM dossiers"
PASSING = (
    f"{SELECT} WHERE {IS_RUNNING} AND promised_on <= $1 AND (promised_on, code) > ($2, $3)"
    " ORDER BY promised_on, code LIMIT $4"
)
BEFORE_ALL = (date.min, DossierCode(""))


async def list_passing(
    tx: Transaction, by: date, *, after: tuple[date, DossierCode] | None, most: int
) -> list[Dossier]:
    """Running dossiers promised for `by` or earlier, from behind `after`."""
    connection = await driver(tx)
    begun, code = after or BEFORE_ALL
    rows = await connection.fetch(PASSING, by, begun, code, most)
    return [dossier_in(row) for row in rows]
