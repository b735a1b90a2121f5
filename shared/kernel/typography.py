"""How Vietnamese is set on paper: one way to write each letter, numbers that do not part."""

import re
import unicodedata
from datetime import date

NO_BREAK = "\u00a0"
FIRST_OF_TWO_DIGITS = 10
LAST_MONTH_WITH_NOUGHT = 2
UNSEEN = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]")
GAP = re.compile(r"[^\S\u00a0]+")
BEFORE_PERCENT = re.compile(r"(?<=\d)\s*%")
AFTER_NUMBER = re.compile(r"(?<=\d) (?=(?:đồng|ngày|giờ|phút|hồ sơ|trang)\b)")
AFTER_CALENDAR_WORD = re.compile(r"\b([Nn]gày|tháng|năm|[Ss]ố|[Đđ]iều|khoản) (?=\d)")


def tidy(text: str) -> str:
    r"""`text` as it may stand on paper: composed letters, single spaces, nothing unseen.

    >>> tidy("  Đa\u0323t  86,2%, còn 3 ngày ")
    'Đạt 86,2\xa0%, còn 3\xa0ngày'
    """
    composed = unicodedata.normalize("NFC", text)
    seen = UNSEEN.sub("", composed)
    if not seen.replace(NO_BREAK, " ").isprintable():
        seen = "".join(_seen(one) for one in seen)
    one_line = GAP.sub(" ", seen).strip()
    return _held_together(one_line)


def paragraphs(text: str) -> list[str]:
    r"""What is written, paragraph by paragraph; empty ones are none.

    >>> paragraphs("Kính thưa Ông/Bà,\n\n Xin lỗi.")
    ['Kính thưa Ông/Bà,', 'Xin lỗi.']
    """
    return [tidied for line in text.splitlines() if (tidied := tidy(line))]


def day_in_full(day: date) -> str:
    r"""A day as official papers write it: noughts before days under 10 and two months only.

    >>> day_in_full(date(2026, 2, 5)).split("\xa0")
    ['ngày', '05 tháng', '02 năm', '2026']
    >>> day_in_full(date(2026, 3, 25)).split("\xa0")
    ['ngày', '25 tháng', '3 năm', '2026']
    """
    month = f"{day.month:02}" if day.month <= LAST_MONTH_WITH_NOUGHT else f"{day.month}"
    return tidy(f"ngày {day.day:02} tháng {month} năm {day.year}")


def number_in_register(number: int) -> str:
    """A number as official papers write it.

    >>> number_in_register(7), number_in_register(118)
    ('07', '118')
    """
    return f"{number:02}"


def _seen(one: str) -> str:
    """A control is a gap at most; XML and fonts know none."""
    if unicodedata.category(one) in {"Cc", "Cs", "Cn", "Zl", "Zp"}:
        return " "
    return one


def _held_together(text: str) -> str:
    text = BEFORE_PERCENT.sub(f"{NO_BREAK}%", text)
    text = AFTER_NUMBER.sub(NO_BREAK, text)
    return AFTER_CALENDAR_WORD.sub(lambda found: found.group(1) + NO_BREAK, text)
