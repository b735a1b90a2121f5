"""Names: Vietnamese ones begin with the family; Open311 has a first and a last.

Out: the given name is `first_name`, the rest `last_name`. In: joined, family first; the raw
pair is kept beside it, since nobody can tell which way round a stranger's form asked.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """A name as Open311 carries it."""

    first: str = ""
    last: str = ""

    @property
    def full(self) -> str:
        """The name as it is said here.

        >>> Pair("Hoa", "Nguyễn Thị").full, Pair("Hoa").full
        ('Nguyễn Thị Hoa', 'Hoa')
        """
        return " ".join(f"{self.last} {self.first}".split())


def pair_of(full: str) -> Pair:
    """A full name taken apart.

    >>> pair_of("Nguyễn Thị  Hoa"), pair_of("Hoa")
    (Pair(first='Hoa', last='Nguyễn Thị'), Pair(first='Hoa', last=''))
    """
    *family, given = full.split() or [""]
    return Pair(given, " ".join(family))
