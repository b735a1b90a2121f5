"""Publishing the words of a case: an officer has read them and lets anybody read them."""

from services.intake.cases.domain.cases import Case
from services.intake.cases.workflows.entries import actor_of, note
from services.intake.open311 import store
from services.intake.open311.domain.requests import publishable
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction


async def publish(tx: Transaction, case: Case, acting: Acting, *, words: str) -> None:
    """Let anybody read these words, which may be fewer than those that were written.

    Raises:
        WithheldForGood: if the case was not signed.
        FeedbackEmpty, FeedbackTooLong, TextUnreadable: if there is nothing to read.

    """
    who, now = actor_of(acting.principal), acting.now
    await store.keep_publication(tx, case.id, words=publishable(case, words), by=who, at=now)
    await note(tx, case, who=who, what="published", now=now)


async def withdraw(tx: Transaction, case: Case, acting: Acting) -> None:
    """Let nobody read them any more."""
    if await store.drop_publication(tx, case.id):
        who = actor_of(acting.principal)
        await note(tx, case, who=who, what="publication_withdrawn", now=acting.now)
