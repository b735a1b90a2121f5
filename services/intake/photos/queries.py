"""Photos: which of them somebody may see, and in which copy."""

from uuid import UUID

from services.intake.cases.domain.cases import Case, CaseId
from services.intake.cases.store import cases, messages
from services.intake.photos import store
from services.intake.photos.domain import Photo, PhotoId, PhotoUnknown
from shared.chassis.acting import SignedIn
from shared.chassis.database import Transaction
from shared.kernel.roles import Right


async def photo_shown(
    tx: Transaction, photo_id: UUID, acting: SignedIn, right: Right
) -> tuple[Photo, Case]:
    """A photo and the case it belongs to, for staff of the unit.

    Raises:
        PhotoUnknown: if there is none with this id.
        NotYours: if `right` is not held over the unit of the case.

    """
    photo = await store.load_photo(tx, PhotoId(photo_id))
    case = await _case_of(tx, photo)
    await acting.must(tx, right, case.unit)
    return photo, case


async def photo_in_public(tx: Transaction, photo_id: UUID) -> Photo:
    """A photo anybody may see, since an officer has looked at it.

    Raises:
        PhotoUnknown: if there is none with this id, or nobody has looked at it yet.

    """
    photo = await store.load_photo(tx, PhotoId(photo_id))
    if not photo.is_public:
        raise PhotoUnknown
    return photo


async def _case_of(tx: Transaction, photo: Photo) -> Case:
    if photo.case is not None:
        return await cases.load_case_by_id(tx, CaseId(photo.case))
    assert photo.message is not None
    message = await messages.find_by_id(tx, photo.message)
    if message is None:
        raise PhotoUnknown
    return await cases.load_case_by_id(tx, message.case_id)
