"""What can be asked about a draft."""

from datetime import datetime

from services.intake.domain.drafts import Draft, DraftGone, DraftId, DraftPhoto
from services.intake.store import drafts as store
from shared.chassis.database import Transaction


async def draft_named(tx: Transaction, draft_id: DraftId, *, now: datetime) -> Draft:
    """The draft of this name.

    Raises:
        DraftGone: if there is none, or its day is over.

    """
    return await store.load_draft(tx, draft_id, now=now)


async def draft_photo(
    tx: Transaction, draft_id: DraftId, digest: str, *, now: datetime
) -> DraftPhoto:
    """One photo of a draft, for whoever is writing it.

    Raises:
        DraftGone: if it is not there any more.

    """
    draft = await store.load_draft(tx, draft_id, now=now)
    for photo in draft.photos:
        if photo.digest == digest:
            return photo
    raise DraftGone
