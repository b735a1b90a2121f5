"""Opening the contact of whoever wrote: never without a trace, a sealed one with a reason."""

from services.intake.cases.domain.cases import Case, FeedbackUnknown, Visibility
from services.intake.cases.domain.messages import Contact, MessageId
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.domain.words import accepted_reason
from services.intake.cases.store import cases, messages
from services.intake.cases.workflows.entries import actor_of, note
from shared.chassis import audit
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.directory import line_of
from shared.chassis.principal import NotYours
from shared.kernel.rejection import NotFound
from shared.kernel.roles import Right


class NobodyToReach(NotFound):
    """Người gửi không để lại cách liên hệ.
    Whoever wrote left no contact.
    """


async def open_contact_of(
    tx: Transaction, number: TrackingNumber, *, acting: Acting, reason: str
) -> Contact:
    """How whoever wrote the message with this number can be reached; see `open_contact`.

    Raises:
        FeedbackUnknown: if there is no such message.
        NotYours: if the principal does not work on the case.
        NobodyToReach, ReasonTooShort: as `open_contact` has it.

    """
    message = await messages.find_numbered(tx, number)
    if message is None or acting.principal is None:
        raise FeedbackUnknown
    case = await cases.load_case_by_id(tx, message.case_id)
    line = await line_of(tx, case.unit, day=acting.today)
    acting.principal.must(Right.WORK, line)
    may_decide = acting.principal.may(Right.DECIDE, line)
    return await open_contact(
        tx, case, message.id, acting=acting, reason=reason, may_decide=may_decide
    )


async def open_contact(
    tx: Transaction,
    case: Case,
    message_id: MessageId,
    *,
    acting: Acting,
    reason: str,
    may_decide: bool,
) -> Contact:
    """How whoever wrote can be reached; the trail and the case remember who looked, and why.

    Raises:
        NobodyToReach: if they left nothing.
        NotYours: if the identity is sealed, and one may not open seals.
        ReasonTooShort: if a seal is opened without saying why.

    """
    found = {one.id: one for one in await messages.list_messages(tx, case.id)}
    message = found.get(message_id)
    contact = await messages.load_contact(tx, message_id) if message else None
    if message is None or contact is None or contact.is_empty:
        raise NobodyToReach
    is_sealed = message.visibility is Visibility.CONFIDENTIAL
    if is_sealed and not may_decide:
        raise NotYours
    why = accepted_reason(reason) if is_sealed or reason.strip() else ""
    await audit.record_reading(tx, acting.principal, "case.contact", subject=str(case.id))
    what = "seal_opened" if is_sealed else "contact_read"
    await note(
        tx,
        case,
        who=actor_of(acting.principal),
        what=what,
        now=acting.now,
        words=why,
        is_public=is_sealed,
        data={"message": str(message_id)},
    )
    return contact
