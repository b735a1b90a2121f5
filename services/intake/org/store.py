"""What units are called, from what registry has told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from shared.chassis.database import Transaction

NAMES = sa.text("""
SELECT DISTINCT ON (unit) unit, vi, en, parent FROM known_chapters
WHERE unit = ANY(CAST(:codes AS text[])) AND valid_from <= :day
ORDER BY unit, valid_from DESC""")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitName:
    """What a unit is called, and under whom it stands."""

    code: str
    vi: str
    en: str
    parent: str | None = None


async def list_names(
    tx: Transaction, codes: Collection[str], *, day: date
) -> dict[str, UnitName]:
    """Units as they are called on a day, by code; one that has ended, as it was called last."""
    rows = await tx.execute(NAMES, {"codes": sorted(set(codes)), "day": day})
    return {
        row.unit: UnitName(code=row.unit, vi=row.vi, en=row.en, parent=row.parent)
        for row in rows
    }
