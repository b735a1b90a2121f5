"""Rows: what a table's template makes of them, and everything wrong with them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.chassis.sheet_cells import CellEmpty, FormulaText, FormulaWithoutValue
from shared.chassis.sheet_faults import RowErrors
from shared.kernel.rejection import Rejection

Row = dict[str, object]
Check = Callable[[Row], None]


class RowTooLong(Rejection):
    """Dòng này có nhiều ô hơn dòng tiêu đề; hãy kiểm tra dấu phân cách thừa.
    The row has more cells than the header; look for a stray delimiter.
    """


class RowRepeated(Rejection):
    """Dòng này trùng với một dòng phía trên.
    The row repeats one above it.
    """


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; an empty cell reads as `None` where one is allowed.

    `parse` turns the text of a cell into a value, or raises a `Rejection` that says why not.
    """

    name: str
    parse: Callable[[str], object]
    required: bool = True
    may_be_absent: bool = False
    """Whether a table without it will do: every cell then reads as an empty one."""

    def read(self, text: str) -> object:
        """The value of a cell of this column.

        Raises:
            CellEmpty: if a required cell is empty.
            FormulaWithoutValue: if the cell holds a formula nobody worked out.

        """
        if isinstance(text, FormulaText):
            raise FormulaWithoutValue
        if text:
            return self.parse(text)
        if self.required:
            raise CellEmpty
        return None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table without errors: its rows, and the number of each in the spreadsheet."""

    rows: list[Row]
    numbers: list[int]


@dataclass(slots=True)
class RowReader:
    """Takes the rows one by one, and remembers what was wrong with them."""

    layout: Mapping[int, Column]
    key: tuple[str, ...]
    checks: Mapping[str, Check]
    absent: tuple[str, ...] = ()
    """Columns the table does without."""
    read: Sheet = field(default_factory=lambda: Sheet([], []))
    errors: RowErrors = field(default_factory=RowErrors)
    first_seen: dict[tuple[object, ...], int] = field(default_factory=dict)

    def take(self, number: int, cells: Sequence[str]) -> None:
        """Read one row."""
        before = self.errors.count
        row = self._values(number, cells)
        self._refuse_repeated(number, row)
        if self.errors.count == before:
            self._check(number, row)
        self.read.rows.append(row)
        self.read.numbers.append(number)

    def sheet(self) -> Sheet:
        """Everything taken, unless anything was wrong."""
        self.errors.refuse_if_any()
        return self.read

    def _values(self, number: int, cells: Sequence[str]) -> Row:
        row: Row = dict.fromkeys(self.absent)
        width = len(cells)
        if width > len(self.layout):
            self._refuse_unnamed(number, cells)
        for at, column in self.layout.items():
            try:
                row[column.name] = column.read(cells[at] if at < width else "")
            except Rejection as fault:
                self.errors.add(number, column.name, fault)
        return row

    def _refuse_unnamed(self, number: int, cells: Sequence[str]) -> None:
        """A cell under no heading would be lost without a word."""
        if any(text for at, text in enumerate(cells) if at not in self.layout):
            self.errors.add(number, "", RowTooLong())

    def _refuse_repeated(self, number: int, row: Row) -> None:
        if not self.key or not row.keys() >= set(self.key):
            return
        values = tuple(row[name] for name in self.key)
        first = self.first_seen.setdefault(values, number)
        if first != number:
            self.errors.add(number, self.key[0], _repeated(first, self.key))

    def _check(self, number: int, row: Row) -> None:
        for column, check in self.checks.items():
            try:
                check(row)
            except Rejection as fault:
                self.errors.add(number, column, fault)


def _repeated(first: int, key: tuple[str, ...]) -> RowRepeated:
    columns = ", ".join(key)
    return RowRepeated(
        f"Trùng với dòng {first} (cùng {columns}); hãy bỏ một trong hai dòng.",
        f"Repeats row {first} (same {columns}); remove one of the two.",
    )
