"""The way of a dossier: every cell of it, both its dates, and what the law allows once."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.dossiers.catalogue import office_calendar
from services.intake.dossiers.domain.dates import (
    AppointedDateUnknown,
    DossierLight,
    Procedure,
    appointed,
    counted_anew,
    intervals_of,
    is_refused_in_time,
    light_of,
)
from services.intake.dossiers.domain.dossiers import Dossier, DossierState
from services.intake.dossiers.domain.mirror import (
    MirroredDossier,
    ReceiptContradicted,
    in_order,
    unheard,
    walked,
)
from services.intake.dossiers.domain.steps import (
    STEPS,
    DossierStep,
    DossierStepTaken,
    Happened,
    NewDateMissing,
    NewDateNotLater,
    ReasonMissing,
    StepBeforeTheLast,
    explained,
    is_noticed_in_time,
    moved,
)
from shared.kernel.rejection import Conflict, Rejection
from tests.spec.intake.cases import DUE, FRIDAY, TODAY, a_dossier, a_receipt, taken

ROOT = Path(__file__).parents[3]
CALENDAR = office_calendar()
REQUESTED = taken(DossierStep.REQUEST_SUPPLEMENT, 18)
WHOLE = taken(DossierStep.SUPPLEMENT, 20, due=27)
MOVED = taken(DossierStep.RESCHEDULE, 20, due=26, words="Chờ ý kiến cơ quan thuế")
WAYS_TO = {
    DossierState.RECEIVED: (),
    DossierState.SUPPLEMENT_REQUESTED: (REQUESTED,),
    DossierState.SUPPLEMENTED: (REQUESTED, WHOLE),
    DossierState.RESCHEDULED: (MOVED,),
    DossierState.RETURNED: (taken(DossierStep.RETURN, 20),),
    DossierState.REJECTED: (taken(DossierStep.REJECT, 17),),
    DossierState.WITHDRAWN: (taken(DossierStep.WITHDRAW, 17),),
    DossierState.STOPPED: (taken(DossierStep.STOP, 17),),
}
LAST_WORD = {DossierStep.SUPPLEMENT: 28, DossierStep.RESCHEDULE: 29}


def happened(*steps: DossierStepTaken) -> list[Happened]:
    return [Happened(nth=nth, taken=one, who="one-stop") for nth, one in enumerate(steps, 1)]


@pytest.mark.parametrize(("state", "step"), list(product(DossierState, DossierStep)))
def test_a_step_leads_where_the_drawing_says_or_is_refused(
    state: DossierState, step: DossierStep
) -> None:
    dossier = a_dossier("H26", *WAYS_TO[state])
    assert dossier.state is state
    one = taken(step, 28, due=LAST_WORD.get(step))

    if STEPS.allows(step, state):
        assert moved(dossier, one, today=TODAY).state is STEPS.after(step, state)
    else:
        with pytest.raises(Conflict):
            moved(dossier, one, today=TODAY)


def test_the_drawing_shows_every_way_there_is_and_no_other() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    drawing = text.partition("## A dossier's way")[2].partition("```mermaid\n")[2]

    assert drawing.partition("\n```")[0] == STEPS.drawing()


def test_the_limit_starts_again_when_the_file_is_whole() -> None:
    dossier = a_dossier("H26", REQUESTED, WHOLE)
    assert dossier.first_due_on == DUE
    assert (dossier.due_on, dossier.promised_on) == (date(2018, 9, 27), date(2018, 9, 27))
    assert (dossier.lap, dossier.counted_from) == (1, date(2018, 9, 20))


def test_a_whole_file_is_a_promise_of_its_own() -> None:
    first = a_dossier()
    again = moved(moved(first, REQUESTED, today=TODAY), WHOLE, today=TODAY)
    assert first.promise_id == first.id
    assert again.promise_id != first.id
    assert (
        again.promise_id == moved(again, taken(DossierStep.RETURN, 27), today=TODAY).promise_id
    )


def test_another_date_does_not_make_a_late_result_one_in_time() -> None:
    dossier = a_dossier("H26", MOVED, taken(DossierStep.RETURN, 25))
    assert (dossier.due_on, dossier.promised_on) == (DUE, date(2018, 9, 26))
    assert not dossier.is_on_time


def test_a_second_supplement_is_recorded_as_a_breach() -> None:
    once = a_dossier("H26", REQUESTED)
    twice = moved(once, taken(DossierStep.REQUEST_SUPPLEMENT, 19), today=TODAY)
    assert (once.has_breach, twice.has_breach, twice.supplements) == (False, True, 2)


def test_a_second_new_date_is_recorded_as_a_breach() -> None:
    twice = a_dossier("H26", MOVED, taken(DossierStep.RESCHEDULE, 26, due=29))
    assert (twice.has_breach, twice.promised_on) == (True, date(2018, 9, 29))


def test_a_new_date_comes_after_the_one_promised() -> None:
    for due in (20, 21):
        with pytest.raises(NewDateNotLater, match="21/09/2018"):
            a_dossier("H26", taken(DossierStep.RESCHEDULE, 20, due=due))
    with pytest.raises(NewDateMissing):
        a_dossier("H26", taken(DossierStep.RESCHEDULE, 20))


def test_a_new_date_named_late_has_not_passed_already() -> None:
    with pytest.raises(NewDateNotLater):
        a_dossier("H26", taken(DossierStep.RESCHEDULE, 28, due=27))


def test_nothing_happens_before_what_happened_last() -> None:
    with pytest.raises(StepBeforeTheLast, match="18/09/2018"):
        a_dossier("H26", REQUESTED, taken(DossierStep.WITHDRAW, 17))


@pytest.mark.parametrize(("day", "in_time"), [(19, True), (20, True), (21, False)])
def test_word_of_a_delay_comes_the_day_before_at_the_latest(day: int, *, in_time: bool) -> None:
    assert is_noticed_in_time(a_dossier(), date(2018, 9, day)) is in_time


@pytest.mark.parametrize(("day", "in_time"), [(14, True), (19, True), (20, False)])
def test_a_file_is_sent_back_within_three_working_days(day: int, *, in_time: bool) -> None:
    assert is_refused_in_time(a_dossier(), date(2018, 9, day), CALENDAR) is in_time


def test_a_person_says_why_a_date_moves_and_why_a_file_is_refused() -> None:
    for step in (DossierStep.RESCHEDULE, DossierStep.REJECT):
        with pytest.raises(ReasonMissing):
            explained(taken(step, 20, words=" a "))
    assert explained(taken(DossierStep.REJECT, 20, words="  Thiếu giấy ")).words == "Thiếu giấy"
    assert explained(taken(DossierStep.RETURN, 20)).words == ""


def test_a_date_that_is_not_told_is_counted_by_the_procedure() -> None:
    procedure = Procedure(code="1.004873", vi="", en="", working_days=3, basis="")
    assert appointed(FRIDAY, procedure, CALENDAR) == date(2018, 9, 19)
    with pytest.raises(AppointedDateUnknown):
        appointed(FRIDAY, None, CALENDAR)


def test_an_unknown_procedure_takes_as_long_again_as_its_receipt_gave() -> None:
    whole = counted_anew(a_receipt(), date(2018, 9, 20), procedure=None, calendar=CALENDAR)
    assert whole == date(2018, 9, 27)


def lit(dossier: Dossier, today: date) -> DossierLight:
    return light_of(dossier, today, CALENDAR)


def test_lights_say_how_a_dossier_stands() -> None:
    dossier = a_dossier()
    lights = [lit(dossier, date(2018, 9, day)) for day in (17, 20, 21, 22)]
    assert lights == [
        DossierLight.ON_TIME,
        DossierLight.DUE_SOON,
        DossierLight.DUE_SOON,
        DossierLight.OVERDUE,
    ]
    assert lit(a_dossier("H26", MOVED), date(2018, 9, 24)) is DossierLight.LATE
    assert lit(a_dossier("H26", REQUESTED), TODAY) is DossierLight.WAITING
    assert lit(a_dossier("H26", taken(DossierStep.RETURN, 22)), TODAY) is DossierLight.LATE
    assert lit(a_dossier("H26", taken(DossierStep.RETURN, 20)), TODAY) is DossierLight.EARLY
    assert lit(a_dossier("H26", taken(DossierStep.REJECT, 17)), TODAY) is DossierLight.ENDED


def test_every_stretch_of_time_is_kept() -> None:
    steps = (REQUESTED, WHOLE, taken(DossierStep.RETURN, 25))
    stretches = intervals_of(a_dossier("H26", *steps), happened(*steps))
    told = [
        (stretch.starts_on.day, stretch.ends_on, stretch.is_counted, stretch.due_on)
        for stretch in stretches
    ]
    assert told == [
        (14, date(2018, 9, 18), True, DUE),
        (18, date(2018, 9, 20), False, None),
        (20, date(2018, 9, 25), True, date(2018, 9, 27)),
    ]


def test_the_same_telling_twice_brings_nothing() -> None:
    steps = (REQUESTED, WHOLE)
    told = MirroredDossier(receipt=a_receipt(), steps=steps)
    assert unheard(told, a_dossier(), []) == list(steps)
    assert unheard(told, a_dossier("000.21.14.H26-180914-0041", *steps), steps) == []


def test_two_requests_of_one_day_are_two() -> None:
    told = MirroredDossier(receipt=a_receipt(), steps=(REQUESTED, REQUESTED))
    known = a_dossier("000.21.14.H26-180914-0041", REQUESTED)
    assert unheard(told, known, [REQUESTED]) == [REQUESTED]


def test_what_an_officer_noted_here_is_no_contradiction() -> None:
    told = MirroredDossier(receipt=a_receipt(), steps=(taken(DossierStep.RETURN, 25),))
    known = a_dossier("000.21.14.H26-180914-0041", MOVED)
    assert unheard(told, known, [MOVED]) == [taken(DossierStep.RETURN, 25)]


def test_another_receipt_is_a_contradiction_and_says_where() -> None:
    told = MirroredDossier(receipt=a_receipt(due_on=TODAY))
    with pytest.raises(ReceiptContradicted, match="due_on"):
        unheard(told, a_dossier(), [])


steps_of_any_order = st.permutations([
    REQUESTED, WHOLE, taken(DossierStep.RESCHEDULE, 27, due=29), taken(DossierStep.RETURN, 28),
])  # fmt: skip


@given(steps_of_any_order, st.integers(0, 4))
def test_in_however_many_pieces_it_is_told_it_comes_to_the_same(
    steps: list[DossierStepTaken], cut: int
) -> None:
    whole = in_order(steps)
    begun = a_dossier()
    at_once = last(walked(begun, whole, today=TODAY), begun)

    before = last(walked(begun, whole[:cut], today=TODAY), begun)
    told = MirroredDossier(receipt=a_receipt(), steps=whole)
    rest = unheard(told, before, whole[:cut])
    assert last(walked(before, rest, today=TODAY), before) == at_once


def last(ways: list[tuple[Dossier, DossierStepTaken, Dossier]], begun: Dossier) -> Dossier:
    return ways[-1][2] if ways else begun


@given(st.lists(st.sampled_from(list(DossierStep)), max_size=6))
def test_lateness_is_never_judged_by_a_date_that_was_moved_by_the_office(
    steps: list[DossierStep],
) -> None:
    dossier, day = a_dossier(), 14
    for step in steps:
        day += 1
        due = {DossierStep.RESCHEDULE: 23 + day - 14, DossierStep.SUPPLEMENT: 21}.get(step)
        before = dossier
        try:
            dossier = moved(dossier, taken(step, day, due=due), today=TODAY)
        except Rejection:
            continue
        assert dossier.due_on == before.due_on or step is DossierStep.SUPPLEMENT
