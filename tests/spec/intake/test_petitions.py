"""Petitions: the clock the law gives each kind, and the way each may go."""

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest

from services.intake.petitions.domain import (
    ACCEPTED_FIRST,
    OUTCOMES,
    AcceptedAlready,
    Law,
    NotAcceptedYet,
    Opening,
    Outcome,
    OutcomeUnfit,
    Petition,
    PetitionAlreadyClosed,
    PetitionId,
    PetitionKind,
    PetitionState,
    PetitionStep,
    PetitionStepTaken,
    StepTooEarly,
    is_transferred_in_time,
    moved,
    next_steps,
    opened,
)
from services.intake.petitions.workflows import law_at
from shared.kernel.calendar_years import CalendarYearMissing
from shared.kernel.deadlines import ExtensionsUsedUp, Variant
from shared.kernel.hosting import DateInFuture
from shared.kernel.places import Place, PlaceCode, UnitCode
from shared.kernel.rejection import Rejection

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 25)
LAW: Law = law_at(Place(code=PlaceCode("sai-dong")))


def a_petition(
    kind: PetitionKind,
    received_on: date = date(2026, 9, 7),
    *,
    variant: Variant = Variant.PLAIN,
) -> Petition:
    opening = Opening(
        kind=kind, unit=UnitCode("sai-dong"), received_on=received_on, variant=variant
    )
    return opened(opening, called=PetitionId(UUID(int=1)), today=TODAY, law=LAW)


def stepped(
    one: Petition, step: PetitionStep, on: date, *, outcome: Outcome | None = None
) -> Petition:
    return moved(
        one, PetitionStepTaken(step=step, on=on, outcome=outcome), today=TODAY, law=LAW
    )


def test_a_complaint_is_accepted_within_seven_working_days_since_july_2026() -> None:
    assert a_petition(PetitionKind.COMPLAINT, date(2026, 7, 1)).accept_by == date(2026, 7, 10)


def test_before_that_it_was_ten_calendar_days() -> None:
    assert a_petition(PetitionKind.COMPLAINT, date(2026, 6, 30)).accept_by == date(2026, 7, 10)
    assert a_petition(PetitionKind.COMPLAINT, date(2026, 6, 16)).accept_by == date(2026, 6, 26)


@pytest.mark.parametrize(
    ("kind", "variant", "due_on"),
    [
        (PetitionKind.COMPLAINT, Variant.PLAIN, date(2026, 10, 8)),
        (PetitionKind.COMPLAINT, Variant.COMPLEX, date(2026, 10, 23)),
        (PetitionKind.COMPLAINT_SECOND, Variant.PLAIN, date(2026, 10, 23)),
        (PetitionKind.DENUNCIATION, Variant.PLAIN, date(2026, 10, 8)),
    ],
)
def test_the_clock_of_settling_starts_when_it_is_accepted(
    kind: PetitionKind, variant: Variant, due_on: date
) -> None:
    petition = a_petition(kind, variant=variant)
    assert petition.due_on is None
    assert stepped(petition, PetitionStep.ACCEPT, date(2026, 9, 8)).due_on == due_on


def test_a_reception_is_answered_within_ten_working_days() -> None:
    assert a_petition(PetitionKind.RECEPTION).due_on == date(2026, 9, 21)


def test_a_mediation_starts_within_three_days_and_has_no_last_one() -> None:
    begun = stepped(a_petition(PetitionKind.MEDIATION), PetitionStep.ACCEPT, date(2026, 9, 9))
    assert (begun.accept_by, begun.due_on) == (date(2026, 9, 10), None)
    held = stepped(begun, PetitionStep.SETTLE, date(2026, 10, 1), outcome=Outcome.AGREED)
    assert (held.state, held.is_on_time) == (PetitionState.SETTLED, True)


def test_a_labour_dispute_is_concluded_within_five_working_days() -> None:
    dispute = a_petition(PetitionKind.LABOUR_DISPUTE)
    assert dispute.due_on == date(2026, 9, 14)
    late = stepped(dispute, PetitionStep.SETTLE, date(2026, 9, 15), outcome=Outcome.NOT_AGREED)
    assert late.is_on_time is False


def test_a_denunciation_may_be_extended_twice_and_no_more() -> None:
    one = stepped(a_petition(PetitionKind.DENUNCIATION), PetitionStep.ACCEPT, date(2026, 9, 8))
    once = stepped(one, PetitionStep.EXTEND, date(2026, 10, 7))
    twice = stepped(once, PetitionStep.EXTEND, date(2026, 11, 6))
    assert (once.due_on, twice.due_on) == (date(2026, 11, 9), date(2026, 12, 7))
    with pytest.raises(ExtensionsUsedUp):
        stepped(twice, PetitionStep.EXTEND, date(2026, 11, 20))


def test_a_complaint_is_not_extended() -> None:
    one = stepped(a_petition(PetitionKind.COMPLAINT), PetitionStep.ACCEPT, date(2026, 9, 8))
    with pytest.raises(ExtensionsUsedUp):
        stepped(one, PetitionStep.EXTEND, date(2026, 10, 1))


@pytest.mark.parametrize(("day", "in_time"), [(14, True), (15, False)])
def test_a_denunciation_is_passed_on_within_five_working_days(
    day: int, *, in_time: bool
) -> None:
    one = stepped(
        a_petition(PetitionKind.DENUNCIATION), PetitionStep.TRANSFER, date(2026, 9, day)
    )
    assert is_transferred_in_time(one, LAW) is in_time


@pytest.mark.parametrize(("kind", "step"), list(product(PetitionKind, PetitionStep)))
def test_what_may_be_done_is_done_and_the_rest_is_refused(
    kind: PetitionKind, step: PetitionStep
) -> None:
    one, on = a_petition(kind), date(2026, 9, 8)
    outcome = min(OUTCOMES[kind]) if step is PetitionStep.SETTLE else None
    if step in next_steps(one):
        assert stepped(one, step, on, outcome=outcome).version == one.version + 1
    else:
        with pytest.raises(Rejection):
            stepped(one, step, on, outcome=outcome)


def test_the_drawing_shows_every_way_there_is_and_no_other() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    drawing = text.partition("## A petition's way")[2].partition("```mermaid\n")[2]

    assert drawing.partition("\n```")[0] == ACCEPTED_FIRST.drawing()


def test_nothing_is_settled_with_the_outcome_of_something_else() -> None:
    with pytest.raises(OutcomeUnfit):
        stepped(
            a_petition(PetitionKind.LETTER), PetitionStep.SETTLE, TODAY, outcome=Outcome.AGREED
        )
    with pytest.raises(OutcomeUnfit):
        stepped(a_petition(PetitionKind.LETTER), PetitionStep.SETTLE, TODAY)


def test_a_complaint_is_accepted_once_and_before_it_is_settled() -> None:
    one = a_petition(PetitionKind.COMPLAINT)
    with pytest.raises(NotAcceptedYet):
        stepped(one, PetitionStep.SETTLE, TODAY, outcome=Outcome.UPHELD)
    accepted = stepped(one, PetitionStep.ACCEPT, date(2026, 9, 8))
    with pytest.raises(AcceptedAlready):
        stepped(accepted, PetitionStep.ACCEPT, date(2026, 9, 9))
    with pytest.raises(StepTooEarly):
        stepped(accepted, PetitionStep.WITHDRAW, date(2026, 9, 7))


def test_what_is_closed_stays_closed() -> None:
    closed = stepped(a_petition(PetitionKind.LETTER), PetitionStep.WITHDRAW, TODAY)
    for step in PetitionStep:
        with pytest.raises(PetitionAlreadyClosed):
            stepped(closed, step, TODAY)


def test_no_day_rests_on_a_guess() -> None:
    with pytest.raises(CalendarYearMissing, match="2023"):
        a_petition(PetitionKind.RECEPTION, date(2023, 3, 1))


def test_nothing_is_received_tomorrow() -> None:
    with pytest.raises(DateInFuture):
        a_petition(PetitionKind.LETTER, date(2026, 11, 26))


def test_the_day_that_runs_is_of_accepting_first() -> None:
    one = a_petition(PetitionKind.COMPLAINT)
    accepted = stepped(one, PetitionStep.ACCEPT, date(2026, 9, 8))
    assert (one.next_by, accepted.next_by) == (one.accept_by, accepted.due_on)
    assert replace(accepted, state=PetitionState.SETTLED).next_by is None
