"""What can be asked about a case."""

from services.intake.cases.domain.cases import Case, CaseId
from services.intake.cases.domain.messages import Message
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.store import feedback as store
from services.intake.cases.store import messages
from services.intake.cases.store.messages import Entry
from shared.chassis.database import Transaction

__all__ = ["Entry", "entries_of", "find_case", "find_case_by_id", "messages_of"]


async def find_case(tx: Transaction, number: TrackingNumber) -> Case:
    """The case that one of its messages is followed by.

    Raises:
        FeedbackUnknown: if there is none.

    """
    return await store.load_case(tx, number)


async def find_case_by_id(tx: Transaction, case_id: CaseId) -> Case:
    """The case with an id.

    Raises:
        FeedbackUnknown: if there is none.

    """
    return await store.load_case_by_id(tx, case_id)


async def messages_of(tx: Transaction, case_id: CaseId) -> list[Message]:
    """All messages of a case, the oldest first."""
    return await messages.list_messages(tx, case_id)


async def entries_of(
    tx: Transaction, case_id: CaseId, *, public_only: bool = False
) -> list[Entry]:
    """What was said and done about a case, the oldest first."""
    return await messages.list_entries(tx, case_id, public_only=public_only)
