"""Photos: which of them somebody may see, and in which copy."""

from datetime import date
from uuid import UUID

from services.intake.cases.domain.cases import Case, CaseId
from services.intake.cases.store import cases, messages
from services.intake.photos import store
from services.intake.photos.domain import Photo, PhotoId, PhotoUnknown
from shared.chassis.access import Principal
from shared.chassis.database import Transaction
from shared.chassis.directory import line_of
from shared.kernel.roles import Right


async def photo_shown(
    tx: Transaction, photo_id: UUID, principal: Principal, *, right: Right, day: date
) -> tuple[Photo, Case]:
    """A photo and the case it belongs to, for staff of the unit.

    Raises:
        PhotoUnknown: if there is none with this id.
        NotYours: if `right` is not held over the unit of the case.

    """
    photo = await store.load_photo(tx, PhotoId(photo_id))
    case = await _case_of(tx, photo)
    principal.must(right, await line_of(tx, case.unit, day=day))
    return photo, case


async def photo_in_public(tx: Transaction, photo_id: UUID) -> Photo:
    """A photo anybody may see, since an officer has looked at it.

    Raises:
        PhotoUnknown: if there is none with this id, or nobody has looked at it yet.

    """
    photo = await store.load_photo(tx, PhotoId(photo_id))
    if photo.published_at is None:
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
