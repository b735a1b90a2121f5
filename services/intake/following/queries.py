"""What whoever holds a code may know: where it stands, and what they themselves wrote."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.intake.appeals.workflows import superior_of
from services.intake.cases.domain.cases import Case, CaseId, CaseState, FeedbackUnknown
from services.intake.cases.domain.messages import Message
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.store import cases as case_store
from services.intake.cases.store import messages
from services.intake.cases.store.messages import Entry
from services.intake.following import store
from services.intake.following.store import Follower
from services.intake.handing_over.queries import (
    Whereabouts,
    whereabouts_of_case,
    whereabouts_of_number,
)
from services.intake.letters.domain.letters import Letter
from services.intake.letters.store.letters import list_issued
from services.intake.org.queries import UnitName, names_of
from services.intake.photos.domain import Photo, PhotoUnknown
from services.intake.photos.store import list_photos
from services.intake.promises.domain import ClockMove, ClockSubject, SubjectKind
from services.intake.promises.domain import PromiseSubject as About
from services.intake.promises.queries import list_clock_moves
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction

CITIZEN = "citizen"
SEAL_OPENED = "seal_opened"
APPEALED = "appealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A case as the holder of one of its codes may see it.

    `case` is the one that speaks for it: after a merger another than the message's own.
    """

    case: Case
    message: Message
    merged: Case | None
    """The message's own case, if another speaks for it now."""
    entries: Sequence[Entry]
    moves: Sequence[ClockMove]
    photos: Sequence[Photo]
    follower: Follower | None
    letters: Sequence[Letter] = ()
    """Apologies and thanks that were signed."""
    way: Whereabouts | None = None
    """Where it went, if another node has it."""
    way_name: UnitName | None = None
    may_appeal: bool = False
    """Whether somebody above may still be asked to look at it."""

    @property
    def may_speak(self) -> bool:
        """Whether its holder may confirm, contest and rate."""
        return self.merged is None


async def followed(tx: Transaction, number: TrackingNumber, acting: Acting) -> Followed:
    """Everything the holder of a code may see.

    Raises:
        FeedbackUnknown: if no message here has it.

    """
    message = await messages.find_numbered(tx, number)
    if message is None:
        raise FeedbackUnknown
    own = await case_store.load_case_by_id(tx, message.case_id)
    case = await _speaking(tx, own)
    entries = await messages.list_entries(tx, case.id, public_only=True)
    photos = await list_photos(tx, messages=[message.id], case=case.id)
    way = await whereabouts_of_case(tx, case.id)
    return Followed(
        case=case,
        message=message,
        merged=own if own.id != case.id else None,
        entries=[read for entry in entries if (read := as_read_by(message, entry))],
        moves=await list_clock_moves(tx, ClockSubject.FEEDBACK, case.id),
        photos=[photo for photo in photos if may_see(message, photo)],
        follower=await store.load_follower(tx, message.id),
        may_appeal=all(entry.what != APPEALED for entry in entries)
        and await superior_of(tx, case.unit, acting) is not None,
        letters=await list_issued(tx, About(SubjectKind.FEEDBACK, case.id)),
        way=way,
        way_name=await unit_called(tx, way.unit, day=acting.today) if way else None,
    )


async def refuse_unknown(tx: Transaction, number: TrackingNumber) -> Whereabouts | None:
    """Let codes pass that lead to a case here, or that passed here; the way those went.

    Raises:
        FeedbackUnknown: if nobody here ever heard of it.

    """
    if await messages.find_numbered(tx, number) is not None:
        return None
    way = await whereabouts_of_number(tx, number)
    if way is None:
        raise FeedbackUnknown
    return way


async def unit_called(tx: Transaction, code: str, *, day: date) -> UnitName:
    """What a unit is called; one we have not heard of, by its code."""
    names = await names_of(tx, [code], day)
    return names.get(code, UnitName(code=code, vi=code, en=code))


async def photo_followed(
    tx: Transaction, number: TrackingNumber, photo_id: UUID, acting: Acting
) -> Photo:
    """One photo the holder of a code may see.

    Raises:
        FeedbackUnknown: if no message here has the code.
        PhotoUnknown: if the photo is none of theirs.

    """
    for photo in (await followed(tx, number, acting)).photos:
        if photo.id == photo_id:
            return photo
    raise PhotoUnknown


def as_read_by(message: Message, entry: Entry) -> Entry | None:
    """An entry without what another citizen wrote; of another's seal, nothing at all."""
    is_own = entry.data.get("message") == str(message.id)
    if entry.what == SEAL_OPENED and not is_own:
        return None
    if entry.who != CITIZEN or is_own:
        return entry
    return replace(entry, words="")


def may_see(message: Message, photo: Photo) -> bool:
    """Whether a photo is the sender's own, or was published after somebody looked at it."""
    return photo.message == message.id or photo.published_at is not None


def is_in_window(case: Case, today: date) -> bool:
    """Whether its sender may still say that it is not done."""
    return case.reopen_until is not None and today <= case.reopen_until


async def _speaking(tx: Transaction, case: Case) -> Case:
    seen: set[CaseId] = set()
    while case.state is CaseState.MERGED and case.merged_into and case.id not in seen:
        seen.add(case.id)
        case = await case_store.load_case_by_id(tx, case.merged_into)
    return case
