"""Step tables: where a step leads, who answers out of turn, and how it is drawn."""

from enum import StrEnum

import pytest

from shared.kernel.rejection import Conflict
from shared.kernel.step_table import StepTable


class State(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ANSWERED = "answered"


class Step(StrEnum):
    SEND = "send"
    REMIND = "remind"
    ANSWER = "answer"


class NotADraft(Conflict):
    """Không còn là bản nháp.
    No draft any more.
    """


class AnsweredAlready(Conflict):
    """Đã trả lời.
    Answered before.
    """


class NotSent(Conflict):
    """Chưa gửi.
    Not sent yet.
    """


TABLE = StepTable(
    start=State.DRAFT,
    transitions={
        Step.SEND: ({State.DRAFT}, State.SENT),
        Step.REMIND: ({State.SENT}, None),
        Step.ANSWER: ({State.SENT, State.DRAFT}, State.ANSWERED),
    },
    always={Step.SEND: NotADraft},
    stands={State.ANSWERED: AnsweredAlready},
    otherwise={Step.REMIND: NotSent},
)


def test_a_step_leads_to_its_state_or_leaves_the_one_there_was() -> None:
    assert TABLE.after(Step.SEND, State.DRAFT) is State.SENT
    assert TABLE.after(Step.REMIND, State.SENT) is State.SENT


@pytest.mark.parametrize(
    ("step", "state", "refusal"),
    [
        (Step.SEND, State.ANSWERED, NotADraft),
        (Step.REMIND, State.ANSWERED, AnsweredAlready),
        (Step.ANSWER, State.ANSWERED, AnsweredAlready),
        (Step.REMIND, State.DRAFT, NotSent),
    ],
)
def test_the_step_answers_before_the_state_and_the_state_before_the_rest(
    step: Step, state: State, refusal: type[Conflict]
) -> None:
    with pytest.raises(refusal):
        TABLE.after(step, state)


def test_what_may_come_next_is_what_is_allowed_in_the_order_of_the_table() -> None:
    assert TABLE.next_steps(State.DRAFT) == (Step.SEND, Step.ANSWER)
    assert TABLE.next_steps(State.SENT) == (Step.REMIND, Step.ANSWER)
    assert TABLE.next_steps(State.ANSWERED) == ()


def test_no_table_leaves_a_step_out_of_turn_unanswered() -> None:
    with pytest.raises(AssertionError, match="nothing answers"):
        StepTable(start=State.DRAFT, transitions={Step.SEND: ({State.DRAFT}, State.SENT)})


def test_the_drawing_shows_the_start_and_every_change_of_state() -> None:
    assert TABLE.drawing().splitlines() == [
        "stateDiagram-v2",
        "  [*] --> draft",
        "  draft --> sent: send",
        "  draft --> answered: answer",
        "  sent --> answered: answer",
    ]
