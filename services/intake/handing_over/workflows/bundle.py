"""The bundle: everything the next office needs of a case, packed for its eyes only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from services.intake.cases.domain.cases import Case, CaseState
from services.intake.cases.domain.messages import Contact, Message
from services.intake.cases.store import messages as store
from services.intake.cases.store.messages import Entry
from services.intake.handing_over.domain import HandOver
from services.intake.photos.store import list_photos
from shared.chassis.database import Transaction
from shared.kernel.rejection import Conflict, Rejection

NOTE = "hand_over_note"
MOST_BYTES = 400_000
"""Sealed, in base64 and with its envelope, it stays below the largest message of a broker."""


class ParcelTooLarge(Conflict):
    """Phản ánh này có quá nhiều tin để bàn giao một lần; hãy tách bớt trước khi bàn giao.
    This case holds too many messages to be handed over in one piece; split it first.
    """


class ParcelDamaged(Rejection):
    """Nội dung bàn giao không đúng mẫu.
    What was handed over is not in the agreed form.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledMessage:
    """One message with whoever wrote it."""

    message: Message
    contact: Contact | None = None
    answers: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A case as it is handed over; `handover_id` binds it to the way it goes.

    Its field names are what nodes of all versions read.
    """

    handover_id: UUID
    case: Case
    letters: tuple[BundledMessage, ...]
    entries: tuple[Entry, ...] = ()
    note: str = ""
    """What one officer has to tell the next."""
    photos_left: int = 0
    """How many pictures stay where they were sent."""


FORM: TypeAdapter[Bundle] = TypeAdapter(Bundle)


async def pack(tx: Transaction, case: Case, *, handover: HandOver) -> Bundle:
    """Everything of a case that goes along: what was written, by whom, what was answered."""
    messages = await store.list_messages(tx, case.id)
    bundled = [
        BundledMessage(
            message=message,
            contact=await store.load_contact(tx, message.id),
            answers=await store.load_answers(tx, message.id),
        )
        for message in messages
    ]
    entries = await store.list_entries(tx, case.id)
    notes = [
        entry.words
        for entry in entries
        if entry.what == NOTE and entry.at == handover.handed_at
    ]
    photos = await list_photos(tx, messages=[message.id for message in messages], case=case.id)
    return Bundle(
        handover_id=handover.id,
        case=_as_new(case),
        letters=tuple(bundled),
        entries=tuple(entry for entry in entries if entry.is_public),
        note=notes[-1] if notes else "",
        photos_left=len(photos),
    )


def _as_new(case: Case) -> Case:
    """The case as the next office begins with it: promise and clocks as they are."""
    state = CaseState.RECEIVED if case.acknowledged_at is None else CaseState.ACKNOWLEDGED
    return replace(
        case, state=state, assigned_to=None, routed_by="", merged_into=None, state_before=None
    )


def written(bundle: Bundle) -> bytes:
    """A bundle as bytes; of a long story the beginning is left out, never what was asked.

    Raises:
        ParcelTooLarge: if even without its story it is too much.

    """
    content = FORM.dump_json(bundle)
    entries: Sequence[Entry] = bundle.entries
    while len(content) > MOST_BYTES and entries:
        entries = entries[len(entries) // 2 + 1 :]
        content = FORM.dump_json(replace(bundle, entries=tuple(entries)))
    if len(content) > MOST_BYTES:
        raise ParcelTooLarge
    return content


def read(content: bytes) -> Bundle:
    """The bundle in these bytes.

    Raises:
        ParcelDamaged: if there is none.

    """
    try:
        return FORM.validate_json(content)
    except ValidationError:
        raise ParcelDamaged from None  # the cause would show what stands in it
