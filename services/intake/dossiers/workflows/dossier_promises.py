"""What becomes of the promise of a dossier with each step it takes."""

from collections.abc import Sequence

from services.intake.dossiers.domain.dossier_steps import DossierStep
from services.intake.dossiers.domain.dossiers import RUNNING, Dossier
from services.intake.dossiers.outgoing import Way
from services.intake.letters.domain.promises import (
    Promise,
    PromiseSubject,
    SubjectKind,
    is_missed,
)
from services.intake.letters.store.letters import subjects_apologised_to
from services.intake.letters.workflows.promises import Moment, promise_ended, promise_moved
from shared.chassis.database import Transaction

ENDS = frozenset(
    {DossierStep.RETURN, DossierStep.REJECT, DossierStep.WITHDRAW, DossierStep.STOP}
)


async def settle(tx: Transaction, ways: Sequence[Way], *, at: Moment) -> None:
    """Keep, break or move the promises of dossiers that moved on; their rows are held.

    A register brings thousands of results in time: only where an apology waits is there
    anything to withdraw.
    """
    ran = [way for way in ways if way[0].state in RUNNING]
    ended = [before.id for before, taken, _ in ran if taken.step in ENDS]
    drafted = await subjects_apologised_to(tx, SubjectKind.DOSSIER, ended)
    for before, taken, after in ran:
        promise = _promise(before)
        if taken.step in ENDS:
            is_late = is_missed(promise.promised_on, ended_on=taken.on, today=at.today)
            if is_late or before.id in drafted:
                await promise_ended(tx, promise, on=taken.on, at=at)
        elif taken.step is DossierStep.RESCHEDULE:
            day = after.promised_on
            await promise_moved(tx, promise, reason=taken.words, new_on=day, at=at)


def _promise(dossier: Dossier) -> Promise:
    return Promise(
        subject=PromiseSubject(SubjectKind.DOSSIER, dossier.id),
        unit=dossier.unit,
        ref=dossier.code,
        topic=dossier.procedure,
        received_on=dossier.received_on,
        promised_on=dossier.promised_on,
    )
