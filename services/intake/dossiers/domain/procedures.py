"""Procedures: what a dossier asks for, and how many working days the office has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LOCAL_TAIL = 3
"""`2.000815.000.00.00.H26` is procedure 2.000815 as one province publishes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """An administrative procedure of the national catalogue."""

    code: str
    vi: str
    en: str
    working_days: int
    basis: str
    is_confirmed: bool = False
    """Whether somebody has compared it with the decision that publishes it."""


class Procedures:
    """The catalogue, asked by a code with or without the province's tail."""

    def __init__(self, known: Iterable[Procedure]) -> None:
        self._by_code: Mapping[str, Procedure] = {one.code: one for one in known}

    def find(self, code: str) -> Procedure | None:
        """The procedure with this code.

        >>> one = Procedure(code="2.000815", vi="", en="", working_days=0, basis="")
        >>> Procedures([one]).find("2.000815.000.00.00.H26") is one
        True
        """
        return self._by_code.get(code) or self._by_code.get(bare(code))

    def all(self) -> list[Procedure]:
        """Every procedure, by code."""
        return [self._by_code[code] for code in sorted(self._by_code)]


def bare(code: str) -> str:
    """The code as the national catalogue has it.

    >>> bare("2.000815.000.00.00.H26")
    '2.000815'
    """
    return ".".join(code.split(".")[: LOCAL_TAIL - 1])
