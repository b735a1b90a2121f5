"""Scoring: several reviewers, blind to one another, and a mean that no outlier moves far."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar
from uuid import UUID

from services.registry.exemplars.domain.guide import Criterion, Procedure
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Conflict, NotAllowed, Rejection
from shared.kernel.roles import RIGHTS_OF, Grant, Right

OVERALL = "overall"
"""What is scored where no criteria are known yet: the nominee as a whole."""
MAX_COMMENT_CHARS = 1000
Key = TypeVar("Key")


class ScoreOutOfRange(Rejection):
    """Điểm phải là số nguyên từ 0 đến điểm tối đa.
    A score is a whole number from 0 to the highest.
    """


class ScoresIncomplete(Rejection):
    """Hãy chấm đủ mọi tiêu chí trước khi nộp phiếu chấm.
    Score every criterion before handing the sheet in.
    """


class CommentTooLong(Rejection):
    """Nhận xét mỗi tiêu chí tối đa 1000 ký tự.
    A comment has 1000 characters at most.
    """


class ScoredBefore(Conflict):
    """Anh/chị đã nộp phiếu chấm. Muốn đổi điểm, hãy lập phiếu sửa và ghi lý do.
    You have handed your sheet in. To change it, amend it and say why.
    """


class NothingToAmend(Conflict):
    """Chưa có phiếu chấm nào để sửa.
    There is no sheet to amend yet.
    """


class ReasonMissing(Rejection):
    """Sửa điểm đã nộp thì phải ghi lý do.
    To change scores that were handed in, give the reason.
    """


class ScoresStillSealed(NotAllowed):
    """Điểm được mở khi mọi thành viên đã nộp phiếu; trước đó không ai xem được điểm của nhau.
    Scores open once everybody has handed in; until then nobody sees another's.
    """


class TooFewReviewers(Rejection):
    """Chưa đủ số người chấm theo quy chế.
    Not enough reviewers have scored yet.
    """


@dataclass(frozen=True, slots=True)
class Score:
    """What one reviewer gave for one criterion; the comment stays at the node."""

    points: int
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet:
    """All scores of one reviewer; a later edition stands in place of an earlier one."""

    nomination: UUID
    reviewer: UUID
    handed_in_at: datetime
    scores: Mapping[str, Score] = field(hash=False)
    edition: int = 1
    reason: str = ""

    @property
    def mean(self) -> Fraction:
        """The plain mean of the sheet."""
        return mean([Fraction(score.points) for score in self.scores.values()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the reviewers together came to."""

    result: Fraction
    sheets: int
    dropped: int
    """How many sheets were left out at either end."""
    by_criterion: Mapping[str, Fraction] = field(hash=False)


def scored_codes(criteria: Sequence[Criterion]) -> tuple[str, ...]:
    """The codes a sheet has scores for."""
    return tuple(criterion.code for criterion in criteria) or (OVERALL,)


def checked_scores(
    scores: Mapping[str, Score], wanted: Collection[str], *, top: int
) -> Mapping[str, Score]:
    """The scores, if every criterion has one.

    Raises:
        ScoresIncomplete: if one is missing or one too many.
        ScoreOutOfRange: if a score is not from 0 to `top`.
        CommentTooLong: if a comment is too long to be read.

    """
    if set(scores) != set(wanted):
        missing = [code for code in wanted if code not in scores]
        raise ScoresIncomplete(
            f"Còn chưa chấm: {', '.join(missing) or '–'}. Hãy chấm đủ rồi nộp.",
            f"Not scored yet: {', '.join(missing) or '–'}.",
        )
    if not all(0 <= score.points <= top for score in scores.values()):
        raise ScoreOutOfRange(
            f"Điểm phải là số nguyên từ 0 đến {top}.", f"A score is a whole number, 0 to {top}."
        )
    if any(len(score.comment) > MAX_COMMENT_CHARS for score in scores.values()):
        raise CommentTooLong
    return scores


def first_edition(sheet: ScoreSheet, before: ScoreSheet | None) -> ScoreSheet:
    """A sheet handed in for the first time.

    Raises:
        ScoredBefore: if there is one already.

    """
    if before is not None:
        raise ScoredBefore
    return sheet


def next_edition(sheet: ScoreSheet, before: ScoreSheet | None) -> int:
    """The number of an amendment.

    Raises:
        NothingToAmend: if nothing was handed in.
        ReasonMissing: if it does not say why.

    """
    if before is None:
        raise NothingToAmend
    if not sheet.reason.strip():
        raise ReasonMissing
    return before.edition + 1


def all_are_in(panel: Collection[UUID], handed_in: Collection[UUID], *, wanted: int) -> bool:
    """Whether the seals may be broken: enough sheets, and everybody who began has finished.

    >>> from uuid import UUID
    >>> a, b = UUID(int=1), UUID(int=2)
    >>> all_are_in({a, b}, {a}, wanted=1), all_are_in({a, b}, {a, b}, wanted=2)
    (False, True)
    """
    return len(handed_in) >= wanted and set(panel) <= set(handed_in)


def must_be_unsealed(
    panel: Collection[UUID], handed_in: Collection[UUID], *, wanted: int
) -> None:
    """Pass once all are in.

    Raises:
        ScoresStillSealed: until then.

    """
    if not all_are_in(panel, handed_in, wanted=wanted):
        raise ScoresStillSealed(
            f"Điểm mở khi mọi người đã nộp phiếu và có ít nhất {wanted} phiếu "
            f"(hiện có {len(handed_in)}).",
            f"Scores open when all have handed in and there are {wanted} "
            f"({len(handed_in)} so far).",
        )


def outcome(sheets: Sequence[ScoreSheet], procedure: Procedure) -> Outcome:
    """What the sheets come to: the trimmed mean of their means.

    Raises:
        TooFewReviewers: if there are fewer than the procedure asks for.

    """
    if len(sheets) < procedure.min_reviewers:
        raise TooFewReviewers(
            f"Cần ít nhất {procedure.min_reviewers} phiếu chấm, mới có {len(sheets)}.",
            f"At least {procedure.min_reviewers} sheets are needed; there are {len(sheets)}.",
        )
    trim_from = procedure.trim_from
    codes = list(sheets[0].scores)
    return Outcome(
        result=trimmed_mean([sheet.mean for sheet in sheets], trim_from=trim_from),
        sheets=len(sheets),
        dropped=dropped_at_each_end(len(sheets), trim_from=trim_from),
        by_criterion={code: _of_criterion(code, sheets, trim_from) for code in codes},
    )


def _of_criterion(code: str, sheets: Sequence[ScoreSheet], trim_from: int) -> Fraction:
    points = [Fraction(sheet.scores[code].points) for sheet in sheets]
    return trimmed_mean(points, trim_from=trim_from)


def trimmed_mean(values: Sequence[Fraction], *, trim_from: int) -> Fraction:
    """The mean without the highest and the lowest, from `trim_from` values on; exact.

    Where several are highest (or lowest), one of them is dropped: they are equal, so it makes
    no difference which.

    >>> trimmed_mean([Fraction(n) for n in (0, 7, 8, 9, 10)], trim_from=5)
    Fraction(8, 1)
    """
    cut = dropped_at_each_end(len(values), trim_from=trim_from)
    kept = sorted(values)[cut : len(values) - cut]
    return mean(kept)


def dropped_at_each_end(count: int, *, trim_from: int) -> int:
    """How many values are left out at either end; never so many that none is left."""
    return 1 if count >= max(trim_from, 3) else 0


def mean(values: Sequence[Fraction]) -> Fraction:
    """The plain mean; exact."""
    return sum(values, Fraction(0)) / len(values)


def ranked(results: Mapping[Key, Fraction]) -> list[tuple[int, Key, Fraction]]:
    """Places from the highest result; equals share a place and the next one is left free.

    Nothing breaks a tie here: the council does, and its minutes say how.

    >>> ranked({"a": Fraction(8), "b": Fraction(9), "c": Fraction(8), "d": Fraction(1)})
    [(1, 'b', Fraction(9, 1)), (2, 'a', Fraction(8, 1)), (2, 'c', Fraction(8, 1)), \
(4, 'd', Fraction(1, 1))]
    """
    by_result = sorted(results.items(), key=lambda item: -item[1])
    return [(_place(value, results.values()), key, value) for key, value in by_result]


def _place(value: Fraction, values: Iterable[Fraction]) -> int:
    return 1 + sum(1 for other in values if other > value)


HANDS_ON = frozenset({Right.WORK, Right.DECIDE})


class Tie(StrEnum):
    """What a reviewer may declare to have with a nominee."""

    KINSHIP = "kinship"
    MEMBER = "member"
    INTEREST = "interest"


class ScoringOwnUnit(NotAllowed):
    """Người của đơn vị không chấm điểm cho chính đơn vị mình hoặc đơn vị trực thuộc mình.
    Nobody scores the own unit, nor a unit that belongs to it.
    """


class ScoringForAnother(NotAllowed):
    """Chấm điểm là việc của từng người: không chấm khi đang làm thay người khác.
    A score is personal: it cannot be given while acting for somebody else.
    """


class ScoringOwnNomination(NotAllowed):
    """Người giới thiệu điển hình không chấm điểm chính hồ sơ mình đã giới thiệu.
    Whoever nominated does not score the own nomination.
    """


class ConflictDeclared(NotAllowed):
    """Anh/chị đã khai có liên quan đến điển hình này nên không chấm hồ sơ này.
    You have declared a tie with this nominee, and so do not score it.
    """


class DeclarationMissing(Rejection):
    """Trước khi chấm, hãy khai có hay không có liên quan đến điển hình này.
    Before scoring, declare whether you have a tie with this nominee.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a reviewer said before scoring."""

    nomination: UUID
    reviewer: UUID
    declared_at: datetime
    ties: frozenset[Tie] = frozenset()

    @property
    def is_clear(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.ties


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Somebody about to score."""

    account: UUID
    grants: Collection[Grant]
    acting_for: UUID | None = None


def must_be_impartial(
    judge: Judge, *, unit: UnitCode, host: PlaceCode, nominated_by: UUID | None
) -> None:
    """Pass if nothing the node knows ties the judge to the nominee.

    Raises:
        ScoringForAnother: if the judge acts for somebody else.
        ScoringOwnNomination: if the judge brought the nominee in.
        ScoringOwnUnit: if the judge belongs to the unit, or works for the unit that hosts it.

    """
    if judge.acting_for is not None:
        raise ScoringForAnother
    if nominated_by == judge.account:
        raise ScoringOwnNomination
    if any(_belongs(grant, unit, host) for grant in judge.grants):
        raise ScoringOwnUnit


def must_have_declared(declaration: Declaration | None) -> None:
    """Pass if the reviewer declared to have no tie.

    Raises:
        DeclarationMissing: if nothing was declared.
        ConflictDeclared: if a tie was.

    """
    if declaration is None:
        raise DeclarationMissing
    if not declaration.is_clear:
        raise ConflictDeclared


def _belongs(grant: Grant, unit: UnitCode, host: PlaceCode) -> bool:
    """Whoever holds a role at the unit itself, or works for the unit that hosts it."""
    is_hands_on = bool(RIGHTS_OF[grant.role] & HANDS_ON)
    return grant.unit == unit or (str(grant.unit) == str(host) and is_hands_on)
