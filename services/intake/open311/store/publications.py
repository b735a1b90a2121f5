"""Published words in and out of Postgres."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.cases.domain.cases import CaseId
from services.intake.open311.tables.publications import publications
from shared.chassis.database import Transaction


async def keep_publication(
    tx: Transaction, case: CaseId, *, words: str, by: str, at: datetime
) -> None:
    """Keep what anybody may read of a case; said again, the newer words stand."""
    row = {"case_id": case, "words": words, "by": by, "at": at}
    added = insert(publications).values(row)
    await tx.execute(added.on_conflict_do_update(index_elements=["case_id"], set_=row))


async def drop_publication(tx: Transaction, case: CaseId) -> bool:
    """Let nobody read them any more; False if nobody could."""
    gone = publications.delete().where(publications.c.case_id == case)
    told = await tx.execute(gone.returning(publications.c.case_id))
    return told.one_or_none() is not None


async def find_words(tx: Transaction, case: CaseId) -> str | None:
    """What anybody may read of a case, if anything."""
    query = sa.select(publications.c.words).where(publications.c.case_id == case)
    found: str | None = (await tx.execute(query)).scalar_one_or_none()
    return found
