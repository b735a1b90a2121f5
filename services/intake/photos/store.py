"""Photos in and out of Postgres; their contents are kept elsewhere."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from services.intake.photos.domain import Photo, PhotoId, PhotoUnknown
from services.intake.photos.tables import photos
from shared.chassis.database import Transaction

IN_ORDER = (photos.c.kept_at, photos.c.id)
FIELDS = {
    "id": "id", "message_id": "message", "case_id": "case", "original_digest": "original",
    "original_type": "original_type", "shown_digest": "shown", "width": "width",
    "height": "height", "covered_digest": "covered", "published_at": "published_at",
    "kept_at": "kept_at",
}  # fmt: skip
"""The field of a photo behind every column."""


async def add_photo(tx: Transaction, photo: Photo) -> None:
    """Write down that a photo is kept."""
    row = {column: getattr(photo, field) for column, field in FIELDS.items()}
    await tx.execute(photos.insert().values(row))


async def load_photo(tx: Transaction, photo_id: PhotoId, *, to_change: bool = False) -> Photo:
    """One photo.

    Raises:
        PhotoUnknown: if there is none with this id.

    """
    query = sa.select(photos).where(photos.c.id == photo_id)
    if to_change:
        query = query.with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise PhotoUnknown
    return _photo(row)


async def save_photo(tx: Transaction, photo: Photo) -> Photo:
    """Keep what is shown of a photo, and to whom."""
    kept = {"covered_digest": photo.covered, "published_at": photo.published_at}
    await tx.execute(photos.update().where(photos.c.id == photo.id).values(kept))
    return photo


async def list_photos(
    tx: Transaction, *, messages: Sequence[UUID] = (), case: UUID | None = None
) -> list[Photo]:
    """The photos of some messages, and those staff put to a case, in the order they came."""
    is_owned: list[sa.ColumnElement[bool]] = [photos.c.message_id.in_(messages)]
    if case is not None:
        is_owned.append(photos.c.case_id == case)
    query = sa.select(photos).where(sa.or_(*is_owned)).order_by(*IN_ORDER)
    return [_photo(row) for row in (await tx.execute(query)).mappings()]


def _photo(row: sa.RowMapping) -> Photo:
    return Photo(**{field: row[column] for column, field in FIELDS.items()})
