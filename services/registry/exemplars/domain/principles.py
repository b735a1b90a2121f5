"""The three principles a selection is held to: open, accepted at home, spreading."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.registry.exemplars.domain.exemplars import Moved, NominationStep
from shared.kernel.rejection import Rejection


class Missing(StrEnum):
    """What a principle still lacks."""

    PUBLICATION = "publication"
    COMMENT_TIME = "comment_time"
    VOTE = "vote"
    HOME_MINUTES = "home_minutes"
    CHECKLIST = "checklist"
    ZERO_TOLERANCE = "zero_tolerance"
    SPREAD = "spread"


class PrincipleNotMet(Rejection):
    """Chưa bảo đảm nguyên tắc bình chọn.
    The principles of selection are not met yet.
    """


class OpenForComment(Rejection):
    """Chưa hết thời gian lấy ý kiến công khai.
    The time for public comment is not over yet.
    """


WANTED: dict[NominationStep, frozenset[Missing]] = {
    NominationStep.PUBLISH: frozenset(
        {Missing.HOME_MINUTES, Missing.CHECKLIST, Missing.ZERO_TOLERANCE}
    ),
    NominationStep.SELECT: frozenset(Missing) - {Missing.SPREAD},
    NominationStep.COMMEND: frozenset(Missing),
}
"""What must be there before a step is taken."""

SAID: dict[Missing, tuple[str, str]] = {
    Missing.PUBLICATION: ("bản công khai lấy ý kiến", "a record of publication"),
    Missing.COMMENT_TIME: ("đủ ngày lấy ý kiến", "the days for comment"),
    Missing.VOTE: ("biên bản bỏ phiếu hoặc họp hội đồng", "minutes of the vote or council"),
    Missing.HOME_MINUTES: (
        "biên bản của tập thể nơi điển hình",
        "minutes of the home collective",
    ),
    Missing.CHECKLIST: ("câu trả lời cho mọi tiêu chí", "an answer to every criterion"),
    Missing.ZERO_TOLERANCE: (
        "không vi phạm tiêu chí “không để xảy ra”",
        "nothing against a criterion that tolerates nothing",
    ),
    Missing.SPREAD: (
        "ít nhất một lần nhân rộng hoặc truyền thông",
        "one replication or report",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the principles are checked against."""

    moves: Sequence[Moved]
    is_complete: bool
    is_broken: bool
    spread: int
    """How many times it was copied or reported on."""
    comment_days: int
    today: date


@dataclass(frozen=True, slots=True)
class Check:
    """One principle, and what it still lacks."""

    principle: str
    missing: tuple[Missing, ...]

    @property
    def is_met(self) -> bool:
        """Whether nothing is lacking."""
        return not self.missing


def checks(record: Record) -> tuple[Check, ...]:
    """The three principles as they stand."""
    return (
        Check("PR1", tuple(_openness(record))),
        Check("PR2", tuple(_acceptance(record))),
        Check("PR3", () if record.spread else (Missing.SPREAD,)),
    )


def must_hold(step: NominationStep, record: Record) -> None:
    """Pass if what `step` rests on is there.

    Raises:
        OpenForComment: if the council would meet before everybody could speak.
        PrincipleNotMet: if something else is missing; says what.

    """
    if (
        step is NominationStep.REVIEW
        and (until := comment_until(record))
        and record.today < until
    ):
        raise OpenForComment(
            f"Hồ sơ còn lấy ý kiến công khai đến hết ngày {until - timedelta(1):%d/%m/%Y}; "
            f"hội đồng họp từ ngày {until:%d/%m/%Y}.",
            f"Open for comment until {until - timedelta(1)}; the council meets from {until}.",
        )
    lacking = [m for check in checks(record) for m in check.missing if m in _wanted(step)]
    if lacking:
        raise PrincipleNotMet(
            f"Còn thiếu: {'; '.join(SAID[m][0] for m in lacking)}.",
            f"Still missing: {'; '.join(SAID[m][1] for m in lacking)}.",
        )


def comment_until(record: Record) -> date | None:
    """The first day on which the council may meet, once it was published."""
    published = _move(record, NominationStep.PUBLISH)
    return published.happened_on + timedelta(record.comment_days) if published else None


def _wanted(step: NominationStep) -> frozenset[Missing]:
    return WANTED.get(step, frozenset())


def _openness(record: Record) -> Iterator[Missing]:
    until = comment_until(record)
    if until is None:
        yield Missing.PUBLICATION
    elif record.today < until:
        yield Missing.COMMENT_TIME
    if _move(record, NominationStep.REVIEW) is None:
        yield Missing.VOTE


def _acceptance(record: Record) -> Iterator[Missing]:
    if _move(record, NominationStep.ACCEPT) is None:
        yield Missing.HOME_MINUTES
    if not record.is_complete:
        yield Missing.CHECKLIST
    if record.is_broken:
        yield Missing.ZERO_TOLERANCE


def _move(record: Record, step: NominationStep) -> Moved | None:
    return next((move for move in record.moves if move.step is step), None)
