"""Tables for spreadsheets: read as Vietnamese, and never as a formula."""

import csv
import io
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet reads Vietnamese as something else."""
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


def _plain(cell: object) -> object:
    is_formula = isinstance(cell, str) and cell[:1] in BEGIN_A_FORMULA
    return f"'{cell}" if is_formula else cell
