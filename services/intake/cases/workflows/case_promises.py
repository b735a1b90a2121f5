"""What becomes of the promise of a case with each step it takes."""

from services.intake.cases.domain.cases import OPEN, Case
from services.intake.letters.domain.promises import Promise, PromiseSubject, SubjectKind
from services.intake.letters.workflows.promises import Moment, promise_ended, promise_moved
from shared.chassis.database import Transaction


async def settle_case(
    tx: Transaction, before: Case, after: Case, *, reason: str = "", at: Moment
) -> None:
    """Keep, break or move the promise of a case that moved on; its row is held."""
    if before.state not in OPEN:
        return
    promise = Promise(
        subject=PromiseSubject(SubjectKind.FEEDBACK, before.id),
        unit=before.unit,
        ref=before.number,
        topic=before.category,
        received_on=before.received_on,
        promised_on=before.promised_on,
    )
    if after.state not in OPEN:
        await promise_ended(tx, promise, on=at.today, at=at)
    elif after.promised_on > before.promised_on:
        await promise_moved(tx, promise, reason=reason, new_on=after.promised_on, at=at)
