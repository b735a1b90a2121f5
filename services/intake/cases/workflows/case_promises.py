"""What becomes of the promise of a case with each step it takes."""

from services.intake.cases.domain.cases import OPEN, Case
from services.intake.promises.domain import Promise, PromiseSubject, SubjectKind
from services.intake.promises.workflows import PromiseEnded, PromiseMoved, promises_changed
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction


async def settle_case(
    tx: Transaction, before: Case, after: Case, *, reason: str = "", at: Acting
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
        await promises_changed(tx, [PromiseEnded(promise, at.today)], at)
    elif after.promised_on > before.promised_on:
        await promises_changed(tx, [PromiseMoved(promise, reason, after.promised_on)], at)
