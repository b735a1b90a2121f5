"""Workbooks: the first sheet of an XLSX file, read with suspicion."""

import io
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import repeat
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl

from shared.chassis.sheet_cells import FormulaText, NumberText
from shared.chassis.sheet_faults import SheetRefused
from shared.chassis.sheet_text import Numbered
from shared.kernel.rejection import Rejection

ZIP_MARK = b"PK\x03\x04"
OLD_OFFICE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MAX_UNPACKED_BYTES = 100_000_000
MAX_COLUMNS = 200

FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")

# What openpyxl and the unzipping below it let through when the file is damaged or hostile:
# it trusts the file's structure, so any of these means "not a sound workbook". Found by
# feeding it some ten thousand damaged files.
DAMAGE = (
    ArithmeticError,
    AttributeError,
    BadZipFile,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zlib.error,
)


class WorkbookBroken(Rejection):
    """Tệp XLSX bị hỏng hoặc không phải bảng tính; hãy mở bằng Excel, lưu lại rồi gửi.
    The XLSX file is damaged or not a workbook; open it in Excel, save it and send it again.
    """


class WorkbookLocked(Rejection):
    """Tệp đặt mật khẩu hoặc ở dạng .xls cũ; hãy bỏ mật khẩu và lưu lại dạng .xlsx.
    The file has a password or is an old .xls; remove the password and save it as .xlsx.
    """


class WorkbookTooLarge(Rejection):
    """Bảng tính quá lớn sau khi giải nén; hãy chia thành nhiều tệp nhỏ hơn.
    The workbook is too large once unpacked; divide it into smaller files.
    """


class TooManyColumns(Rejection):
    """Bảng tính có quá nhiều cột; hãy chỉ để lại các cột của mẫu.
    The sheet has too many columns; keep only those of the template.
    """


def is_workbook(content: bytes) -> bool:
    """Whether `content` claims to be a workbook, whatever the file is called."""
    return content.startswith((ZIP_MARK, OLD_OFFICE_MARK))


def workbook_rows(content: bytes) -> Iterator[Numbered]:
    """The rows of the first sheet, every cell as text.

    Raises:
        SheetRefused: if the file is damaged, locked, or unpacks to more than is sane.

    """
    if content.startswith(OLD_OFFICE_MARK):
        raise SheetRefused.because(WorkbookLocked())
    has_formulas = _has_formulas(content)
    values = _first_sheet(content, data_only=True)
    formulas = _first_sheet(content, data_only=False) if has_formulas else repeat(())
    for number, (row, formula_row) in enumerate(zip(values, formulas, strict=False), start=1):
        if max(len(row), len(formula_row)) > MAX_COLUMNS:
            raise SheetRefused.because(TooManyColumns(), row=number)
        yield number, _cells(row, formula_row)


def _has_formulas(content: bytes) -> bool:
    """Whether any sheet holds a formula; does not look into what unpacks to too much."""
    with _damage_refused(), ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise SheetRefused.because(WorkbookTooLarge())
        sheets = [name for name in archive.namelist() if "worksheets/" in name]
        return any(FORMULA.search(archive.read(name)) for name in sheets)


def _first_sheet(content: bytes, *, data_only: bool) -> Iterator[Sequence[Any]]:
    with _damage_refused(), closing(_opened(content, data_only=data_only)) as workbook:
        sheet = workbook.worksheets[0]
        # The size a sheet claims may be a lie that costs millions of empty cells.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            yield _without_trailing_blanks(row)


def _opened(content: bytes, *, data_only: bool) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)


@contextmanager
def _damage_refused() -> Iterator[None]:
    try:
        yield
    except DAMAGE:
        raise SheetRefused.because(WorkbookBroken()) from None


def _cells(row: Sequence[Any], formula_row: Sequence[Any]) -> list[str]:
    """`row` as text; a formula that has no value yet stands in its place."""
    cells = [_text(value) for value in row]
    cells += [""] * (len(formula_row) - len(row))
    for at, formula in enumerate(formula_row):
        if formula is not None and not cells[at]:
            cells[at] = FormulaText(formula)
    return cells


def _without_trailing_blanks(row: Sequence[Any]) -> Sequence[Any]:
    width = len(row)
    while width and row[width - 1] is None:
        width -= 1
    return row[:width]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else NumberText(value)
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    return str(value)
