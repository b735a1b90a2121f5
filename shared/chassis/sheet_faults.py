"""What is wrong with an uploaded table, row by row, in words its sender can act on."""

from dataclasses import dataclass, field
from typing import Self

from shared.kernel.rejection import Rejection

MAX_LISTED = 500
"""More errors than this are counted but not listed."""

WHOLE_FILE = 0
"""The row of an error that concerns no single row."""


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing to mend, where a spreadsheet shows it: the header stands in row 1."""

    row: int
    column: str
    code: str
    vi: str
    en: str


class SheetRefused(Rejection):
    """Tệp còn lỗi nên chưa dòng nào được nhập.
    The file has errors, so nothing was imported.
    """

    def __init__(self, errors: tuple[RowError, ...], error_count: int) -> None:
        self.errors = errors
        self.error_count = error_count
        if error_count == 1:
            super().__init__(errors[0].vi, errors[0].en)
        else:
            super().__init__(
                f"Tệp có {error_count} lỗi nên chưa dòng nào được nhập.",
                f"The file has {error_count} errors, so nothing was imported.",
            )

    @classmethod
    def because(cls, fault: Rejection, *, row: int = WHOLE_FILE, column: str = "") -> Self:
        """The refusal of a file for a single reason."""
        return cls((row_error(row, column, fault),), 1)


@dataclass(slots=True)
class RowErrors:
    """The errors of one file, all counted, the first `MAX_LISTED` listed."""

    listed: list[RowError] = field(default_factory=list)
    count: int = 0

    def add(self, row: int, column: str, fault: Rejection) -> None:
        """Note that `fault` stands in `row` under `column`."""
        self.count += 1
        if len(self.listed) < MAX_LISTED:
            self.listed.append(row_error(row, column, fault))

    def refuse_if_any(self) -> None:
        """Let the file pass only if nothing was noted.

        Raises:
            SheetRefused: if anything was.

        """
        if self.count:
            raise SheetRefused(tuple(self.listed), self.count)


def row_error(row: int, column: str, fault: Rejection) -> RowError:
    """`fault`, told of one place in the file."""
    return RowError(row, column, type(fault).__name__, fault.vi, fault.en)


def quoted(text: str, longest: int = 40) -> str:
    """`text` as an error message shows it: in quotes, and not too long.

    >>> quoted("2018-13-01"), quoted("x" * 50, longest=5)
    ('“2018-13-01”', '“xxxxx…”')
    """
    return f"“{text}”" if len(text) <= longest else f"“{text[:longest]}…”"
