"""Sheets: an uploaded CSV or XLSX table, accepted whole or refused with every error it has."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from shared.chassis.sheet_cells import a_code, a_count, a_date, between, one_of
from shared.chassis.sheet_faults import RowError, RowErrors, SheetRefused, quoted
from shared.chassis.sheet_header import positions
from shared.chassis.sheet_rows import Check, Column, RowReader, Sheet
from shared.chassis.sheet_text import Numbered, text_rows
from shared.chassis.sheet_workbook import is_workbook, workbook_rows
from shared.kernel.rejection import Rejection

__all__ = [
    "Column",
    "RowError",
    "RowErrors",
    "Sheet",
    "SheetRefused",
    "a_code",
    "a_count",
    "a_date",
    "between",
    "one_of",
    "read_sheet",
]

MAX_BYTES = 20_000_000
MAX_ROWS = 200_000
STEP = 500
"""Progress is told after so many rows."""

Progress = Callable[[str, int, int], None]
"""Hears the stage ("reading", "checking"), how many rows are done, and of how many."""


class FileEmpty(Rejection):
    """Tệp không có dòng dữ liệu nào.
    The file has no rows of data.
    """


class FileTooLarge(Rejection):
    """Tệp lớn hơn 20 MB; hãy chia thành nhiều tệp nhỏ hơn.
    The file is larger than 20 MB; divide it into smaller files.
    """


class TooManyRows(Rejection):
    """Tệp có quá 200.000 dòng; hãy chia thành nhiều tệp nhỏ hơn.
    The file has more than 200,000 rows; divide it into smaller files.
    """


def read_sheet(
    filename: str,
    content: bytes,
    columns: Sequence[Column],
    *,
    key: tuple[str, ...] = (),
    checks: Mapping[str, Check] | None = None,
    on_progress: Progress | None = None,
) -> Sheet:
    """The table in `content`, judged by what it is and not by its `filename`.

    Rows may not agree in the columns of `key`. A check looks at a whole row whose cells are
    sound, and speaks for the column it stands under. Blank lines are passed over.

    Raises:
        SheetRefused: if anything is wrong, with every error found.

    """
    tell = on_progress or _tell_nobody
    header, *lines = _lines(filename, content, columns, tell=tell)
    optional = {column.name for column in columns if column.may_be_absent}
    names = [column.name for column in columns]
    where = positions(header[1], names, row=header[0], may_be_absent=optional)
    layout = {where[column.name]: column for column in columns if column.name in where}
    absent = tuple(name for name in names if name not in where)
    reader = RowReader(layout, key, checks or {}, absent=absent)
    for done, (number, cells) in enumerate(lines):
        if done % STEP == 0:
            tell("checking", done, len(lines))
        reader.take(number, cells)
    tell("checking", len(lines), len(lines))
    return reader.sheet()


def _tell_nobody(_stage: str, _done: int, _total: int) -> None:
    """Nobody asked to hear of progress."""


def _lines(
    filename: str, content: bytes, columns: Sequence[Column], *, tell: Progress
) -> list[Numbered]:
    """The header and at least one row below it, without blank lines."""
    if len(content) > MAX_BYTES:
        raise SheetRefused.because(FileTooLarge())
    names = frozenset(column.name for column in columns)
    rows = workbook_rows(content) if is_workbook(content) else text_rows(content, names)
    lines = [line for line in _counted(rows, tell) if any(line[1])]
    if len(lines) <= 1:
        raise SheetRefused.because(_empty(filename))
    return lines


def _counted(rows: Iterator[Numbered], tell: Progress) -> Iterator[Numbered]:
    number = 0
    for number, cells in rows:
        if number % STEP == 1:
            tell("reading", number - 1, number - 1)
        if number > MAX_ROWS:
            raise SheetRefused.because(TooManyRows())
        yield number, cells
    tell("reading", number, number)


def _empty(filename: str) -> FileEmpty:
    return FileEmpty(
        f"Tệp {quoted(filename)} không có dòng dữ liệu nào.",
        f"The file {quoted(filename)} has no rows of data.",
    )
