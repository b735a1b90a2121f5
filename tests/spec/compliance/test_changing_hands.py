"""A promise moves with its case: it ends unbroken at one unit and begins at the other."""

from datetime import date
from uuid import UUID

from services.compliance.domain.promises import State, is_overdue, state_when_settled
from services.compliance.subscribers import promised
from shared.events.handing_over import FeedbackPassedOn, FeedbackTakenOver

DUE = date(2026, 3, 16)
CASE, WAY, FIRST, SECOND = (UUID(int=nth) for nth in range(4))
ABOUT = {
    "handover_id": WAY,
    "feedback_id": CASE,
    "category": "env_sanitation",
    "received_on": date(2026, 3, 2),
    "due_on": DUE,
}


def test_whoever_passes_a_case_on_in_time_has_broken_nothing() -> None:
    gone = FeedbackPassedOn.model_validate(
        ABOUT
        | {"unit": "east", "to_unit": "west", "promise_id": FIRST}
        | {"passed_on": date(2026, 3, 9)}
    )
    ended = promised(gone)

    assert (ended.unit, ended.subject_id) == ("east", FIRST)
    assert state_when_settled(ended) is State.KEPT
    assert not is_overdue(ended, date(2026, 4, 1))


def test_whoever_takes_it_over_owes_the_day_that_was_promised_first() -> None:
    here = FeedbackTakenOver.model_validate(
        ABOUT
        | {"unit": "west", "from_unit": "east", "promise_id": SECOND}
        | {"taken_on": date(2026, 3, 9)}
    )
    begun = promised(here)

    assert (begun.unit, begun.subject_id, begun.due_on) == ("west", SECOND, DUE)
    assert is_overdue(begun, date(2026, 3, 17))
