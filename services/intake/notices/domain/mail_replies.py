"""Replies: what somebody wrote anew, without the letter that is answered below it."""

import re
from itertools import takewhile

REPLY_ABOVE = "— Trả lời phía trên dòng này / Reply above this line —"
"""Stands in every letter of ours, so that the end of an answer is known."""

ATTRIBUTIONS = re.compile(
    r"(?:on\b.{4,200}\bwrote|vào\b.{4,200}\bđã viết|.{4,200}\bđã viết)\s*:",
    re.IGNORECASE | re.DOTALL,
)
"""How mail programs introduce what is quoted; some break that line in two."""
ORIGINALS = re.compile(
    r"-{2,}\s*(?:original message|tin nhắn gốc|thư gốc|thư ban đầu)\s*-{2,}|_{10,}",
    re.IGNORECASE,
)
FROM = re.compile(r"\*?(?:from|từ|người gửi)\s*:\*?\s", re.IGNORECASE)
SENT = re.compile(r"\*?(?:sent|date|đã gửi|ngày|đến|tới|to)\s*:\*?\s", re.IGNORECASE)
SIGNATURES = re.compile(
    r"(?:--\s?|(?:sent|get outlook|được gửi|đã gửi|gửi) (?:from|for|từ) .{2,60})",
    re.IGNORECASE,
)
QUOTED = ">"


def own_words(text: str, *, is_reply: bool) -> str:
    r"""What the sender wrote: no signature, and of a reply nothing of what it answers.

    Of a letter that is no reply everything is kept: what is forwarded is the matter itself.

    >>> own_words("Chưa xong.\n\nVào 25 thg 11, UBND đã viết:\n> Đã xong.", is_reply=True)
    'Chưa xong.'
    """
    lines = text.replace("\r\n", "\n").split("\n")
    if is_reply:
        lines = _without_quotes(lines)
    return "\n".join(_without_signature(lines)).strip()


def _without_quotes(lines: list[str]) -> list[str]:
    start = next((at for at in range(len(lines)) if _begins_quote(lines, at)), len(lines))
    above = _unquoted(lines[:start])
    if any(line.strip() for line in above):
        return above
    introduction = _attribution_length(lines, start)
    # Some answer below what they quote; then only what is marked as quoted goes.
    return _unquoted(lines[start + introduction :]) if introduction else []


def _begins_quote(lines: list[str], at: int) -> bool:
    line = lines[at].strip()
    if REPLY_ABOVE in line or ORIGINALS.fullmatch(line):
        return True
    if FROM.match(line):
        return any(SENT.match(other.strip()) for other in lines[at + 1 : at + 4])
    return bool(_attribution_length(lines, at))


def _attribution_length(lines: list[str], at: int) -> int:
    """How many lines introduce a quote here: none, one or two."""
    for length in (1, 2):
        if ATTRIBUTIONS.fullmatch(" ".join(lines[at : at + length]).strip()):
            return length
    return 0


def _unquoted(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.lstrip().startswith(QUOTED)]


def _without_signature(lines: list[str]) -> list[str]:
    kept = list(takewhile(lambda line: not SIGNATURES.fullmatch(line.strip(" *")), lines))
    return kept if any(line.strip() for line in kept) else lines
