"""Dossiers that are completed, moved or ended: which promise is kept, and which is not."""

from datetime import date
from itertools import permutations
from uuid import UUID

import pytest

from services.compliance.domain.promises import State, gathered, state_when_settled
from services.compliance.subscribers import OPENING_OR_SETTLING, promised
from shared.events.dossiers import (
    DossierClosed,
    DossierRejected,
    DossierRescheduled,
    DossierSupplemented,
    DossierSupplementRequested,
)
from shared.events.envelope import Event
from shared.events.intake import DossierReceived, DossierReturned

DOSSIER, AGAIN = UUID(int=1), UUID(int=2)
DUE, NEW_DUE = date(2018, 9, 21), date(2018, 9, 28)
ABOUT = {"dossier_id": DOSSIER, "unit": "east", "procedure": "1.004873"}
RECEIVED = DossierReceived(
    **ABOUT, channel="counter", received_on=date(2018, 9, 14), due_on=DUE
)
WHOLE = DossierSupplemented(
    **ABOUT,
    promise_id=AGAIN,
    supplemented_on=date(2018, 9, 24),
    first_due_on=DUE,
    due_on=NEW_DUE,
)


def requested(day: int) -> DossierSupplementRequested:
    on = date(2018, 9, day)
    return DossierSupplementRequested(
        **ABOUT, promise_id=DOSSIER, due_on=DUE, requested_on=on, nth=1
    )


def returned(day: int, promise: UUID | None = None, *, due: date = DUE) -> DossierReturned:
    told = RECEIVED.model_dump() | {"due_on": due, "promise_id": promise}
    on = date(2018, 9, day)
    return DossierReturned(**told, returned_on=on, on_time=on <= due, early=on < due)


def states(*facts: Event) -> dict[UUID, State]:
    known = gathered(promised(fact) for fact in facts)
    return {key[1]: state_when_settled(promise) for key, promise in known.items()}


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_completed_file_is_judged_by_its_own_date_in_whatever_order_it_is_heard(
    order: tuple[int, ...],
) -> None:
    facts = (RECEIVED, requested(18), WHOLE, returned(28, AGAIN, due=NEW_DUE))
    told = states(*(facts[at] for at in order))
    assert told == {DOSSIER: State.KEPT, AGAIN: State.KEPT}


def test_a_completed_file_can_be_late() -> None:
    told = states(RECEIVED, requested(18), WHOLE, returned(29, AGAIN, due=NEW_DUE))
    assert told == {DOSSIER: State.KEPT, AGAIN: State.CLEARED}


def test_asking_for_a_supplement_too_late_saves_nobody() -> None:
    assert states(RECEIVED, requested(22))[DOSSIER] is State.CLEARED


def test_another_date_changes_nothing_about_lateness() -> None:
    assert DossierRescheduled not in OPENING_OR_SETTLING
    assert states(RECEIVED, returned(24))[DOSSIER] is State.CLEARED


@pytest.mark.parametrize(("day", "state"), [(20, State.KEPT), (24, State.CLEARED)])
def test_a_refusal_and_a_withdrawal_settle_what_was_promised(day: int, state: State) -> None:
    on = date(2018, 9, day)
    about = ABOUT | {"promise_id": DOSSIER, "due_on": DUE}
    refused = DossierRejected(**about, rejected_on=on, in_time=False)
    withdrawn = DossierClosed(**about, closed_on=on, how="withdrawn")
    assert states(RECEIVED, refused)[DOSSIER] is state
    assert states(RECEIVED, withdrawn)[DOSSIER] is state
