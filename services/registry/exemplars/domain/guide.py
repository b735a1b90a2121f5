"""The guide: what exemplars are judged by, which awards there are, how a council proceeds."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from services.registry.exemplars.domain.exemplars import Subject
from shared.kernel.rejection import NotFound

EVERY_KIND = "all"


class AwardUnknown(NotFound):
    """Không có hình thức khen thưởng mang mã này.
    There is no award of this code.
    """


class CriterionKind(StrEnum):
    """How a criterion is answered."""

    QUANTITATIVE = "quantitative"
    ZERO_TOLERANCE = "zero_tolerance"
    QUALITATIVE = "qualitative"
    EVIDENCE = "evidence"

    @property
    def wants_figure(self) -> bool:
        """Whether an answer is a figure with its source."""
        return self in {CriterionKind.QUANTITATIVE, CriterionKind.ZERO_TOLERANCE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing a nominee is judged by."""

    code: str
    kind: CriterionKind
    vi: str
    en: str
    source: str
    rule: str = ""
    """What a figure must reach, in words a person can check."""
    period: str = ""
    only_for: frozenset[str] = frozenset()
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaGroup:
    """The criteria of some kinds of unit."""

    group: str
    vi: str
    en: str
    applies_to: frozenset[str]
    criteria: tuple[Criterion, ...]

    def of_kind(self, kind: str) -> Iterator[Criterion]:
        """Those a unit of this kind is judged by."""
        if kind in self.applies_to or EVERY_KIND in self.applies_to:
            yield from (c for c in self.criteria if not c.only_for or kind in c.only_for)


@dataclass(frozen=True, slots=True, kw_only=True)
class Principle:
    """What the selection as a whole is held to."""

    code: str
    vi: str
    en: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """A form in which an exemplar is recognised."""

    code: str
    vi: str
    en: str
    level: str
    regime: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """The numbers a council goes by."""

    comment_days: int
    top_score: int
    min_reviewers: int
    trim_from: int
    offline_cap: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """Everything of the guide, checked."""

    version: int
    groups: tuple[CriteriaGroup, ...]
    individual: tuple[Criterion, ...]
    principles: tuple[Principle, ...]
    awards: tuple[Award, ...]
    procedure: Procedure

    def criteria_for(self, subject: Subject, kind: str) -> tuple[Criterion, ...]:
        """What a nominee is judged by: individuals by their own list, models by what is
        common to all, collectives by that and by what their kind of unit is asked.
        """
        if subject is Subject.INDIVIDUAL:
            return self.individual
        asked = "" if subject is Subject.MODEL else kind
        return tuple(c for group in self.groups for c in group.of_kind(asked))

    def award(self, code: str) -> Award:
        """One award.

        Raises:
            AwardUnknown: if none has this code.

        """
        for award in self.awards:
            if award.code == code:
                return award
        raise AwardUnknown
