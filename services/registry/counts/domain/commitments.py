"""Commitments: how many households, businesses and bodies have signed; never which."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Rejection


class By(StrEnum):
    """Who commits themselves, or, for support, whom a party cell commits itself to help.

    The object of support differs between documents: households (2020), staff and students
    (2021). They are counted apart.
    """

    HOUSEHOLD = "household"
    BUSINESS = "business"
    ORGANISATION = "organisation"
    SUPPORT_HOUSEHOLD = "support_household"
    SUPPORT_PERSON = "support_person"


class CommitmentCountsWrong(Rejection):
    """Số đã thực hiện không vượt số đã ký, số đã ký không vượt số trên địa bàn.
    Kept commitments cannot exceed those signed, nor those signed the number in the area.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentCount:
    """What a unit counted of one kind for one theme in one year; the newest revision stands."""

    unit: UnitCode
    year: int
    theme: str
    by: By
    signed: int
    of: int | None = None
    """How many there are in the area; none if nobody says."""
    kept: int | None = None
    counted_on: date
    revision: int
    host: PlaceCode

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            CommitmentCountsWrong: if more are kept than signed, or signed than there are.

        """
        is_wrong = self.signed < 0 or (self.of is not None and self.signed > self.of)
        if is_wrong or not 0 <= (self.kept or 0) <= self.signed:
            raise CommitmentCountsWrong
