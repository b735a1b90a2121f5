"""Headers: which column of an uploaded table stands where."""

from collections.abc import Collection, Sequence

from shared.chassis.sheet_cells import suggestion
from shared.chassis.sheet_faults import RowErrors, quoted
from shared.kernel.rejection import Rejection


class ColumnMissing(Rejection):
    """Thiếu một cột của mẫu.
    A column of the template is missing.
    """


class ColumnUnknown(Rejection):
    """Cột này không có trong mẫu.
    The template has no such column.
    """


class ColumnRepeated(Rejection):
    """Cột này xuất hiện hai lần.
    This column appears twice.
    """


def positions(
    header: Sequence[str],
    names: Sequence[str],
    *,
    row: int,
    may_be_absent: Collection[str] = (),
) -> dict[str, int]:
    """Where each of `names` stands in `header`, in any order; letter case does not matter.

    >>> positions(["Unit", "level"], ["level", "unit"], row=1)
    {'unit': 0, 'level': 1}

    Raises:
        SheetRefused: if a column is missing, unknown or repeated.

    """
    errors = RowErrors()
    columns: dict[str, int] = {}
    written = [cell.casefold() for cell in header]
    for at, name in enumerate(written):
        if name in columns:
            errors.add(row, header[at], _repeated(header[at]))
        elif name in names:
            columns[name] = at
        elif name:
            errors.add(row, header[at], _unknown(header[at], _absent(names, written)))
    for name in _absent([one for one in names if one not in may_be_absent], written):
        errors.add(row, name, _missing(name, names))
    errors.refuse_if_any()
    return columns


def _absent(names: Sequence[str], written: Sequence[str]) -> list[str]:
    return [name for name in names if name not in written]


def _repeated(name: str) -> ColumnRepeated:
    return ColumnRepeated(
        f"Cột {quoted(name)} xuất hiện hai lần; hãy bỏ bớt một cột.",
        f"The column {quoted(name)} appears twice; remove one.",
    )


def _unknown(name: str, absent: list[str]) -> ColumnUnknown:
    vi, en = suggestion(name, absent)
    return ColumnUnknown(
        f"Cột {quoted(name)} không có trong mẫu{vi or '; hãy bỏ cột này.'}",
        f"The template has no column {quoted(name)}{en or '; remove it.'}",
    )


def _missing(name: str, names: Sequence[str]) -> ColumnMissing:
    template = ", ".join(names)
    return ColumnMissing(
        f"Thiếu cột {quoted(name)}; dòng đầu của tệp phải có đủ các cột: {template}.",
        f"The column {quoted(name)} is missing; the first row must name: {template}.",
    )
