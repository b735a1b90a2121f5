"""Cells: what a column of an uploaded table may hold."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import TypeVar

from shared.chassis.sheet_faults import quoted
from shared.kernel.rejection import Rejection

S = TypeVar("S", bound=str)

ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
VIETNAMESE_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
YEARS = range(1945, 2101)
MONTHS = range(1, 13)

NOT_OF_A_CODE = re.compile(r"[^A-Za-z0-9._/-]")
MAX_CODE_CHARS = 64
MAX_COUNT = 999_999_999


class NumberText(str):
    """A spreadsheet's fractional number, as text: no longer what was typed into the cell."""

    __slots__ = ()


class FormulaText(str):
    """A formula the spreadsheet program never worked out."""

    __slots__ = ()


class CellEmpty(Rejection):
    """Ô này không được để trống.
    This cell must not be empty.
    """


class FormulaWithoutValue(Rejection):
    """Ô chứa công thức chưa có kết quả; hãy mở tệp bằng Excel, lưu lại rồi gửi.
    The cell holds a formula without a result; open the file in Excel, save it, send it again.
    """


class DateUnreadable(Rejection):
    """Ngày phải viết dạng 2018-09-14 hoặc 14/09/2018.
    A date is written 2018-09-14 or 14/09/2018.
    """


class DateImpossible(Rejection):
    """Ngày này không có trong lịch.
    There is no such day.
    """


class CountUnreadable(Rejection):
    """Số lượng phải là số nguyên không âm, không có dấu phân cách.
    A count is a whole number from 0 up, without separators.
    """


class CountOutOfRange(Rejection):
    """Số này nằm ngoài khoảng cho phép.
    The number is out of range.
    """


class CodeUnusable(Rejection):
    """Mã chỉ gồm chữ không dấu, chữ số và các dấu . _ / -
    A code holds unaccented letters, digits and . _ / - only.
    """


class CodeBecameNumber(Rejection):
    """Excel đã đổi mã này thành số; hãy định dạng cột là “Văn bản” (Text) rồi nhập lại mã.
    Excel turned this code into a number; format the column as Text and enter the code again.
    """


class NotAnOption(Rejection):
    """Giá trị này không có trong danh mục.
    This is not one of the allowed values.
    """


@lru_cache(maxsize=4096)
def a_date(text: str) -> date:
    """The day `text` names, year first or as written in Việt Nam.

    >>> a_date("2018-09-14") == a_date("14/9/2018")
    True

    Raises:
        DateUnreadable: if it is written in any other way.
        DateImpossible: if the calendar has no such day.

    """
    if iso := ISO_DATE.fullmatch(text):
        year, month, day = map(int, iso.groups())
    elif written := VIETNAMESE_DATE.fullmatch(text):
        day, month, year = map(int, written.groups())
    else:
        raise DateUnreadable(
            f"{quoted(text)} không phải ngày; hãy viết dạng 2018-09-14 hoặc 14/09/2018.",
            f"{quoted(text)} is not a date; write 2018-09-14 or 14/09/2018.",
        )
    _refuse_impossible(year, month, day)
    return date(year, month, day)


def a_count(text: str) -> int:
    """The whole number `text` says.

    >>> a_count("190")
    190

    Raises:
        CountUnreadable: if it is not a plain whole number from 0 up.
        CountOutOfRange: if no ward could have counted so far.

    """
    if not (text.isascii() and text.isdecimal()):
        raise CountUnreadable(
            f"{quoted(text)} không phải số nguyên không âm; hãy viết liền chữ số, ví dụ 1250.",
            f"{quoted(text)} is not a whole number from 0 up; write digits only, such as 1250.",
        )
    return _within(0, MAX_COUNT, text)


def between(lowest: int, highest: int) -> Callable[[str], int]:
    """A parser of whole numbers from `lowest` to `highest`.

    >>> between(1, 5)("4")
    4
    """

    def a_number_between(text: str) -> int:
        a_count(text)
        return _within(lowest, highest, text)

    return a_number_between


def a_code(text: str) -> str:
    """`text` as a code: of a unit, a dossier, a procedure.

    >>> a_code("000.21.14.H26-180914-0041")
    '000.21.14.H26-180914-0041'

    Raises:
        CodeBecameNumber: if the spreadsheet keeps it as a number, so that zeros may be lost.
        CodeUnusable: if it is too long or holds anything but letters, digits and . _ / -

    """
    if isinstance(text, NumberText):
        raise CodeBecameNumber
    if strange := NOT_OF_A_CODE.search(text):
        raise CodeUnusable(
            f"Mã {quoted(text)} có ký tự {quoted(strange[0])}; "
            "mã chỉ gồm chữ không dấu, chữ số và các dấu . _ / -",
            f"The code {quoted(text)} holds {quoted(strange[0])}; "
            "use unaccented letters, digits and . _ / - only",
        )
    if len(text) > MAX_CODE_CHARS:
        raise CodeUnusable(
            f"Mã {quoted(text)} dài quá {MAX_CODE_CHARS} ký tự.",
            f"The code {quoted(text)} is longer than {MAX_CODE_CHARS} characters.",
        )
    return text


def one_of(*options: S) -> Callable[[str], S]:
    """A parser that takes one of `options` as it is written.

    >>> one_of("counter", "online", "post")("online")
    'online'
    """
    by_text = {str(option): option for option in options}

    def an_option(text: str) -> S:
        if text not in by_text:
            raise _not_an_option(text, list(by_text))
        return by_text[text]

    return an_option


def suggestion(text: str, known: list[str]) -> tuple[str, str]:
    """What `text` was probably meant to be, as a clause in each language, or nothing.

    >>> suggestion("returned", ["received_on", "returned_on"])[1]
    '; did you mean “returned_on”?'
    """
    near = get_close_matches(text[:MAX_CODE_CHARS].casefold(), known, n=1)
    if not near:
        return "", ""
    return f"; có phải là {quoted(near[0])}?", f"; did you mean {quoted(near[0])}?"


def _refuse_impossible(year: int, month: int, day: int) -> None:
    if year not in YEARS:
        raise DateImpossible(
            f"Năm {year:04} không hợp lệ.", f"The year {year:04} cannot be meant."
        )
    if month not in MONTHS:
        raise DateImpossible(
            f"Không có tháng {month}; hãy viết ngày trước, tháng sau: 14/09/2018.",
            f"There is no month {month}; the day comes before the month: 14/09/2018.",
        )
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise DateImpossible(
            f"Không có ngày {day}/{month}/{year}: tháng {month} năm {year} có {last} ngày.",
            f"There is no {year}-{month:02}-{day:02}: that month has {last} days.",
        )


def _within(lowest: int, highest: int, text: str) -> int:
    # A number of thousands of digits is refused before it is converted.
    if len(text) > len(str(MAX_COUNT)) or not lowest <= int(text) <= highest:
        raise CountOutOfRange(
            f"{quoted(text)} nằm ngoài khoảng từ {lowest} đến {highest}.",
            f"{quoted(text)} is not between {lowest} and {highest}.",
        )
    return int(text)


def _not_an_option(text: str, options: list[str]) -> NotAnOption:
    vi, en = suggestion(text, options)
    allowed = ", ".join(options)
    return NotAnOption(
        f"{quoted(text)} không có trong danh mục ({allowed}){vi}",
        f"{quoted(text)} is not one of the allowed values ({allowed}){en}",
    )
