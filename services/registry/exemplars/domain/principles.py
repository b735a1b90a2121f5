"""The three principles a selection is held to: open, accepted at home, spreading."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from uuid import UUID

from services.registry.exemplars.domain.guide import Criterion, CriterionKind
from services.registry.exemplars.domain.nominations import Moved, NominationStep
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


MAX_EVIDENCE_CHARS = 2000
MAX_SOURCE_CHARS = 200


class CriterionNotAsked(Rejection):
    """Tiêu chí này không áp dụng cho điển hình đang giới thiệu.
    This criterion does not apply to the nominee.
    """


class FigureUnreadable(Rejection):
    """Số liệu phải là một số, ví dụ 12 hoặc 86,2.
    The figure must be a number, such as 12 or 86.2.
    """


class FigureWithoutSource(Rejection):
    """Số liệu cần ghi rõ nguồn (báo cáo, sổ theo dõi, cơ quan xác nhận).
    A figure needs its source: a report, a register, who certified it.
    """


class EvidenceTooLong(Rejection):
    """Phần trả lời tối đa 2000 ký tự, phần nguồn tối đa 200 ký tự.
    An answer has 2000 characters at most, a source 200.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said to one criterion; free text, stays at the node."""

    criterion: str
    evidence: str = ""
    figure: Decimal | None = None
    figure_source: str = ""
    attachment: UUID | None = None


def read_figure(text: str) -> Decimal | None:
    """A figure as people type it; nothing typed is no figure.

    >>> read_figure("86,2"), read_figure("1.250"), read_figure(" ")
    (Decimal('86.2'), Decimal('1250'), None)

    Raises:
        FigureUnreadable: if it is no number of at most twelve digits.

    """
    form = text.strip().replace(" ", "")
    if not form:
        return None
    whole, comma, part = form.partition(",")
    groups = whole.split(".")
    is_grouped = len(groups) > 1 and all(len(group) == 3 for group in groups[1:])  # noqa: PLR2004 - thousands
    plain = whole.replace(".", "") if is_grouped or comma else whole
    try:
        figure = Decimal(f"{plain}.{part}" if comma else plain)
    except InvalidOperation:
        raise FigureUnreadable from None
    if not figure.is_finite() or abs(figure) >= Decimal(10) ** 12:
        raise FigureUnreadable
    return figure


def checked_answer(answer: Answer, criteria: Iterable[Criterion]) -> Answer:
    """`answer`, if it fits one of the criteria that are asked.

    Raises:
        CriterionNotAsked: if it answers none of them.
        EvidenceTooLong: if a text is too long to be read.
        FigureWithoutSource: if a figure does not say where it is from.

    """
    if answer.criterion not in {criterion.code for criterion in criteria}:
        raise CriterionNotAsked
    if (
        len(answer.evidence) > MAX_EVIDENCE_CHARS
        or len(answer.figure_source) > MAX_SOURCE_CHARS
    ):
        raise EvidenceTooLong
    if answer.figure is not None and not answer.figure_source.strip():
        raise FigureWithoutSource
    return answer


def is_answered(criterion: Criterion, answer: Answer | None) -> bool:
    """Whether a criterion has what it asks for."""
    if answer is None:
        return False
    if criterion.kind.wants_figure:
        return answer.figure is not None
    return bool(answer.evidence.strip()) or answer.attachment is not None


def is_broken(criterion: Criterion, answer: Answer | None) -> bool:
    """Whether a criterion that tolerates nothing was told of something."""
    is_strict = criterion.kind is CriterionKind.ZERO_TOLERANCE
    return is_strict and answer is not None and bool(answer.figure)


def unanswered(criteria: Sequence[Criterion], answers: Iterable[Answer]) -> tuple[str, ...]:
    """The codes that still want an answer."""
    given = {answer.criterion: answer for answer in answers}
    return tuple(c.code for c in criteria if not is_answered(c, given.get(c.code)))


def broken(criteria: Sequence[Criterion], answers: Iterable[Answer]) -> tuple[str, ...]:
    """The codes of what tolerates nothing and was broken."""
    given = {answer.criterion: answer for answer in answers}
    return tuple(c.code for c in criteria if is_broken(c, given.get(c.code)))


MAX_NOTE_CHARS = 300


class SpreadKind(StrEnum):
    """How an exemplar spreads."""

    REPLICATION = "replication"
    COMMUNICATION = "communication"


class SpreadNoteMissing(Rejection):
    """Hãy ghi nơi nhân rộng, hoặc báo, đài, bài đã đăng (tối đa 300 ký tự).
    Say where it was copied, or where it was published (300 characters at most).
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """One time an exemplar was copied or spoken of; the note stays at the node."""

    id: UUID
    nomination: UUID
    kind: SpreadKind
    happened_on: date
    note: str


def checked_spread(spread: Spread) -> Spread:
    """A record that says where.

    Raises:
        SpreadNoteMissing: if it does not.

    """
    if not 0 < len(spread.note.strip()) <= MAX_NOTE_CHARS:
        raise SpreadNoteMissing
    return spread
