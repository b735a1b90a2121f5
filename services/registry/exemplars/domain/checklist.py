"""The checklist: each criterion answered, with evidence or with a figure and its source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from uuid import UUID

from services.registry.exemplars.domain.guide import Criterion, CriterionKind
from shared.kernel.rejection import Rejection

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
