"""Answering feedback: once, with a reason where refused, measured by the first promise."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.cases.domain import steps
from services.intake.cases.domain.cases import (
    ANSWERED,
    OPEN,
    Case,
    CaseState,
    RejectReason,
    Visibility,
)
from services.intake.cases.domain.steps import (
    STEPS,
    CaseStep,
    FeedbackAlreadyRejected,
    FeedbackAlreadyResolved,
    NewDayTooEarly,
    NotAnswered,
    RatingOutOfRange,
    ReopenWindowOver,
)
from services.intake.cases.domain.words import (
    MAX_REASON_CHARS,
    ReasonTooLong,
    ReasonTooShort,
    TextUnreadable,
)
from services.intake.open311.domain.requests import WithheldForGood, publishable
from shared.kernel.rejection import Conflict
from shared.kernel.working_days import Due
from tests.spec.intake.cases import DUE, FRIDAY, a_case

ROOT = Path(__file__).parents[3]
NOW = datetime(2018, 9, 21, 3, tzinfo=UTC)
LATER = DUE + timedelta(days=7)
NEW_PROMISE = UUID(int=7)


def resolve(case: Case, *, on: date) -> Case:
    return steps.resolved(case, at=NOW, on=on)


def reject(case: Case, *, reason: str) -> Case:
    return steps.rejected(case, why=RejectReason.UNCLEAR, reason=reason, on=DUE)


def reopen(case: Case, *, on: date) -> Case:
    return steps.reopened(case, on=on, due=Due(LATER), promise_id=NEW_PROMISE)


def test_an_answer_on_the_promised_day_is_on_time() -> None:
    resolved = resolve(a_case(), on=DUE)

    assert resolved.state is CaseState.RESOLVED
    assert resolved.is_on_time


def test_an_answer_a_day_later_is_not() -> None:
    assert not resolve(a_case(), on=DUE + timedelta(days=1)).is_on_time


def test_a_case_without_an_answer_is_not_on_time() -> None:
    assert not a_case().is_on_time


def test_a_rejection_keeps_its_reason() -> None:
    rejected = reject(a_case(), reason="  Không rõ địa điểm  ")

    assert (rejected.state, rejected.reason) == (CaseState.REJECTED, "Không rõ địa điểm")


@pytest.mark.parametrize("reason", ["", "   ", "ok", " ok "])
def test_a_reason_must_say_something(reason: str) -> None:
    with pytest.raises(ReasonTooShort):
        reject(a_case(), reason=reason)


def test_a_reason_has_an_end() -> None:
    assert reject(a_case(), reason="x" * MAX_REASON_CHARS).reason
    with pytest.raises(ReasonTooLong):
        reject(a_case(), reason="x" * (MAX_REASON_CHARS + 1))


def test_a_reason_must_be_readable() -> None:
    with pytest.raises(TextUnreadable):
        reject(a_case(), reason="không \x00 rõ")


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (CaseState.RESOLVED, FeedbackAlreadyResolved),
        (CaseState.REJECTED, FeedbackAlreadyRejected),
    ],
)
def test_what_is_closed_is_not_closed_again(
    state: CaseState, refusal: type[FeedbackAlreadyResolved] | type[FeedbackAlreadyRejected]
) -> None:
    with pytest.raises(refusal):
        resolve(a_case(state), on=DUE)
    with pytest.raises(refusal):
        reject(a_case(state), reason="không rõ địa chỉ")


def test_that_it_is_not_ours_is_no_reason_to_close_a_case() -> None:
    assert {reason.value for reason in RejectReason} == {
        "unclear", "abusive", "advertising", "answered_before", "in_court",
    }  # fmt: skip


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("step", CaseStep)
def test_every_step_is_taken_in_turn_or_refused(state: CaseState, step: CaseStep) -> None:
    came_from, leads_to = STEPS.transitions[step]
    if state in came_from:
        assert steps.moved(a_case(state), step).state is (leads_to or state)
    else:
        with pytest.raises(Conflict):
            steps.moved(a_case(state), step)


@pytest.mark.parametrize("step", CaseStep)
def test_no_step_by_itself_touches_a_date(step: CaseStep) -> None:
    for state in STEPS.transitions[step][0]:
        before = a_case(state)
        after = steps.moved(before, step)
        dates = ("acknowledge_by", "answer_by", "due_on", "promised_on", "reopen_until")
        assert [getattr(after, d) for d in dates] == [getattr(before, d) for d in dates]


@given(st.lists(st.sampled_from(["comment", "take_up", "interim"]), max_size=8))
def test_comments_replies_and_new_officers_never_reset_a_clock(what: list[str]) -> None:
    case = a_case()
    for each in what:
        if each == "take_up":
            case = steps.worked_on(case, at=NOW)
        if each == "interim":
            case = steps.answered_meanwhile(case, at=NOW)
    clocks = (case.acknowledge_by, case.answer_by, case.due_on, case.promised_on)
    fresh = a_case()
    assert clocks == (fresh.acknowledge_by, fresh.answer_by, fresh.due_on, fresh.promised_on)


def test_a_reply_that_it_takes_longer_moves_the_promise_and_not_the_judgement() -> None:
    replied = steps.answered_meanwhile(a_case(), at=NOW, new_day=LATER)

    assert (replied.promised_on, replied.due_on) == (LATER, DUE)
    assert not resolve(replied, on=LATER).is_on_time


def test_a_promise_is_not_moved_to_a_day_before_it() -> None:
    with pytest.raises(NewDayTooEarly):
        steps.answered_meanwhile(a_case(), at=NOW, new_day=DUE)


def test_the_days_to_reopen_run_from_the_resolution() -> None:
    resolved = resolve(a_case(), on=FRIDAY)
    last = FRIDAY + timedelta(days=steps.REOPEN_DAYS)

    assert reopen(resolved, on=last).state is CaseState.IN_PROGRESS
    with pytest.raises(ReopenWindowOver):
        reopen(resolved, on=last + timedelta(days=1))


def test_what_was_reopened_counts_it_and_is_promised_anew() -> None:
    again = reopen(resolve(a_case(), on=DUE), on=DUE)

    assert (again.reopened, again.promised_on, again.due_on) == (1, LATER, LATER)
    assert again.promise_id == NEW_PROMISE
    assert (again.closed_on, again.resolved_at) == (None, None)


@pytest.mark.parametrize("state", sorted(OPEN))
def test_nobody_rates_or_reopens_what_is_not_answered(state: CaseState) -> None:
    with pytest.raises(NotAnswered):
        steps.rated(a_case(state), 5)
    with pytest.raises(NotAnswered):
        reopen(a_case(state), on=DUE)


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_is_one_of_five(rating: int) -> None:
    with pytest.raises(RatingOutOfRange):
        steps.rated(a_case(CaseState.RESOLVED), rating)
    assert {steps.rated(a_case(state), 5).rating for state in ANSWERED} == {5}


def test_the_drawing_shows_every_way_there_is_and_no_other() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    drawing = text.partition("## A case's way")[2].partition("```mermaid")[2]
    drawn = re.findall(r"^  (\w+) --> (\w+): (\w+)$", drawing.partition("```")[0], re.MULTILINE)

    assert set(drawn) == {
        (state.value, leads_to.value, step.value)
        for step, (came_from, leads_to) in STEPS.transitions.items()
        if leads_to is not None
        for state in came_from
    }


def test_only_the_words_of_a_signed_case_are_published() -> None:
    for visibility in (Visibility.CONFIDENTIAL, Visibility.ANONYMOUS):
        with pytest.raises(WithheldForGood):
            publishable(replace(a_case(), visibility=visibility), "")
    signed = replace(a_case(), visibility=Visibility.NAMED)
    assert publishable(signed, "") == signed.text
