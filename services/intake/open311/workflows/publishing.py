"""Publishing the words of a case: an officer has read them and lets anybody read them."""

from datetime import datetime

from services.intake.cases.domain.cases import Case
from services.intake.cases.workflows.entries import actor_of, note
from services.intake.open311 import store
from services.intake.open311.domain.publishing import publishable
from shared.chassis.database import Transaction
from shared.chassis.principal import Principal


async def publish(
    tx: Transaction, case: Case, *, words: str, principal: Principal | None, now: datetime
) -> None:
    """Let anybody read these words, which may be fewer than those that were written.

    Raises:
        WithheldForGood: if the case was not signed.
        FeedbackEmpty, FeedbackTooLong, TextUnreadable: if there is nothing to read.

    """
    said = publishable(case, words)
    await store.keep_publication(tx, case.id, words=said, by=actor_of(principal), at=now)
    await note(tx, case, who=actor_of(principal), what="published", now=now)


async def withdraw(
    tx: Transaction, case: Case, *, principal: Principal | None, now: datetime
) -> None:
    """Let nobody read them any more."""
    if await store.drop_publication(tx, case.id):
        await note(tx, case, who=actor_of(principal), what="publication_withdrawn", now=now)
