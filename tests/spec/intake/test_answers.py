"""Answers written beforehand: offered where they fit, never with a gap left open."""

from dataclasses import replace

import pytest

from services.intake.cases.domain.cases import OPEN
from services.intake.categories.catalogue import shipped
from services.intake.categories.domain import (
    VARIABLES,
    Answer,
    AnswerEmpty,
    VariableUnknown,
    filled,
    offered,
    published,
)
from services.intake.following.catalogue import answers

LATE = Answer(code="late", vi="Trễ", en="Late", words="Xin lỗi, hẹn lại {promised_on}.")


def test_an_answer_with_a_gap_nobody_fills_is_not_published() -> None:
    with pytest.raises(VariableUnknown) as refused:
        published(replace(LATE, words="Gọi {phone} trước {promised_on}."))
    assert "phone" in refused.value.vi


@pytest.mark.parametrize("words", ["Hẹn {promised_on", "Hẹn } ngày", " "])
def test_an_answer_that_cannot_be_filled_or_read_is_not_published(words: str) -> None:
    with pytest.raises((VariableUnknown, AnswerEmpty)):
        published(replace(LATE, words=words))


def test_every_answer_that_comes_with_the_house_leaves_nothing_open() -> None:
    values = dict.fromkeys(VARIABLES, "X")
    for answer in answers():
        assert "{" not in filled(answer, values)


def test_answers_name_states_and_categories_there_are() -> None:
    states, codes = {state.value for state in OPEN}, {one.code for one in shipped()}
    for answer in answers():
        assert set(answer.states) <= states
        assert set(answer.categories) <= codes


def test_an_answer_is_offered_for_its_state_and_below_its_category() -> None:
    waste = ("env_sanitation", "env_waste")
    found = offered(answers(), state="in_progress", categories=waste)
    codes = [one.code for one in found]

    assert "heap_cleared" in codes
    assert "received" not in codes
    assert "light_ordered" not in codes
