"""What a form offers to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: what is sent, what is read, and a word more where it helps."""

    value: str
    label: str
    hint: str = ""
    group: str = ""


def groups(options: Iterable[Option]) -> list[tuple[str, list[Option]]]:
    """Options under their group's name, in the order given.

    >>> [name for name, _ in groups([Option("a", "A", group="Quận"), Option("b", "B")])]
    ['Quận', '']
    """
    return [(name, list(few)) for name, few in groupby(options, key=lambda one: one.group)]
