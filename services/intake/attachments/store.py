"""Files: which contents beside the database some row still names."""

import sqlalchemy as sa

from services.intake.cases.domain.notices import NoticeState
from services.intake.cases.tables import notices
from services.intake.channels.tables import mails
from services.intake.photos.tables import photos
from services.intake.sending.store import digests_in_drafts
from shared.chassis.database import Transaction

NAMED = (
    *(photos.c.original_digest, photos.c.shown_digest, photos.c.covered_digest),
    mails.c.raw_digest,
)
"""Every column that names a file; what none of them names is swept after a day."""


async def list_digests(tx: Transaction) -> frozenset[str]:
    """Everything that some row names, so that it must not be swept."""
    every = sa.union(*(sa.select(column).where(column.is_not(None)) for column in NAMED))
    named = frozenset((await tx.execute(every)).scalars())
    return named | await digests_in_drafts(tx) | await _to_be_sent(tx)


async def _to_be_sent(tx: Transaction) -> frozenset[str]:
    """What goes along with letters that are not sent yet, or may be tried again."""
    file = notices.c.data["file"].astext
    query = sa.select(file).where(
        notices.c.subject_kind == "letter",
        notices.c.state.in_([NoticeState.WAITING.value, NoticeState.FAILED.value]),
        file.is_not(None),
    )
    return frozenset((await tx.execute(query)).scalars())
