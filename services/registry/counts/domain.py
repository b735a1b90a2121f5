"""Commitments: how many households, businesses and bodies have signed; never which."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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


FIELDS = ("F1", "F2", "F3", "F4")
MEASURES = ("registered", "new", "consolidated", "recognised", "replicated")
FIRST_YEAR = 1990
LAST_YEAR = 2100


class PeriodUnusable(Rejection):
    """Giai đoạn gồm một năm hoặc năm đầu và năm cuối, ví dụ 2023 hoặc 2016-2020.
    A period is a year, or a first and a last one, such as 2023 or 2016-2020.
    """


class MoreThanRegistered(Rejection):
    """Số mới và củng cố cộng lại, số công nhận, số nhân rộng không vượt số đăng ký.
    New and consolidated together, recognised or replicated cannot exceed the registered.
    """


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From one year to another, both included.

    >>> str(Period(2016, 2020)), str(Period(2023, 2023))
    ('2016–2020', '2023')
    """

    first: int
    last: int

    def __str__(self) -> str:
        """As it is written in a report."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFigures:
    """The counts of one field; what a report does not say is unknown, not none."""

    registered: int | None = None
    new: int | None = None
    consolidated: int | None = None
    recognised: int | None = None
    replicated: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            MoreThanRegistered: if a part exceeds the whole.

        """
        if self.registered is None:
            return
        both = (self.new or 0) + (self.consolidated or 0)
        if max(both, self.recognised or 0, self.replicated or 0) > self.registered:
            raise MoreThanRegistered


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFigures:
    """What one unit reported for one period; the newest revision stands."""

    unit: UnitCode
    period: Period
    fields: Mapping[str, FieldFigures] = field(default_factory=dict)
    stated_total: int | None = None
    """The total as the report states it; official figures do not always add up."""
    counted_on: date
    revision: int
    host: PlaceCode

    def registered(self, code: str) -> int | None:
        """How many are registered in a field, if the report says so."""
        return self.fields.get(code, FieldFigures()).registered

    @property
    def added_up(self) -> int | None:
        """The sum of the four fields; none as long as one of them is missing."""
        return added(self.registered(code) for code in FIELDS)

    @property
    def off_by(self) -> int:
        """By how much the stated total differs from the sum; nothing if either is unknown."""
        if self.stated_total is None or self.added_up is None:
            return 0
        return self.stated_total - self.added_up


def added(counts: Iterable[int | None]) -> int | None:
    """The sum, or nothing if a part is unknown: a total is never guessed.

    >>> added([338, 905, 83, 156]), added([None, 3977, 979, 1111])
    (1482, None)
    """
    parts = list(counts)
    known = [count for count in parts if count is not None]
    return sum(known) if len(known) == len(parts) else None


def period_of(text: str) -> Period:
    """A period out of what one writes.

    >>> period_of("2016-2020"), period_of(" 2023 ")
    (Period(first=2016, last=2020), Period(first=2023, last=2023))

    Raises:
        PeriodUnusable: if it is none.

    """
    parts = text.replace("–", "-").split("-")
    try:
        years = [int(part) for part in parts]
    except ValueError:
        raise PeriodUnusable from None
    if not 1 <= len(years) <= 2 or years != sorted(years):  # noqa: PLR2004 - first and last
        raise PeriodUnusable
    if not FIRST_YEAR <= years[0] <= years[-1] <= LAST_YEAR:
        raise PeriodUnusable
    return Period(years[0], years[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSum:
    """One field of one period over many units: the sum of those who say, and who does not."""

    field: str
    registered: int
    told: int
    """How many units say how many they have."""
    units: int


def sums_by_field(figures: Sequence[ModelFigures]) -> list[FieldSum]:
    """Each field summed over the units of one period; sums only, never means."""
    return [_sum(code, figures) for code in FIELDS]


def _sum(code: str, figures: Sequence[ModelFigures]) -> FieldSum:
    known = [count for report in figures if (count := report.registered(code)) is not None]
    return FieldSum(field=code, registered=sum(known), told=len(known), units=len(figures))
