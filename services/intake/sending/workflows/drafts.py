"""A message being written: begun, filled step by step, sent once, forgotten after a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_urlsafe

from services.intake.sending import store
from services.intake.sending.domain.drafts import Draft, DraftId, DraftPhoto, with_photos
from shared.chassis.attachments import Attachments
from shared.chassis.database import Transaction
from shared.chassis.pictures import Picture

ID_BYTES = 16

Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftStep:
    """What one step brought: its fields, the photos to keep, the one to leave out."""

    values: Values
    pictures: Sequence[Picture] = ()
    dropped: str = ""


async def begin_draft(
    tx: Transaction, files: Attachments, step: DraftStep, *, now: datetime
) -> Draft:
    """Keep a message that has just been begun."""
    blank = Draft(id=DraftId(token_urlsafe(ID_BYTES)), made_at=now)
    draft = await _with_step(tx, blank, step, files=files)
    await store.add_draft(tx, draft)
    return draft


async def keep_step(
    tx: Transaction, draft_id: DraftId, step: DraftStep, *, files: Attachments, now: datetime
) -> Draft:
    """Keep what a step brought; a draft that was sent stays as it is.

    Raises:
        DraftGone: if its day is over.
        TooManyPhotos: if there are too many photos in it now.

    """
    draft = await store.load_draft(tx, draft_id, now=now, to_change=True)
    if draft.number is not None:
        return draft
    changed = await _with_step(tx, draft, step, files=files)
    await store.save_draft(tx, changed)
    return changed


async def forget_drafts(tx: Transaction, *, now: datetime) -> int:
    """Let go of what nobody sent within a day."""
    return await store.forget_drafts(tx, now=now)


async def _with_step(
    tx: Transaction, draft: Draft, step: DraftStep, *, files: Attachments
) -> Draft:
    added = [
        DraftPhoto(digest=await files.keep(tx, one.content), width=one.width, height=one.height)
        for one in step.pictures
    ]
    photos = with_photos(draft, added)
    left = tuple(photo for photo in photos if photo.digest != step.dropped)
    return replace(draft, values={**draft.values, **step.values}, photos=left)
