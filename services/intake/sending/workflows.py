"""Sending a draft: it becomes a message once, however often the button is pressed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_urlsafe

from uuid_utils.compat import uuid7

from services.intake.cases.domain.cases import CaseId, Location, Visibility
from services.intake.cases.domain.messages import Contact, Incoming, MessageId
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.store.cases import load_case_by_id
from services.intake.cases.workflows.receiving import (
    Addition,
    Received,
    add_message,
    receive_feedback,
)
from services.intake.photos.domain import Photo, PhotoId
from services.intake.photos.store import add_photo
from services.intake.sending import store
from services.intake.sending.domain import Draft, DraftId, DraftPhoto, position_in, with_photos
from shared.chassis.acting import Acting
from shared.chassis.attachments import Attachments
from shared.chassis.database import Transaction
from shared.chassis.pictures import MEDIA_TYPE, Picture
from shared.kernel.places import UnitCode

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


async def save_step(
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


async def send_draft(
    tx: Transaction,
    draft_id: DraftId,
    acting: Acting,
    *,
    category: str,
    answers: Mapping[str, object],
) -> TrackingNumber:
    """Make a message of a draft and empty the draft; sent before, its number is told again.

    Raises:
        DraftGone: if its day is over.

    """
    place, now = acting.place, acting.now
    draft = await store.load_draft(tx, draft_id, now=now, to_change=True)
    if draft.number is not None:
        return draft.number
    position = position_in(draft.text("latitude"), draft.text("longitude"))
    incoming = Incoming(
        text=draft.text("text"),
        category=category,
        unit=UnitCode(place.code),
        visibility=visibility_of(draft),
        contact=contact_of(draft),
        location=Location(
            latitude=float(position.latitude) if position else None,
            longitude=float(position.longitude) if position else None,
            address=draft.text("address"),
        ),
        language=draft.text("language") or "vi",
        answers=dict(answers),
    )
    received = await receive_feedback(tx, incoming, place=place, now=now)
    await _empty(tx, draft, received, now=now)
    return received.number


async def join_draft(
    tx: Transaction, draft_id: DraftId, case_id: CaseId, acting: Acting
) -> TrackingNumber:
    """Make a draft one more message of a case that is there: its sender follows that one.

    Raises:
        DraftGone: if its day is over.

    """
    draft = await store.load_draft(tx, draft_id, now=acting.now, to_change=True)
    if draft.number is not None:
        return draft.number
    case = await load_case_by_id(tx, case_id)
    addition = Addition(
        text=draft.text("text"),
        visibility=visibility_of(draft),
        contact=contact_of(draft),
        language=draft.text("language") or "vi",
    )
    received = await add_message(tx, case.number, addition, now=acting.now)
    await _empty(tx, draft, received, now=acting.now)
    return received.number


async def forget_drafts(tx: Transaction, acting: Acting) -> int:
    """Let go of what nobody sent within a day."""
    return await store.forget_drafts(tx, now=acting.now)


def visibility_of(draft: Draft) -> Visibility:
    """How the sender wants to be known."""
    return Visibility(draft.text("visibility") or Visibility.ANONYMOUS)


def contact_of(draft: Draft) -> Contact:
    """How the sender can be reached."""
    return Contact(
        full_name=draft.text("full_name"), phone=draft.text("phone"), email=draft.text("email")
    )


async def _empty(tx: Transaction, draft: Draft, received: Received, *, now: datetime) -> None:
    """Its photos go with the message; of the draft only the number stays, for a second tap."""
    for photo in draft.photos:
        await add_photo(tx, _photo(photo, received.message_id, now=now))
    await store.save_draft(tx, replace(draft, values={}, photos=(), number=received.number))


def _photo(photo: DraftPhoto, message_id: MessageId, *, now: datetime) -> Photo:
    """A photo of a draft as one of its message; what came beside the picture was not kept."""
    return Photo(
        id=PhotoId(uuid7()),
        message=message_id,
        case=None,
        original=photo.digest,
        original_type=MEDIA_TYPE,
        shown=photo.digest,
        width=photo.width,
        height=photo.height,
        covered=None,
        published_at=None,
        kept_at=now,
    )


async def _with_step(
    tx: Transaction, draft: Draft, step: DraftStep, *, files: Attachments
) -> Draft:
    added = [
        DraftPhoto(
            digest=await files.keep(tx, picture.content),
            width=picture.width,
            height=picture.height,
        )
        for picture in step.pictures
    ]
    photos = with_photos(draft, added)
    left = tuple(photo for photo in photos if photo.digest != step.dropped)
    return replace(draft, values={**draft.values, **step.values}, photos=left)
