"""Folding: what is typed without marks finds what is written with them."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.folding import folded, folded_words, is_marked, marked_words

LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
)
vietnamese = st.text(st.sampled_from(LETTERS + LETTERS.upper() + " .,;“”–-/"), max_size=60)


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(vietnamese)
def test_what_is_folded_has_no_marks_left(text: str) -> None:
    assert set(folded(text)) <= set("abcdefghijklmnopqrstuvwxyz ")


@given(vietnamese)
def test_it_does_not_matter_how_the_keyboard_composes(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)

    assert folded(apart) == folded(text)
    assert marked_words(apart) == marked_words(text)


@given(vietnamese)
def test_capitals_change_nothing(text: str) -> None:
    assert folded(text.upper()) == folded(text)
    assert marked_words(text.upper()) == marked_words(text)


@given(vietnamese)
def test_every_word_is_found_with_its_marks_and_without(text: str) -> None:
    assert len(marked_words(text)) == len(folded_words(text))


def test_the_tone_may_stand_on_either_vowel() -> None:
    assert marked_words("hoà giải") == marked_words("hòa giải")
    assert marked_words("hoa giải") != marked_words("hòa giải")


def test_a_stroke_is_a_mark_like_any_other() -> None:
    assert folded("Đường phố Đ") == "duong pho d"
    assert is_marked("đi")
    assert not is_marked("di")
