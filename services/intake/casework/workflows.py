"""What officers do with a case that reaches beyond cases."""

from services.intake.cases.domain import steps
from services.intake.cases.domain.cases import Case, CaseKind
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.outgoing import about
from services.intake.cases.workflows.answering import StepNote, keep_step, take_case
from services.intake.petitions.domain import Opening, PetitionKind
from services.intake.petitions.workflows import open_petition
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.events.merging import FeedbackTransferred


async def transfer(
    tx: Transaction, number: TrackingNumber, acting: Acting, *, kind: CaseKind, words: str
) -> Case:
    """A complaint or denunciation in law leaves feedback, and whoever wrote is told so.

    Its own legal clock runs from the day it came in, by number and dates alone.

    Raises:
        NotALegalWay: if it is neither.

    """
    case = await take_case(tx, number, acting)
    after = steps.transferred(case, kind)
    event = FeedbackTransferred(
        **about(after),
        promise_id=after.promise_id,
        track=kind.value,
        transferred_on=acting.today,
    )
    data = {"kind": kind.value}
    step = StepNote(what="transferred", words=words.strip(), data=data, notice=data)
    await keep_step(tx, case, after, acting, step=step, event=event)
    opening = Opening(
        kind=PetitionKind(kind.value),
        unit=case.unit,
        received_on=case.received_on,
        case=case.id,
    )
    await open_petition(tx, opening, acting)
    return after
