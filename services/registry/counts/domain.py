"""Commitments: how many households, businesses and bodies have signed; never which."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Conflict, Rejection


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


MOST_MEMBERS = 1_000_000


class PledgeCountsWrong(Rejection):
    """Số đã ký phải từ 0 đến số cán bộ hiện có.
    Those who have signed must be between none and all of the staff.
    """


class MoreLeftThanThere(Rejection):
    """Số người rời đơn vị nhiều hơn số đang có, hoặc số đã ký rời đi nhiều hơn số rời đi.
    More people left than were there, or more signers left than people.
    """


class PledgeChanged(Conflict):
    """Số liệu cam kết vừa được người khác ghi. Hãy xem số mới rồi ghi lại.
    Somebody else has just recorded this count. Look at the new one, then record again.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many there are, and how many of them have signed.

    >>> Tally(members=3, signed=3).is_complete, Tally(members=0, signed=0).is_complete
    (True, False)
    """

    members: int
    signed: int

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            PledgeCountsWrong: if more have signed than there are.

        """
        if not 0 <= self.signed <= self.members <= MOST_MEMBERS:
            raise PledgeCountsWrong

    @property
    def is_complete(self) -> bool:
        """Whether every current member has signed."""
        return 0 < self.members == self.signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnover:
    """What happened since the last count, each as a number of people.

    `left` counts all who left, `signers_left` those among them who had signed; those who
    joined have not signed unless they are among `newly_signed`.
    """

    joined: int = 0
    left: int = 0
    signers_left: int = 0
    newly_signed: int = 0


def after(tally: Tally, turnover: Turnover) -> Tally:
    """The count after people came, went and signed.

    >>> after(Tally(members=10, signed=8), Turnover(joined=2, left=3, signers_left=3))
    Tally(members=9, signed=5)

    Raises:
        MoreLeftThanThere: if more left than there were, or more signers than leavers.
        PledgeCountsWrong: if more would have signed than there are.

    """
    if min(turnover.joined, turnover.left, turnover.signers_left, turnover.newly_signed) < 0:
        raise PledgeCountsWrong
    unsigned_left = turnover.left - turnover.signers_left
    if unsigned_left < 0 or turnover.signers_left > tally.signed:
        raise MoreLeftThanThere
    if unsigned_left > tally.members - tally.signed:
        raise MoreLeftThanThere
    return Tally(
        members=tally.members + turnover.joined - turnover.left,
        signed=tally.signed - turnover.signers_left + turnover.newly_signed,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeCount:
    """What a unit counted for one theme in one year; the newest revision stands."""

    unit: UnitCode
    year: int
    theme: str
    tally: Tally
    counted_on: date
    revision: int
    host: PlaceCode
