"""The tree of categories: found by typing, changed with a date, no code ever reused."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.categories.catalogue import shipped
from services.intake.categories.domain import (
    SEEDED,
    CategoriesWrong,
    Category,
    CategoryChangeTooEarly,
    CategoryCodeUnusable,
    CategoryCodeUsed,
    CategoryHasBelow,
    CategoryNameMissing,
    CategoryUnknown,
    Datatype,
    Names,
    added,
    categories_in,
    renamed,
    retired,
    tree_of,
)

TODAY = date(2026, 11, 25)
NEXT_YEAR = date(2027, 1, 1)
NEW = Category(
    code="env_trees", vi="Cây đổ", en="Fallen trees", parent="env_sanitation", valid_from=TODAY
)


def with_changed(code: str, changed: Sequence[Category]) -> tuple[Category, ...]:
    return (*(one for one in shipped() if one.code != code), *changed)


def test_the_catalogue_has_what_the_guides_name_and_what_cities_are_told() -> None:
    tree = tree_of(shipped(), TODAY)
    tops = {one.code for one in tree.children(None)}
    asked = {question.datatype for one in tree for question in one.questions}

    assert tops >= SEEDED
    assert {"public_transport", "urban_infrastructure", "tourism"} <= tops
    assert asked >= {Datatype.STRING, Datatype.NUMBER, Datatype.DATETIME, Datatype.SINGLE}
    assert len(tree.leaves()) > 30


def test_what_is_not_said_of_one_below_is_as_above_it() -> None:
    tree = tree_of(shipped(), TODAY)
    assert tree.get("env_waste").theme == "T3"
    assert not tree.get("welfare_support").is_anonymous_allowed


def test_a_category_is_found_by_typing_without_marks() -> None:
    found = [one.code for one in tree_of(shipped(), TODAY).search("den duong")]
    assert "infra_light" in found


def test_events_go_by_the_topmost() -> None:
    tree = tree_of(shipped(), TODAY)
    assert tree.root_of("env_waste") == "env_sanitation"
    assert set(tree.below("labour")) == {
        "labour", "labour_pay", "labour_insurance", "labour_safety"
    }  # fmt: skip


@given(st.sampled_from([one.code for one in shipped()]))
def test_whatever_is_below_has_it_above(code: str) -> None:
    tree = tree_of(shipped(), TODAY)
    assert all(code in [up.code for up in tree.line(below)] for below in tree.below(code))


def test_a_code_is_never_reused() -> None:
    gone = retired("env_waste", chapters=shipped(), on=NEXT_YEAR, today=TODAY)
    chapters = with_changed("env_waste", gone)
    again = Category(code="env_waste", vi="Khác", en="Other", valid_from=date(2028, 1, 1))

    assert "env_waste" not in tree_of(chapters, NEXT_YEAR)
    with pytest.raises(CategoryCodeUsed):
        added(again, chapters, today=TODAY)


def test_a_new_one_is_checked() -> None:
    def refused(why: type[Exception], **changed: object) -> None:
        told = {"code": "env_trees", "vi": "Cây đổ", "en": "Trees", "valid_from": TODAY}
        with pytest.raises(why):
            added(Category(**(told | changed)), shipped(), today=TODAY)  # type: ignore[arg-type]  # wrong on purpose

    refused(CategoryCodeUnusable, code="Cây đổ")
    refused(CategoryNameMissing, vi=" ")
    refused(CategoryUnknown, parent="nowhere")
    refused(CategoryChangeTooEarly, valid_from=date(2026, 11, 24))
    assert added(NEW, shipped(), today=TODAY) == NEW


def test_a_renamed_one_was_called_otherwise_before() -> None:
    names = Names("Rác thải", "Waste")
    chapters = with_changed(
        "env_waste", renamed("env_waste", names, chapters=shipped(), on=NEXT_YEAR, today=TODAY)
    )
    before, after = (tree_of(chapters, day).get("env_waste") for day in (TODAY, NEXT_YEAR))

    assert (before.vi, after.vi) == ("Rác thải, đổ trộm phế thải", "Rác thải")
    assert before.questions == after.questions


def test_one_with_others_below_stays_until_they_are_gone() -> None:
    with pytest.raises(CategoryHasBelow):
        retired("labour", chapters=shipped(), on=NEXT_YEAR, today=TODAY)


def test_the_past_is_not_changed() -> None:
    with pytest.raises(CategoryChangeTooEarly):
        retired("tourism", chapters=shipped(), on=date(2026, 1, 1), today=TODAY)


def test_a_file_with_a_code_twice_is_refused() -> None:
    one = {"code": "env", "vi": "A", "en": "A"}
    with pytest.raises(CategoriesWrong):
        categories_in({"valid_from": TODAY, "categories": [one, one]})


def test_a_choice_without_answers_is_refused() -> None:
    asked = {"variable": "v", "vi": "A", "en": "A", "datatype": "singlevaluelist"}
    one = {"code": "env", "vi": "A", "en": "A", "questions": [asked]}
    with pytest.raises(CategoriesWrong):
        categories_in({"valid_from": TODAY, "categories": [one]})
