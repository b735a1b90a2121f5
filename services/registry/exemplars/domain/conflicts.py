"""Conflicts of interest: who must not judge whom, by rule and not by trust."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import NotAllowed, Rejection
from shared.kernel.roles import RIGHTS_OF, Grant, Right

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
