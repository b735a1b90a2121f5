"""Categories: what feedback may be about, as a tree that changes with time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.intake.categories.domain.categories import CategoryUnknown
from shared.kernel.folding import folded


class Datatype(StrEnum):
    """Of which kind an answer is, in the words of Open311."""

    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"
    SINGLE = "singlevaluelist"
    MANY = "multivaluelist"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers offered."""

    key: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked besides, because of what it is about."""

    variable: str
    vi: str
    en: str
    datatype: Datatype
    is_required: bool = False
    values: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category as it stands from one day on; `valid_to` is the first day it does not."""

    code: str
    vi: str
    en: str
    valid_from: date
    valid_to: date | None = None
    parent: str | None = None
    theme: str = ""
    profile: str = "DP01"
    is_anonymous_allowed: bool = True
    keywords: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    def stands_on(self, day: date) -> bool:
        """Whether one could choose it on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class Tree:
    """The categories of one day. Those whose parent has ended stand at the top."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self._by_code = {one.code: one for one in categories}
        self._below: dict[str | None, list[Category]] = {}
        for one in self._by_code.values():
            parent = one.parent if one.parent in self._by_code else None
            self._below.setdefault(parent, []).append(one)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Category]:
        """From the top down, those below right after their own."""
        return self._walk(None)

    def get(self, code: str) -> Category:
        """The category with this code.

        Raises:
            CategoryUnknown: if there is none on that day.

        """
        found = self._by_code.get(code)
        if found is None:
            raise CategoryUnknown
        return found

    def line(self, code: str) -> tuple[Category, ...]:
        """A category and all above it, the topmost first."""
        found = [self.get(code)]
        while found[-1].parent in self._by_code:
            found.append(self._by_code[found[-1].parent])
        return tuple(reversed(found))

    def root_of(self, code: str) -> str:
        """The topmost category above `code`: what events and figures go by."""
        return self.line(code)[0].code

    def children(self, code: str | None) -> tuple[Category, ...]:
        """Those right below; of None, those at the top."""
        return tuple(self._below.get(code, ()))

    def below(self, code: str) -> tuple[str, ...]:
        """The code itself and those of everything below it."""
        return (self.get(code).code, *(one.code for one in self._walk(code)))

    def leaves(self) -> tuple[Category, ...]:
        """Those with nothing below them: what a case is filed under."""
        return tuple(one for one in self if not self.children(one.code))

    def search(self, text: str) -> list[Category]:
        """Those whose name or keywords hold every word, by beginnings, marks or not."""
        wanted = folded(text).split()
        return [one for one in self if all(_holds(one, word) for word in wanted)]

    def _walk(self, parent: str | None) -> Iterator[Category]:
        for one in self._below.get(parent, ()):
            yield one
            yield from self._walk(one.code)


def tree_of(chapters: Iterable[Category], day: date) -> Tree:
    """The tree as it stands on a day."""
    return Tree(one for one in chapters if one.stands_on(day))


def _holds(category: Category, word: str) -> bool:
    text = folded(" ".join((category.vi, category.en, category.code, *category.keywords)))
    return any(part.startswith(word) for part in text.split())
