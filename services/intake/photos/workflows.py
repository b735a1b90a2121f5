"""Photos: developed before the transaction, kept in it, covered and published by staff."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.words import accepted_reason
from services.intake.cases.workflows.entries import actor_of, note
from services.intake.photos import store
from services.intake.photos.domain import (
    MOST_PHOTOS,
    Kept,
    Part,
    Photo,
    PhotoHasNoOwner,
    PhotoId,
    TooManyPhotos,
    accepted_photo,
    parts_to_cover,
)
from shared.chassis import audit
from shared.chassis.acting import Acting
from shared.chassis.attachments import Attachments, Digest
from shared.chassis.database import Transaction
from shared.chassis.pictures import Picture, blacked_out, repainted
from shared.kernel.file_kinds import FileKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Developed:
    """A photo that can be kept: as it came, and as it is shown."""

    content: bytes
    kind: FileKind
    picture: Picture


async def develop(content: bytes) -> Developed:
    """Look at a photo and paint it anew; no transaction need wait for this.

    Raises:
        FileEmpty: if there is nothing in it.
        PhotoTooLarge: if the file is too large.
        PhotoOfNoUse: if it is no picture of a kind we take.
        PictureDamaged: if it cannot be decoded to its end.
        PictureTooLarge: if it has too many pixels.

    """
    kind = accepted_photo(content)
    return Developed(content=content, kind=kind, picture=await repainted(content))


async def develop_all(contents: Sequence[bytes]) -> list[Developed]:
    """Several photos of one message.

    Raises:
        TooManyPhotos: if there are more than `MOST_PHOTOS`.
        Rejection: if `develop` refuses one of them.

    """
    if len(contents) > MOST_PHOTOS:
        raise TooManyPhotos
    return [await develop(content) for content in contents]


async def put_away(tx: Transaction, files: Attachments, developed: Developed) -> Kept:
    """Keep the contents of a photo that belongs to nobody yet; a row must name them.

    Raises:
        NoRoomForFiles: if the node was given no store.

    """
    return Kept(
        original=await files.keep(tx, developed.content),
        original_type=developed.kind.media_type,
        shown=await files.keep(tx, developed.picture.content),
        width=developed.picture.width,
        height=developed.picture.height,
    )


async def attach(
    tx: Transaction,
    kept: Kept,
    *,
    message: UUID | None = None,
    case: UUID | None = None,
    now: datetime,
) -> Photo:
    """Make kept contents a photo of a message, or evidence that staff put to a case.

    Raises:
        PhotoHasNoOwner: if it is for neither of the two, or for both.

    """
    if (message is None) == (case is None):
        raise PhotoHasNoOwner
    photo = Photo(
        id=PhotoId(uuid7()),
        message=message,
        case=case,
        original=kept.original,
        original_type=kept.original_type,
        shown=kept.shown,
        width=kept.width,
        height=kept.height,
        covered=None,
        published_at=None,
        kept_at=now,
    )
    await store.add_photo(tx, photo)
    return photo


async def keep_photo(
    tx: Transaction,
    files: Attachments,
    developed: Developed,
    *,
    message: UUID | None = None,
    case: UUID | None = None,
    now: datetime,
) -> Photo:
    """Keep a photo of a message, or evidence that staff put to a case.

    Raises:
        PhotoHasNoOwner: if it is for neither of the two, or for both.
        NoRoomForFiles: if the node was given no store.

    """
    kept = await put_away(tx, files, developed)
    return await attach(tx, kept, message=message, case=case, now=now)


async def cover_parts(
    tx: Transaction, files: Attachments, photo_id: UUID, *, parts: Sequence[Part]
) -> Photo:
    """Black parts of a photo out for everyone; the sealed original stays.

    What was covered before is not covered any more unless it is named again; so whoever
    published it must look again.

    Raises:
        PhotoUnknown: if there is none with this id.
        Rejection: if `parts_to_cover` refuses the parts.

    """
    boxes = [part.box for part in parts_to_cover(parts)]
    photo = await store.load_photo(tx, PhotoId(photo_id), to_change=True)
    picture = await blacked_out(await files.content_of(Digest(photo.shown)), boxes)
    covered = replace(
        photo,
        covered=await files.keep(tx, picture.content),
        published_at=None if photo.covered is not None else photo.published_at,
    )
    return await store.save_photo(tx, covered)


async def uncover(tx: Transaction, photo_id: UUID) -> Photo:
    """Show a photo as it was painted; whoever published it must look again.

    Raises:
        PhotoUnknown: if there is none with this id.

    """
    photo = await store.load_photo(tx, PhotoId(photo_id), to_change=True)
    return await store.save_photo(tx, replace(photo, covered=None, published_at=None))


async def publish_photo(tx: Transaction, photo_id: UUID, *, now: datetime) -> Photo:
    """Let anybody see a photo, since somebody looked at it.

    Raises:
        PhotoUnknown: if there is none with this id.

    """
    photo = await store.load_photo(tx, PhotoId(photo_id), to_change=True)
    return await store.save_photo(tx, replace(photo, published_at=photo.published_at or now))


async def withdraw_photo(tx: Transaction, photo_id: UUID) -> Photo:
    """Let only staff and the sender see a photo again.

    Raises:
        PhotoUnknown: if there is none with this id.

    """
    photo = await store.load_photo(tx, PhotoId(photo_id), to_change=True)
    return await store.save_photo(tx, replace(photo, published_at=None))


async def open_original(
    tx: Transaction, photo: Photo, case: Case, acting: Acting, *, reason: str
) -> None:
    """Note who looks at a photo as it came, and why.

    Raises:
        ReasonTooShort, ReasonTooLong, TextUnreadable: if there is no reason to speak of.

    """
    why, data = accepted_reason(reason), {"photo": str(photo.id)}
    await audit.record_reading(tx, acting.principal, "photo.original", subject=str(photo.id))
    who, now = actor_of(acting.principal), acting.now
    await note(tx, case, who=who, what="original_opened", now=now, words=why, data=data)
