"""Text tables: CSV as offices really save it, whatever the delimiter and the encoding."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence

from shared.chassis.sheet_faults import RowErrors, SheetRefused
from shared.kernel.rejection import Rejection

Numbered = tuple[int, Sequence[str]]
"""A row of a table under the number a spreadsheet gives it."""

DELIMITERS = ",;\t"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
ESCAPED_BYTE = re.compile("[\udc80-\udcff]")

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VIETNAMESE_LETTERS = frozenset(
    unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES
) | {"đ"}


class NotATable(Rejection):
    """Tệp không phải bảng CSV hay XLSX; hãy lưu lại dạng “CSV UTF-8” hoặc “.xlsx”.
    The file is neither CSV nor XLSX; save it as “CSV UTF-8” or “.xlsx”.
    """


class EncodingWindows1258(Rejection):
    """Tệp dùng bảng mã Windows-1258; hãy lưu lại dạng “CSV UTF-8”.
    The file is encoded in Windows-1258; save it again as “CSV UTF-8”.
    """


class EncodingMixed(Rejection):
    """Dòng này dùng bảng mã khác với các dòng UTF-8 còn lại; hãy gõ lại dòng này.
    This row is not UTF-8 though others are; type it anew.
    """


class EncodingUnknown(Rejection):
    """Tệp không dùng bảng mã UTF-8 (có thể là TCVN3, VNI…); hãy lưu lại dạng “CSV UTF-8”.
    The file is not encoded in UTF-8 (perhaps TCVN3 or VNI); save it again as “CSV UTF-8”.
    """


class QuoteBroken(Rejection):
    """Dấu ngoặc kép ở dòng này không đóng, hoặc ô quá dài.
    A quotation mark in this row is not closed, or a cell is too long.
    """


def text_rows(content: bytes, names: frozenset[str]) -> Iterator[Numbered]:
    """The rows of a CSV file; `names` tell its header, and so its delimiter.

    Raises:
        SheetRefused: if the file is not text, not UTF-8, or its quotes do not match.

    """
    return _records(_decoded(content, names), names)


def _decoded(content: bytes, names: frozenset[str]) -> str:
    if content.startswith(UTF_16_MARKS):
        return _decoded_utf_16(content)
    if b"\0" in content:
        raise SheetRefused.because(NotATable())
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _encoding_refused(content, names) from None


def _decoded_utf_16(content: bytes) -> str:
    try:
        text = content.decode("utf-16")
    except UnicodeDecodeError:
        raise SheetRefused.because(EncodingUnknown()) from None
    if "\0" in text:
        raise SheetRefused.because(NotATable())
    return text


def _encoding_refused(content: bytes, names: frozenset[str]) -> SheetRefused:
    """Why `content` is not UTF-8: another encoding throughout, or only in some rows."""
    mixed, foreign, has_utf_8 = RowErrors(), "", False
    for number, cells in _records(content.decode("utf-8-sig", "surrogateescape"), names):
        row = " ".join(cells)
        if ESCAPED_BYTE.search(row):
            mixed.add(number, "", EncodingMixed())
            foreign += row
        elif not row.isascii():
            has_utf_8 = True
    if has_utf_8:
        return SheetRefused(tuple(mixed.listed), mixed.count)
    is_1258 = _is_windows_1258(foreign.encode("utf-8", "surrogateescape"))
    return SheetRefused.because(EncodingWindows1258() if is_1258 else EncodingUnknown())


def _is_windows_1258(raw: bytes) -> bool:
    """Whether `raw` reads as Vietnamese, and nothing but Vietnamese, in Windows-1258."""
    try:
        text = unicodedata.normalize("NFC", raw.decode("cp1258"))
    except UnicodeDecodeError:
        return False
    letters = {letter.lower() for letter in text if not letter.isascii() and letter.isalpha()}
    return bool(letters) and letters <= VIETNAMESE_LETTERS


def _records(text: str, names: frozenset[str]) -> Iterator[Numbered]:
    lines = io.StringIO(text, newline="")
    number = 0
    try:
        for number, cells in enumerate(
            csv.reader(lines, delimiter=_delimiter(text, names), strict=True), start=1
        ):
            yield number, [cell.strip() for cell in cells]
    except csv.Error:
        raise SheetRefused.because(QuoteBroken(), row=number + 1) from None


def _delimiter(text: str, names: frozenset[str]) -> str:
    """The delimiter under which the first line holds most of the expected names."""
    header = text.lstrip("\r\n").partition("\n")[0]

    def recognised(delimiter: str) -> tuple[int, int]:
        cells = {cell.strip(' "\r').casefold() for cell in header.split(delimiter)}
        return len(cells & names), header.count(delimiter)

    return max(DELIMITERS, key=recognised)
