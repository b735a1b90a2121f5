"""Texts of notices: each says what it has to, in both languages, and leaves no gap open."""

from itertools import product

import pytest

from services.intake.notices.catalogue import the_templates
from services.intake.notices.domain import (
    FACTS,
    LANGUAGES,
    REPLY_ABOVE,
    TemplateWrong,
    composed,
    own_words,
    templates_in,
)

KNOWN = {
    "name": "Nguyễn Thị Hoa",
    "unit": "UBND phường Sài Đồng",
    "code": "SD-7K3M-9QF2",
    "promised_on": "thứ Tư, 02/12/2026",
    "words": "Đã thay bóng {đèn}.",
    "link": "https://phuong.example/follow/SD-7K3M-9QF2",
    "reopen_until": "thứ Tư, 09/12/2026",
    "to": "Công ty Chiếu sáng",
}
KINDS = sorted({kind for kind, _ in the_templates().kinds})
TOLD = {
    "received", "acknowledged", "interim_reply", "due_moved", "resolved", "rejected",
    "reopened", "merged", "unmerged", "split_off", "handed_over", "transferred", "letter",
}  # fmt: skip


def test_everything_that_is_told_has_words_of_its_own() -> None:
    assert set(KINDS) >= TOLD
    assert KNOWN.keys() == FACTS


@pytest.mark.parametrize(("kind", "language"), list(product([*KINDS, "unheard_of"], LANGUAGES)))
def test_a_notice_says_of_what_it_speaks_and_leaves_no_gap(kind: str, language: str) -> None:
    full = composed(the_templates(), kind, language, facts=KNOWN)
    bare = composed(the_templates(), kind, language, facts={"code": "SD-7K3M-9QF2"})

    assert full.subject.endswith("[SD-7K3M-9QF2]")
    assert KNOWN["unit"] in full.letter
    for text in (full, bare):
        assert "{" not in text.letter.replace("{đèn}", "")
        assert "None" not in text.letter


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_gives_code_day_and_link(language: str) -> None:
    receipt = composed(the_templates(), "received", language, facts=KNOWN)

    for part in ("code", "promised_on", "link"):
        assert KNOWN[part] in receipt.letter
        assert KNOWN[part] in receipt.text


def test_without_an_address_of_our_own_nothing_speaks_of_a_page() -> None:
    receipt = composed(the_templates(), "received", "vi", facts=KNOWN | {"link": ""})

    assert "tại:" not in receipt.letter
    assert "tại" not in receipt.text


def test_whoever_gave_no_name_is_greeted_all_the_same() -> None:
    receipt = composed(the_templates(), "received", "vi", facts=KNOWN | {"name": ""})

    assert "Kính gửi ông/bà," in receipt.letter


def test_an_answer_above_the_line_is_all_that_is_taken_of_it() -> None:
    letter = composed(the_templates(), "resolved", "vi", facts=KNOWN).letter

    assert letter.startswith(REPLY_ABOVE)
    assert own_words(f"Chưa xong.\n\n{letter}", is_reply=True) == "Chưa xong."


def test_an_unknown_language_is_spoken_in_vietnamese() -> None:
    assert composed(the_templates(), "received", "fr", facts=KNOWN) == composed(
        the_templates(), "received", "vi", facts=KNOWN
    )


def test_a_template_with_a_gap_nobody_can_fill_is_refused() -> None:
    part = {"subject": "{weather}", "letter": "x", "text": "x"}
    both = {"vi": "x", "en": "x"}
    read = {"opening": both, "closing": both, "nameless": both}
    for kinds, others in (
        ({"a": {"vi": part, "en": part}}, {}),
        ({}, {"vi": part, "en": part}),
    ):
        with pytest.raises(TemplateWrong):
            templates_in(read | {"kinds": kinds, "others": others})
