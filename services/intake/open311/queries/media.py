"""Media of requests: photos an officer has looked at and let anybody see."""

from uuid import UUID

from services.intake.photos import store
from services.intake.photos.domain import Photo, PhotoId, PhotoUnknown
from shared.chassis.database import Transaction


async def published_photo(tx: Transaction, photo_id: UUID) -> Photo:
    """A photo anybody may see.

    Raises:
        PhotoUnknown: if there is none, or if nobody has published it.

    """
    photo = await store.load_photo(tx, PhotoId(photo_id))
    if photo.published_at is None:
        raise PhotoUnknown
    return photo
