"""Ballots: prepared, opened, closed; each slip is good for one vote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from services.registry.ballots.domain.record import Box, adds_up
from services.registry.exemplars.domain.nominations import NominationState
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Conflict, NotAllowed, NotFound, Rejection

MAX_TITLE_CHARS = 200
MOST_SLIPS = 5000
CHOSEN_FROM = frozenset({NominationState.PUBLISHED, NominationState.REVIEWED})
"""Only who stands, or stood, open for comment may be voted on."""


class BallotState(StrEnum):
    """How far a ballot has come."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"


class BallotUnknown(NotFound):
    """Không có cuộc bình chọn nào ở địa chỉ này.
    There is no ballot at this address.
    """


class TitleMissing(Rejection):
    """Hãy đặt tên cuộc bình chọn (tối đa 200 ký tự).
    Give the ballot a title (200 characters at most).
    """


class OptionsTooFew(Rejection):
    """Cần ít nhất hai điển hình để bình chọn.
    A ballot needs at least two nominees.
    """


class OptionNotReady(Rejection):
    """Chỉ bình chọn hồ sơ đã công khai lấy ý kiến và chưa được chọn.
    Only nominations that were published for comment, and are not selected yet, may be voted on.
    """


class SeatsOutOfRange(Rejection):
    """Số điển hình được chọn phải từ 1 đến ít hơn số hồ sơ.
    The number to be chosen is at least 1 and less than the number of nominees.
    """


class RollOutOfRange(Rejection):
    """Số cử tri phải từ 1 đến 5000 và không ít hơn số phiếu đã in.
    The roll is from 1 to 5000, and not less than the slips printed.
    """


class SlipsMissing(Conflict):
    """Chưa in phiếu nào nên chưa mở bình chọn được.
    No slips are printed yet, so the ballot cannot be opened.
    """


class BallotBegun(Conflict):
    """Cuộc bình chọn đã mở; phiếu và danh sách không đổi được nữa.
    The ballot is open; its slips and its list can no longer be changed.
    """


class BallotNotOpen(Conflict):
    """Cuộc bình chọn chưa mở hoặc đã đóng nên phiếu này không được tính.
    The ballot is not open, so this vote is not counted.
    """


class BallotStillOpen(Conflict):
    """Kết quả có sau khi đóng bình chọn.
    There is a result once the ballot is closed.
    """


class CodeUnknown(NotAllowed):
    """Không có phiếu nào mang mã này trong cuộc bình chọn. Xin ông/bà xem lại từng nhóm chữ số.
    No slip of this ballot has this code. Please look at each group again.
    """


class SlipUsed(Conflict):
    """Phiếu này đã được dùng; mỗi phiếu bình chọn một lần.
    This slip has been used; each is good for one vote.
    """


class TooManyChosen(Rejection):
    """Ông/bà đã chọn nhiều hơn số điển hình được chọn. Xin bỏ bớt rồi gửi lại.
    You have chosen more than may be chosen. Take some away and send again.
    """


class ChoiceNotOffered(Rejection):
    """Lựa chọn này không có trong phiếu.
    This is not on the ballot.
    """


class BoxesUnsettled(Conflict):
    """Còn thùng phiếu chưa được hai người nhập khớp nhau nên chưa đóng bình chọn được.
    A box is not yet entered alike by two people, so the ballot cannot be closed.
    """


class MoreVotesThanRoll(Conflict):
    """Tổng số phiếu trực tuyến và phiếu trong thùng nhiều hơn số cử tri.
    Votes online and papers in the boxes are more than the roll.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """A vote over nominations. Who is on the roll is a number here, never a list."""

    id: UUID
    unit: UnitCode
    title: str
    seats: int
    roll: int
    offline_cap: Fraction
    options: tuple[str, ...]
    """The codes of the nominations, in the order of the ballot."""
    state: BallotState = BallotState.PREPARED
    slips: int = 0
    opening: str = ""
    closing: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    version: int = 1


def prepared(ballot: Ballot, states: Mapping[str, NominationState]) -> Ballot:
    """A ballot that can be printed; `states` tells of the nominations it names.

    Raises:
        TitleMissing: if nobody could tell what it is about.
        OptionsTooFew: if there is nothing to choose between.
        OptionNotReady: if a nomination is not open to be voted on.
        SeatsOutOfRange: if choosing would be no choice.
        RollOutOfRange: if the roll is empty or too long.

    """
    title = " ".join(ballot.title.split())
    if not 0 < len(title) <= MAX_TITLE_CHARS:
        raise TitleMissing
    if len(set(ballot.options)) < 2:  # noqa: PLR2004 - one alone is no choice
        raise OptionsTooFew
    if any(states.get(code) not in CHOSEN_FROM for code in ballot.options):
        raise OptionNotReady
    if not 1 <= ballot.seats < len(ballot.options):
        raise SeatsOutOfRange
    return replace(ballot, title=title, roll=roll_of(ballot.roll, slips=ballot.slips))


def roll_of(number: int, *, slips: int) -> int:
    """A roll that is long enough for its slips.

    Raises:
        RollOutOfRange: if it is not.

    """
    if not max(1, slips) <= number <= MOST_SLIPS:
        raise RollOutOfRange
    return number


def printable(ballot: Ballot, slips: int) -> int:
    """How many slips to print.

    Raises:
        BallotBegun: if people may be voting with others already.
        RollOutOfRange: if there would be none, or more than people on the roll.

    """
    if ballot.state is not BallotState.PREPARED:
        raise BallotBegun
    if not 1 <= slips <= ballot.roll:
        raise RollOutOfRange(
            f"Số phiếu in phải từ 1 đến số cử tri ({ballot.roll}).",
            f"Print from 1 slip to as many as are on the roll ({ballot.roll}).",
        )
    return slips


def opened(ballot: Ballot, *, opening: str, today: date) -> Ballot:
    """The ballot with its slips held fast.

    Raises:
        BallotBegun: if it was opened before.
        SlipsMissing: if nobody could vote.

    """
    if ballot.state is not BallotState.PREPARED:
        raise BallotBegun
    if not ballot.slips:
        raise SlipsMissing
    return replace(
        ballot,
        state=BallotState.OPEN,
        opening=opening,
        opened_on=today,
        version=ballot.version + 1,
    )


def must_be_open(ballot: Ballot) -> None:
    """Pass while votes are taken.

    Raises:
        BallotNotOpen: before and after.

    """
    if ballot.state is not BallotState.OPEN:
        raise BallotNotOpen


def must_be_closed(ballot: Ballot) -> None:
    """Pass once there is a result.

    Raises:
        BallotStillOpen: before.

    """
    if ballot.state is not BallotState.CLOSED:
        raise BallotStillOpen


def chosen(ballot: Ballot, choices: Sequence[str]) -> tuple[str, ...]:
    """What a voter chose; choosing nobody is a blank vote, and counts as one.

    Raises:
        ChoiceNotOffered: if something was chosen that is not on the ballot.
        TooManyChosen: if more was chosen than may be.

    """
    distinct = tuple(dict.fromkeys(choices))
    if not set(distinct) <= set(ballot.options):
        raise ChoiceNotOffered
    if len(distinct) > ballot.seats:
        raise TooManyChosen(
            f"Ông/bà chọn {len(distinct)}, phiếu này chọn nhiều nhất {ballot.seats}. "
            "Xin bỏ bớt rồi gửi lại.",
            f"You chose {len(distinct)}; at most {ballot.seats} may be chosen.",
        )
    return distinct


def used_on(day: date) -> SlipUsed:
    """The kind answer to whoever votes twice."""
    return SlipUsed(
        f"Phiếu này đã được dùng ngày {day:%d/%m/%Y}; mỗi phiếu bình chọn một lần. Nếu không "
        "phải ông/bà đã dùng, xin báo ngay cho ban kiểm phiếu.",
        f"This slip was used on {day}; each is good for one vote. If it was not you, tell the "
        "tellers at once.",
    )


def closed(ballot: Ballot, *, closing: str, today: date, votes: int, papers: int) -> Ballot:
    """The ballot with its votes held fast.

    Raises:
        BallotNotOpen: if it is not open.
        MoreVotesThanRoll: if more votes are there than voters.

    """
    must_be_open(ballot)
    if votes + papers > ballot.roll:
        raise MoreVotesThanRoll(
            f"Có {votes} phiếu trực tuyến và {papers} phiếu trong thùng, nhiều hơn "
            f"{ballot.roll} cử tri. Hãy kiểm lại thùng phiếu.",
            f"{votes} votes online and {papers} papers are more than {ballot.roll} voters.",
        )
    return replace(
        ballot,
        state=BallotState.CLOSED,
        closing=closing,
        closed_on=today,
        version=ballot.version + 1,
    )


BOTH = 2
MAX_BOX_CHARS = 40


class BoxState(StrEnum):
    """How far a box has come."""

    AWAITED = "awaited"
    DIFFERS = "differs"
    AGREED = "agreed"


class BoxNameMissing(Rejection):
    """Hãy ghi tên hoặc số thùng phiếu (tối đa 40 ký tự).
    Give the name or the number of the box (40 characters at most).
    """


class BoxDoesNotAddUp(Rejection):
    """Các số không khớp: phiếu hợp lệ, phiếu trắng, phiếu hỏng phải cộng lại bằng số phiếu.
    The numbers do not fit: valid, blank and spoilt papers must make up the papers in the box.
    """


class BoxSettled(Conflict):
    """Hai người đã nhập khớp nhau; số của thùng này đã chốt.
    Two people have entered the same; this box is settled.
    """


class BoxOfTwoOthers(Conflict):
    """Thùng này đã có hai người khác nhập; chỉ hai người ấy đối chiếu và sửa.
    Two other people entered this box; only they compare and correct it.
    """


class BoxForAnother(NotAllowed):
    """Nhập số kiểm phiếu là việc của từng người: không nhập khi đang làm thay người khác.
    A count is typed in by oneself: it cannot be typed in while acting for somebody else.
    """


@dataclass(frozen=True, slots=True)
class BoxEntry:
    """What one person typed in."""

    by: UUID
    count: Box


@dataclass(frozen=True, slots=True)
class BoxStanding:
    """A box as it stands; `differing` names the numbers on which two people differ."""

    box: str
    state: BoxState
    entries: int
    differing: tuple[str, ...] = ()


def checked_box(count: Box, ballot: Ballot) -> Box:
    """A count that could be true.

    Raises:
        BoxNameMissing: if nobody could tell which box it is.
        BoxDoesNotAddUp: if its numbers contradict one another.

    """
    if not 0 < len(count.box.strip()) <= MAX_BOX_CHARS:
        raise BoxNameMissing
    if not adds_up(count, ballot.options, ballot.seats):
        raise BoxDoesNotAddUp
    return count


def may_enter(entries: Sequence[BoxEntry], by: UUID) -> None:
    """Pass if `by` is one of the two people of a box that is not settled.

    Raises:
        BoxSettled: if both have entered the same.
        BoxOfTwoOthers: if two others are at it.

    """
    if agreed(entries) is not None:
        raise BoxSettled
    if len(entries) >= BOTH and by not in {entry.by for entry in entries}:
        raise BoxOfTwoOthers


def agreed(entries: Sequence[BoxEntry]) -> Box | None:
    """The count of a box, once two people entered the same."""
    if len(entries) < BOTH or entries[0].by == entries[1].by:
        return None
    return None if differing(entries[0].count, entries[1].count) else entries[0].count


def differing(one: Box, other: Box) -> tuple[str, ...]:
    """The numbers on which two counts of a box differ: their names, not what they are."""
    names = ("papers", "blank", "spoilt")
    plain = [name for name in names if getattr(one, name) != getattr(other, name)]
    options = sorted({*one.votes, *other.votes})
    return (*plain, *(o for o in options if one.votes.get(o, 0) != other.votes.get(o, 0)))


def standing_of(box: str, entries: Sequence[BoxEntry]) -> BoxStanding:
    """How far a box has come."""
    if len(entries) < BOTH:
        return BoxStanding(box, BoxState.AWAITED, len(entries))
    apart = differing(entries[0].count, entries[1].count)
    state = BoxState.DIFFERS if apart else BoxState.AGREED
    return BoxStanding(box, state, len(entries), apart)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A seal as it was told on a day; `phase` is `opened` or `closed`."""

    ballot: UUID
    phase: str
    unit: UnitCode
    host: PlaceCode
    sealed_on: date
    lines: int
    seal: str
