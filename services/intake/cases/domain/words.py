"""Words: what people write, as it is kept; trimmed, composed, readable, within measure."""

from unicodedata import category as kind_of_character
from unicodedata import normalize

from shared.kernel.rejection import Rejection

MAX_TEXT_CHARS = 4_000
MIN_REASON_CHARS = 3
MAX_REASON_CHARS = 500
LINE_BREAKS_AND_TABS = frozenset("\n\r\t")
UNWRITABLE = frozenset({"Cc", "Cs"})
"""Control characters and halves of surrogate pairs: no keyboard writes them."""


class FeedbackEmpty(Rejection):
    """Xin cho biết nội dung phản ánh.
    Please tell us what happened.
    """


class FeedbackTooLong(Rejection):
    """Nội dung phản ánh dài quá 4.000 ký tự; xin viết gọn lại hoặc gửi thành hai phản ánh.
    Please keep your message under 4,000 characters, or send it in two.
    """


class TextUnreadable(Rejection):
    """Nội dung có ký tự điều khiển không đọc được; xin gõ lại hoặc dán lại dạng chữ thường.
    The text holds control characters; please type it again or paste it as plain text.
    """


class ReasonTooShort(Rejection):
    """Lý do phải có ít nhất 3 ký tự, để người dân hiểu vì sao.
    A reason of at least 3 characters is needed, so that people understand why.
    """


class ReasonTooLong(Rejection):
    """Lý do dài quá 500 ký tự; xin viết gọn lại.
    Please keep the reason under 500 characters.
    """


class ReplyEmpty(Rejection):
    """Xin viết nội dung trả lời người dân.
    Please write what the citizen is to be told.
    """


def accepted_text(text: str) -> str:
    """The words as they are kept: trimmed, composed, within measure.

    >>> accepted_text("  Đèn đường hỏng  ")
    'Đèn đường hỏng'

    Raises:
        FeedbackEmpty: if nothing but blanks was written.
        FeedbackTooLong: if it exceeds `MAX_TEXT_CHARS`.
        TextUnreadable: if it holds control characters.

    """
    words = normalize("NFC", text).strip()
    if not words:
        raise FeedbackEmpty
    if len(words) > MAX_TEXT_CHARS:
        raise FeedbackTooLong
    refuse_unwritable(words)
    return words


def accepted_reply(text: str) -> str:
    """An answer to a citizen, as it is kept.

    Raises:
        ReplyEmpty: if nothing but blanks was written.
        FeedbackTooLong: if it exceeds `MAX_TEXT_CHARS`.
        TextUnreadable: if it holds control characters.

    """
    try:
        return accepted_text(text)
    except FeedbackEmpty as empty:
        raise ReplyEmpty from empty


def accepted_reason(reason: str) -> str:
    """A reason somebody is owed, as it is kept.

    Raises:
        ReasonTooShort: if the reason says nothing.
        ReasonTooLong: if it exceeds `MAX_REASON_CHARS`.
        TextUnreadable: if it holds control characters.

    """
    words = normalize("NFC", reason).strip()
    if len(words) < MIN_REASON_CHARS:
        raise ReasonTooShort
    if len(words) > MAX_REASON_CHARS:
        raise ReasonTooLong
    refuse_unwritable(words)
    return words


def refuse_unwritable(words: str) -> None:
    """Let pass what a keyboard can write.

    Raises:
        TextUnreadable: if it holds control characters.

    """
    if words.isprintable():
        return
    strange = set(words) - LINE_BREAKS_AND_TABS
    if any(kind_of_character(character) in UNWRITABLE for character in strange):
        raise TextUnreadable
