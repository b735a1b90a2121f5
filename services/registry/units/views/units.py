"""Units as people look at them: one's own, one with its history, the tree of a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.registry.org.views.naming import kind_name
from services.registry.units.domain.changes import UnitChange
from services.registry.units.domain.heads import HeadCount
from services.registry.units.domain.unit_versions import Link as Lineage
from services.registry.units.domain.units import Unit, UnitVersion
from shared.portal.as_of import AsOf
from shared.portal.formats import day, number
from shared.portal.parts import Branch, Fact, Link, Moment
from shared.portal.words import Words

Level = Sequence[tuple[UnitVersion, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """A change that is still to come."""

    id: str
    what: str
    when: str
    basis: str
    units: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsView:
    """The units in one's scope, what was searched for, and what is planned."""

    found: Sequence[Branch]
    sought: str
    own: Sequence[Branch]
    planned: Sequence[PlannedLine]
    may_change: bool
    may_import: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPageView:
    """One unit: what it is today, what it was, who stands under it."""

    code: str
    title: str
    crumbs: Sequence[Link]
    state: str
    facts: Sequence[Fact]
    moments: Sequence[Moment]
    heads: Sequence[Fact]
    below: Sequence[Branch]
    hosted: Sequence[Link]
    may_change: bool
    may_count: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeView:
    """The tree from one unit down, on a day."""

    as_of: AsOf
    crumbs: Sequence[Link]
    branches: Sequence[Branch]
    more_href: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageLine:
    """One step from what was to what came of it."""

    when: str
    before: Link
    after: Link | None
    what: str
    share: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageView:
    """Everything a unit came of and became."""

    title: str
    code: str
    crumbs: Sequence[Link]
    lines: Sequence[LineageLine]


def name_of(unit: Unit, words: Words) -> str:
    """A unit in the reader's language."""
    return words.pick(vi=unit.vi, en=unit.en)


def branch(chapter: UnitVersion, words: Words, *, below: int = 0, href: str = "") -> Branch:
    """A unit in a tree, with how many stand under it."""
    unit = chapter.unit
    kind = kind_name(unit.kind, words)
    note = words("units.tree.below", kind=kind, count=below) if below else kind
    return Branch(label=name_of(unit, words), href=href or f"/units/{unit.code}", note=note)


def planned_lines(
    changes: Iterable[UnitChange], names: Mapping[str, str], words: Words
) -> list[PlannedLine]:
    """Changes that are still to come."""
    return [
        PlannedLine(
            id=str(change.id),
            what=words(f"units.change.{change.kind.value}"),
            when=day(change.effective_on, words.language),
            basis=change.basis,
            units=", ".join(
                dict.fromkeys(names.get(u, u) for u in (*change.sources, *change.targets))
            ),
        )
        for change in changes
    ]


def unit_state(chapters: Sequence[UnitVersion], today: date) -> str:
    """Whether a unit is to come, is, or was."""
    if chapters[0].unit.valid_from > today:
        return "planned"
    end = chapters[-1].valid_to
    return "abolished" if end is not None and end <= today else "in_effect"


def unit_facts(shown: UnitVersion, names: Mapping[str, str], words: Words) -> list[Fact]:
    """What a unit is."""
    unit = shown.unit
    facts = [
        Fact(label=words("units.fact.kind"), value=kind_name(unit.kind, words)),
        Fact(label=words("units.fact.code"), value=unit.code),
    ]
    parents = (("units.fact.parent", unit.parent), ("units.fact.sector", unit.sector_parent))
    for key, code in parents:
        if code:
            name = names.get(code, code)
            facts.append(Fact(label=words(f"{key}"), value=name, href=f"/units/{code}"))
    told = (("units.fact.gso", unit.gso_code), ("units.fact.eid", unit.eid))
    facts += [Fact(label=words(f"{key}"), value=value) for key, value in told if value]
    host = names.get(unit.host, unit.host)
    return [*facts, Fact(label=words("units.fact.host"), value=host)]


def unit_moments(
    chapters: Sequence[UnitVersion],
    links: Iterable[Lineage],
    names: Mapping[str, str],
    *,
    today: date,
    words: Words,
) -> list[Moment]:
    """The history of a unit, the newest first."""
    found = [
        (one.unit.valid_from, _chapter_moment(one, before, names, today=today, words=words))
        for one, before in zip(chapters, [None, *chapters[:-1]], strict=True)
    ]
    found += [(x.effective_on, _link_moment(x, names, today=today, words=words)) for x in links]
    return [moment for _, moment in sorted(found, key=lambda one: one[0], reverse=True)]


def _chapter_moment(
    one: UnitVersion,
    before: UnitVersion | None,
    names: Mapping[str, str],
    *,
    today: date,
    words: Words,
) -> Moment:
    unit = one.unit
    told = _turned(unit, before.unit if before else None, names, words=words)
    return Moment(
        state="planned" if unit.valid_from > today else "in_effect",
        title=told,
        when=day(unit.valid_from, words.language),
        by=unit.basis,
    )


def _turned(unit: Unit, was: Unit | None, names: Mapping[str, str], *, words: Words) -> str:
    if was is None:
        return words("units.moment.begun", name=name_of(unit, words))
    if was.vi != unit.vi:
        old, new = name_of(was, words), name_of(unit, words)
        return words("units.moment.renamed", old=old, new=new)
    if was.parent != unit.parent and unit.parent:
        return words("units.moment.moved", parent=names.get(unit.parent, unit.parent))
    return words("units.moment.edited")


def _link_moment(
    link: Lineage, names: Mapping[str, str], *, today: date, words: Words
) -> Moment:
    other = link.successor
    key = f"units.moment.{link.kind.value}" if other else "units.moment.abolished"
    told = {"old": names.get(link.predecessor, link.predecessor)}
    told["new"] = names.get(other, other) if other else ""
    return Moment(
        state="planned" if link.effective_on > today else "abolished",
        title=words(f"{key}", **told),
        when=day(link.effective_on, words.language),
        text=share_said(link, words),
        by=link.basis,
        href=f"/units/{other}" if other else "",
    )


def share_said(link: Lineage, words: Words) -> str:
    """How much of what was goes on there."""
    if link.successor is None:
        return ""
    if link.share is None:
        return words("units.share.none")
    if link.share == 1:
        return words("units.share.all")
    return words("units.share.part", share=str(link.share))


def heads_facts(counts: Iterable[HeadCount], words: Words) -> list[Fact]:
    """Head counts, the newest first."""
    language = words.language
    return [
        Fact(
            label=day(one.counted_on, language),
            value=words("units.heads.many", count=number(one.heads, language, digits=0)),
        )
        for one in counts
    ]


def lineage_lines(
    links: Iterable[Lineage], names: Mapping[str, str], words: Words
) -> list[LineageLine]:
    """Lineage, step by step."""
    return [
        LineageLine(
            when=day(link.effective_on, words.language),
            before=_to(link.predecessor, names),
            after=_to(link.successor, names) if link.successor else None,
            what=words(f"units.change.{link.kind.value}"),
            share=share_said(link, words),
            basis=link.basis,
        )
        for link in links
    ]


def _to(code: str, names: Mapping[str, str]) -> Link:
    return Link(names.get(code, code), f"/units/{code}")
