"""Routing rules as people read them, and what they would do with a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.intake.categories.domain import ALL_WEEK, DAYS_OF_WEEK, Rule, Tree
from services.intake.categories.views import category_said, unit_said
from services.intake.org.queries import UnitName
from shared.portal.formats import day
from shared.portal.options import Option
from shared.portal.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What codes are called on a day, for a reader."""

    tree: Tree
    units: Mapping[str, UnitName]
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A rule in words."""

    id: str
    conditions: Sequence[str]
    unit: str
    profile: str
    lasts: str
    state: str
    may_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedOut:
    """What the rules would do: where to, why, and which others would hold."""

    unit: str
    why: str
    others: Sequence[RuleLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingView:
    """All rules, and the form one tries them out with."""

    lines: Sequence[RuleLine]
    ended: Sequence[RuleLine]
    tried: TriedOut | None
    categories: Sequence[Option]
    areas: Sequence[Option]
    may_change: bool


def conditions_of(rule: Rule, naming: Naming) -> list[str]:
    """What must hold for a rule, each in words."""
    words, found = naming.words, []
    if rule.category is not None:
        name = category_said(rule.category, naming.tree, words)
        found.append(words("routing.if.category", name=name))
    if rule.area is not None:
        found.append(words("routing.if.area", name=unit_said(rule.area, naming.units, words)))
    if rule.weekdays != ALL_WEEK:
        found.append(", ".join(words(f"weekday.{nth}") for nth in sorted(rule.weekdays)))
    if rule.begins and rule.ends:
        found.append(f"{rule.begins:%H:%M}–{rule.ends:%H:%M}")
    return found


def why_routed(rule: Rule | None, naming: Naming) -> str:
    """Why a case went where it went, in one sentence."""
    words = naming.words
    if rule is None:
        return words("routing.why.nothing")
    return words(
        "routing.why",
        unit=unit_said(rule.unit, naming.units, words),
        conditions="; ".join(conditions_of(rule, naming)),
        day=day(rule.valid_from, words.language),
    )


def rule_line(rule: Rule, naming: Naming, *, today: date, may_change: bool) -> RuleLine:
    """One rule."""
    words = naming.words
    has_ended = rule.valid_to is not None and rule.valid_to <= today
    state = "abolished" if has_ended else "planned" if rule.valid_from > today else "in_effect"
    return RuleLine(
        id=str(rule.id),
        conditions=conditions_of(rule, naming),
        unit=unit_said(rule.unit, naming.units, words),
        profile=words(f"profile.{rule.profile}") if rule.profile else "–",
        lasts=_lasts(rule, words),
        state=state,
        may_end=may_change and rule.valid_to is None,
    )


def unit_options(units: Sequence[UnitName], words: Words) -> list[Option]:
    """Units one may name in a rule."""
    return [Option(unit.code, words.pick(vi=unit.vi, en=unit.en)) for unit in units]


def weekday_options(words: Words) -> list[Option]:
    """The days of the week, Monday first."""
    return [Option(str(nth), words(f"weekday.{nth}")) for nth in range(DAYS_OF_WEEK)]


def profile_options(words: Words) -> list[Option]:
    """The deadline profiles a rule may ask for."""
    return [Option(code, words(f"profile.{code}")) for code in ("DP01", "DP14")]


def _lasts(rule: Rule, words: Words) -> str:
    begun = words("categories.from", day=day(rule.valid_from, words.language))
    if rule.valid_to is None:
        return begun
    return f"{begun} {words('routing.until', day=day(rule.valid_to, words.language))}"
