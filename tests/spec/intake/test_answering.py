"""Answering feedback: once, with a reason where refused, measured by the first promise."""

from datetime import timedelta

import pytest

from services.intake.domain.feedback import (
    MAX_REASON_CHARS,
    FeedbackAlreadyRejected,
    FeedbackAlreadyResolved,
    ReasonTooLong,
    ReasonTooShort,
    State,
    TextUnreadable,
    reject,
    resolve,
)
from tests.spec.intake.cases import DUE, a_case


def test_an_answer_on_the_promised_day_is_on_time() -> None:
    resolved = resolve(a_case(), on=DUE)

    assert resolved.state is State.RESOLVED
    assert resolved.is_on_time


def test_an_answer_a_day_later_is_not() -> None:
    assert not resolve(a_case(), on=DUE + timedelta(days=1)).is_on_time


def test_a_case_without_an_answer_is_not_on_time() -> None:
    assert not a_case().is_on_time


def test_a_rejection_keeps_its_reason() -> None:
    rejected = reject(a_case(), reason="  Không thuộc thẩm quyền  ", on=DUE)

    assert (rejected.state, rejected.reason) == (State.REJECTED, "Không thuộc thẩm quyền")


@pytest.mark.parametrize("reason", ["", "   ", "ok", " ok "])
def test_a_reason_must_say_something(reason: str) -> None:
    with pytest.raises(ReasonTooShort):
        reject(a_case(), reason=reason, on=DUE)


def test_a_reason_has_an_end() -> None:
    assert reject(a_case(), reason="x" * MAX_REASON_CHARS, on=DUE).reason
    with pytest.raises(ReasonTooLong):
        reject(a_case(), reason="x" * (MAX_REASON_CHARS + 1), on=DUE)


def test_a_reason_must_be_readable() -> None:
    with pytest.raises(TextUnreadable):
        reject(a_case(), reason="không \x00 rõ", on=DUE)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [(State.RESOLVED, FeedbackAlreadyResolved), (State.REJECTED, FeedbackAlreadyRejected)],
)
def test_what_is_closed_is_not_closed_again(
    state: State, refusal: type[FeedbackAlreadyResolved] | type[FeedbackAlreadyRejected]
) -> None:
    with pytest.raises(refusal):
        resolve(a_case(state), on=DUE)
    with pytest.raises(refusal):
        reject(a_case(state), reason="không rõ địa chỉ", on=DUE)
