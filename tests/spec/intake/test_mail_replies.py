"""Replies: what was written anew is kept, what is quoted below it is not."""

import pytest

from services.intake.channels.domain.mail_texts import plain
from services.intake.notices.domain import REPLY_ABOVE, own_words

GMAIL_VI = (
    "Vào Th 4, 25 thg 11, 2026 vào lúc 10:02 UBND phường <phuong@phuong.example> đã viết:"
)
GMAIL_BROKEN = (
    "Vào Th 4, 25 thg 11, 2026 vào lúc 10:02 UBND phường <\nphuong@phuong.example> đã viết:"
)
GMAIL_EN = "On Wed, Nov 25, 2026 at 10:02 AM UBND <phuong@phuong.example> wrote:"
APPLE_VI = "Vào 25 thg 11, 2026, lúc 10:02, UBND phường đã viết:"
OUTLOOK_EN = "From: UBND\nSent: Wednesday, November 25, 2026 10:02\nTo: Hoa\nSubject: x"
OUTLOOK_VI = "Từ: UBND phường\nĐã gửi: thứ Tư 25/11/2026\nTới: Hoa\nChủ đề: x"
RULER = "________________________________"
ORIGINAL = "-----Original Message-----"


@pytest.mark.parametrize(
    "introduction",
    [
        GMAIL_VI,
        GMAIL_BROKEN,
        GMAIL_EN,
        APPLE_VI,
        OUTLOOK_EN,
        OUTLOOK_VI,
        RULER,
        ORIGINAL,
        REPLY_ABOVE,
    ],
)
def test_what_is_answered_is_cut_off(introduction: str) -> None:
    text = f"Chưa xong đâu.\nXin xem lại.\n\n{introduction}\n> Đã xong.\nĐã sửa."

    assert own_words(text, is_reply=True) == "Chưa xong đâu.\nXin xem lại."


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nNguyễn Thị Hoa\n0912 345 678",
        "Được gửi từ iPhone của tôi",
        "Sent from my Samsung Galaxy",
        "Gửi từ Yahoo Mail trên Android",
        "Get Outlook for iOS",
    ],
)
def test_a_signature_is_cut_off(signature: str) -> None:
    assert own_words(f"Đèn hỏng.\n\n{signature}", is_reply=False) == "Đèn hỏng."


def test_an_answer_below_what_it_quotes_is_kept() -> None:
    assert (
        own_words(f"{GMAIL_VI}\n> Đã xong.\n> Hết.\nChưa xong.", is_reply=True) == "Chưa xong."
    )


def test_answers_between_the_lines_are_kept() -> None:
    text = "> Đèn đã sửa?\nChưa.\n> Cột đã dựng?\nRồi."

    assert own_words(text, is_reply=True) == "Chưa.\nRồi."


def test_what_is_quoted_in_html_is_cut_off() -> None:
    html = f"<div>Chưa xong.</div><div>{GMAIL_EN}<blockquote>Đã <p>xong</p></blockquote></div>"

    assert own_words(plain(html), is_reply=True) == "Chưa xong."


def test_of_a_new_letter_everything_is_kept_for_what_is_forwarded_is_the_matter() -> None:
    text = f"Chuyển thư của tổ trưởng:\n\n{OUTLOOK_VI}\n\nĐèn hỏng."

    assert own_words(text, is_reply=False) == text


@pytest.mark.parametrize(
    "words",
    [
        "Từ: hôm qua đèn hỏng.",
        "Vào lúc 10 giờ xe rác chưa đến.",
        "Ông trưởng thôn đã viết: sẽ sửa.",
        "Tôi gửi từ hôm thứ Hai mà chưa ai đến, đề nghị phường cho người xuống xem",
    ],
)
def test_words_that_look_like_an_introduction_are_kept(words: str) -> None:
    assert own_words(f"{words}\nXin cảm ơn.", is_reply=True) == f"{words}\nXin cảm ơn."


def test_a_letter_that_is_nothing_but_a_signature_is_kept() -> None:
    assert own_words("--\nHoa", is_reply=False) == "--\nHoa"
