"""Sealing: whoever carries a box reads nothing in it, and changes nothing unnoticed."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.chassis.sealing import STEP, KeyUnusable, SealUnreadable, new_key_pair, seal, unseal

PAIR = new_key_pair()
WORDS = "Chị Hoa, 0912 345 678, ngõ 12: cống tắc.".encode()

contents = st.binary(max_size=3 * STEP).map(lambda told: told + b"}")


@given(contents)
def test_what_is_sealed_is_what_is_opened(content: bytes) -> None:
    assert unseal(seal(content, PAIR.public), PAIR.private) == content


@given(st.integers(0, STEP), st.integers(0, STEP))
def test_a_length_tells_only_how_many_steps_are_filled(one: int, other: int) -> None:
    lengths = {len(seal(b"x" * (size + 1), PAIR.public)) for size in (one, other)}
    assert len(lengths) == len({-(-(size + 1) // STEP) for size in (one, other)})


def test_the_same_words_never_look_the_same_twice() -> None:
    assert seal(WORDS, PAIR.public) != seal(WORDS, PAIR.public)


def test_no_part_of_what_was_said_stands_in_the_box() -> None:
    box = base64.b64decode(seal(WORDS, PAIR.public))
    assert not any(part in box for part in (WORDS[:6], b"0912", b"345 678"))


def test_another_key_does_not_open() -> None:
    with pytest.raises(SealUnreadable):
        unseal(seal(WORDS, PAIR.public), new_key_pair().private)


@given(st.data())
def test_a_changed_box_does_not_open(data: st.DataObject) -> None:
    box = bytearray(base64.b64decode(seal(WORDS, PAIR.public)))
    box[data.draw(st.integers(0, len(box) - 1))] ^= 1
    with pytest.raises(SealUnreadable):
        unseal(base64.b64encode(box).decode(), PAIR.private)


@pytest.mark.parametrize("junk", ["", "not base64!", "AAAA"])
def test_junk_does_not_open(junk: str) -> None:
    with pytest.raises(SealUnreadable):
        unseal(junk, PAIR.private)


def test_half_a_key_is_no_key() -> None:
    with pytest.raises(KeyUnusable):
        seal(WORDS, PAIR.public[:16])


def test_a_private_key_does_not_show_itself() -> None:
    assert "private" not in repr(PAIR)
