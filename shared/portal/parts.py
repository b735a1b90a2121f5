"""The parts pages are put together from, as values: scenes hold them, macros draw them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go: a step of the path to a page, a file, the next thing to do."""

    label: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One view of a list, with how much is in it."""

    label: str
    href: str
    is_here: bool = False
    count: int | None = None
    is_urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A labelled value: text, or the state it stands for, and where it leads."""

    label: str
    value: str
    href: str = ""
    state: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happened, or will: a state, a title, when, by whom, and what was said."""

    state: str
    title: str
    when: str = ""
    text: str = ""
    by: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far something is: so many of so many, said in words as well."""

    done: int
    of: int
    said: str
    state: str = "in_progress"

    @property
    def tenths(self) -> int:
        """How much of the bar is filled, in steps the stylesheet knows; done only when done.

        >>> [Progress(done=n, of=30, said="").tenths for n in (0, 1, 29, 30)]
        [0, 1, 9, 10]
        """
        if not self.of or self.done <= 0:
            return 0
        return 10 if self.done >= self.of else max(1, self.done * 10 // self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A node of a tree, with those below it; `more_href` leads to what is not drawn here."""

    label: str
    href: str = ""
    note: str = ""
    state: str = ""
    below: "Sequence[Branch]" = ()
    is_open: bool = False
    is_here: bool = False
    more: str = ""
    more_href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where a row and a column of a matrix meet; an empty state asks nothing there."""

    state: str
    label: str
    href: str = ""
    said: str = ""
    """What only a reader by ear needs beside the label; else the state's own word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a matrix, or, without cells, the head of a group of rows."""

    label: str
    href: str = ""
    note: str = ""
    cells: Sequence[Cell] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Rows and columns, with one row that sums them up."""

    corner: str
    heads: Sequence[Link]
    lines: Sequence[Line]
    total: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A value two people changed: what it was, what now stands, what one was about to write."""

    label: str
    before: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A kept file: its name, kind and size in words, and where it opens."""

    name: str
    href: str
    told: str
