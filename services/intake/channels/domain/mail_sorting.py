"""Sorting mail: which letters are a person's, and what of a letter becomes a message."""

from enum import StrEnum

from services.intake.cases.domain.words import MAX_TEXT_CHARS
from services.intake.channels.domain.mail import Mail
from services.intake.notices.domain import own_words
from shared.kernel.folding import folded

ASKED_TO_SEAL = (
    "giu kin danh tinh", "giu bi mat", "giu kin ten", "khong neu ten", "dau ten",
    "keep my name confidential", "keep my identity confidential",
)  # fmt: skip
WITHOUT_WORDS = "(Thư chỉ có tệp gửi kèm, không có lời.)"


class Sort(StrEnum):
    """What is done with a letter."""

    PERSON = "person"
    """It becomes a case, or a message of one."""
    BOUNCE = "bounce"
    """A server says that a letter of ours did not arrive."""
    LOOP = "loop"
    """It is a letter of ours that came back; it is never answered."""
    AUTOMATIC = "automatic"
    """A machine wrote it; an answer could start a loop, so nobody gets one."""


def sort_of(mail: Mail, *, own_address: str) -> Sort:
    """How a letter is dealt with."""
    if mail.bounce is not None:
        return Sort.BOUNCE
    if mail.sender == own_address.lower():
        return Sort.LOOP
    return Sort.AUTOMATIC if mail.is_automatic else Sort.PERSON


def words_of(mail: Mail, *, is_further: bool) -> str:
    """What is taken from a letter: its subject belongs to it unless it only repeats ours."""
    words = own_words(mail.text, is_reply=is_further and mail.is_reply)
    subject = "" if is_further else mail.subject
    if subject and folded(subject) not in folded(words):
        words = f"{subject}\n\n{words}".strip()
    return words or (WITHOUT_WORDS if mail.attached else "")


def within_measure(words: str) -> str:
    """As much of it as a message may hold; the whole letter is kept beside it.

    >>> within_measure("ngắn"), len(within_measure("x" * 5000))
    ('ngắn', 4000)
    """
    return words if len(words) <= MAX_TEXT_CHARS else f"{words[: MAX_TEXT_CHARS - 1]}…"


def asks_to_be_sealed(words: str) -> bool:
    """Whether somebody asks, in words, that their identity be kept.

    >>> asks_to_be_sealed("Xin giữ kín danh tính giúp tôi"), asks_to_be_sealed("Rác nhiều")
    (True, False)
    """
    plain = folded(words)
    return any(asked in plain for asked in ASKED_TO_SEAL)
