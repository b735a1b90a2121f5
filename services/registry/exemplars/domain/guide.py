"""The guide: what exemplars are judged by, which awards there are, how a council proceeds."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from services.registry.exemplars.domain.nominations import Subject
from shared.kernel.rejection import NotFound, Rejection

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


Entry = Mapping[str, Any]
Made = TypeVar("Made")
CRITERION_KEYS = frozenset(
    {"code", "kind", "vi", "en", "source", "rule", "period", "only_for", "indicators"}
)
PROCEDURE_KEYS = ("comment_days", "top_score", "min_reviewers", "trim_from")


class GuideInvalid(Rejection):
    """Danh mục tiêu chí có lỗi; danh mục đang dùng được giữ nguyên.
    The criteria have mistakes; those in use stay.
    """


def guide_from(file: Entry) -> Guide:
    """The guide that plain data describe.

    Raises:
        GuideInvalid: if an entry cannot be used; says which and why.

    """
    guide = Guide(
        version=_number(file, "version", "criteria.yaml"),
        groups=tuple(_group(entry) for entry in _listed(file, "groups")),
        individual=tuple(
            _criterion(entry, EVERY_KIND) for entry in _listed(file, "individual")
        ),
        principles=tuple(_made(Principle, entry) for entry in _listed(file, "principles")),
        awards=tuple(_made(Award, entry) for entry in _listed(file, "awards")),
        procedure=_procedure(file.get("procedure")),
    )
    codes = [*_codes(guide), *(a.code for a in guide.awards), *(g.group for g in guide.groups)]
    twice = sorted(code for code, times in Counter(codes).items() if times > 1)
    if twice:
        raise _wrong(", ".join(twice), "mã bị lặp", "code given twice")
    return guide


def _codes(guide: Guide) -> Iterator[str]:
    yield from (c.code for group in guide.groups for c in group.criteria)
    yield from (c.code for c in guide.individual)
    yield from (p.code for p in guide.principles)


def _group(entry: Entry) -> CriteriaGroup:
    kinds = _texts(entry, "applies_to")
    if not kinds:
        raise _wrong(_name(entry), "chưa ghi loại đơn vị (applies_to)", "applies to no kind")
    return CriteriaGroup(
        group=_text(entry, "group"),
        vi=_text(entry, "vi"),
        en=_text(entry, "en"),
        applies_to=frozenset(kinds),
        criteria=tuple(_criterion(each, *kinds) for each in _listed(entry, "criteria")),
    )


def _criterion(entry: Entry, *kinds: str) -> Criterion:
    unknown = sorted(set(entry) - CRITERION_KEYS)
    if unknown:
        raise _wrong(_name(entry), f"mục lạ: {unknown}", f"unknown keys: {unknown}")
    only_for = frozenset(_texts(entry, "only_for"))
    if not only_for <= set(kinds):
        strange = sorted(only_for - set(kinds))
        raise _wrong(
            _name(entry), f"only_for ngoài nhóm: {strange}", f"only_for not of group: {strange}"
        )
    kind = _kind(entry)
    if kind is CriterionKind.QUANTITATIVE and not entry.get("rule"):
        raise _wrong(_name(entry), "tiêu chí định lượng thiếu rule", "a figure without a rule")
    return Criterion(
        code=_text(entry, "code"),
        kind=kind,
        vi=_text(entry, "vi"),
        en=_text(entry, "en"),
        source=_text(entry, "source"),
        rule=str(entry.get("rule", "")),
        period=str(entry.get("period", "")),
        only_for=only_for,
        indicators=_texts(entry, "indicators"),
    )


def _kind(entry: Entry) -> CriterionKind:
    given = entry.get("kind")
    try:
        return CriterionKind(str(given))
    except ValueError:
        known = ", ".join(CriterionKind)
        raise _wrong(
            _name(entry), f"kind “{given}” phải là {known}", f"kind “{given}” is not of {known}"
        ) from None


def _procedure(entry: object) -> Procedure:
    if not isinstance(entry, Mapping):
        raise _wrong("procedure", "thiếu", "missing")
    numbers = {key: _number(entry, key, "procedure") for key in PROCEDURE_KEYS}
    try:
        cap = Fraction(str(entry.get("offline_cap")))
    except (ValueError, ZeroDivisionError):
        cap = Fraction(-1)
    if not 0 <= cap <= 1:
        raise _wrong("procedure.offline_cap", "phải từ 0 đến 1", "must be from 0 to 1")
    return Procedure(**numbers, offline_cap=cap)


def _made(kind: Callable[..., Made], entry: Entry) -> Made:
    try:
        return kind(**entry)
    except TypeError as misfit:
        raise _wrong(_name(entry), f"sai mục ({misfit})", str(misfit)) from misfit


def _number(entry: Entry, key: str, where: str) -> int:
    value = entry.get(key)
    if not isinstance(value, int) or value < 1:
        raise _wrong(f"{where}.{key}", "phải là số nguyên dương", "must be a positive number")
    return value


def _text(entry: Entry, key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _wrong(_name(entry), f"thiếu “{key}”", f"“{key}” is missing")
    return value


def _texts(entry: Entry, key: str) -> tuple[str, ...]:
    return tuple(str(value) for value in _sequence(entry, key))


def _listed(entry: Entry, key: str) -> Sequence[Entry]:
    found = _sequence(entry, key)
    if not all(isinstance(each, Mapping) for each in found):
        raise _wrong(f"{_name(entry)}.{key}", "phải là các mục", "must be a list of entries")
    return found


def _sequence(entry: Entry, key: str) -> Sequence[Any]:
    value = entry.get(key, ())
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise _wrong(f"{_name(entry)}.{key}", "phải là danh sách", "must be a list")
    return value


def _name(entry: Entry) -> str:
    return str(entry.get("code") or entry.get("group") or "criteria.yaml")


def _wrong(where: str, vi: str, en: str) -> GuideInvalid:
    return GuideInvalid(f"Danh mục tiêu chí, {where}: {vi}.", f"Criteria, {where}: {en}.")
