"""Boxes of paper ballots: counted by hand, typed in by two people who do not see each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.registry.ballots.domain.ballot_record import Box, adds_up
from services.registry.ballots.domain.ballots import Ballot
from shared.kernel.rejection import Conflict, NotAllowed, Rejection

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
