"""Tables for spreadsheets: read as Vietnamese, and never as a formula."""

import csv
import io
from collections.abc import Iterable

import xlsxwriter

BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet reads Vietnamese as something else."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BEGIN_A_FORMULA = frozenset("=+-@\t\r")


def as_csv(rows: Iterable[Iterable[object]]) -> str:
    """Rows as a file that spreadsheets open; nothing is written for None.

    >>> as_csv([["Phường", "=1+1", None, 3]])[1:].strip()
    "Phường,'=1+1,,3"
    """
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    csv.writer(text).writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue()


def as_xlsx(rows: Iterable[Iterable[object]]) -> bytes:
    """Rows as a workbook: numbers as numbers, all else as text, so that `00123` stays that."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float):
                    sheet.write_number(at, column, cell)
                elif cell is not None:
                    sheet.write_string(at, column, str(cell))
    return content.getvalue()


def _plain(cell: object) -> object:
    is_formula = isinstance(cell, str) and cell[:1] in BEGIN_A_FORMULA
    return f"'{cell}" if is_formula else cell
