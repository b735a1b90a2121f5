"""Units as people look at them: one's own, one with its history, the tree of a day."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from services.registry.org.domain import document_number
from services.registry.org.views import kind_name
from services.registry.units.catalogue import unit_kinds
from services.registry.units.domain.change_refusals import SharesNotWhole
from services.registry.units.domain.changes import (
    ChangeId,
    ChangeKind,
    Draft,
    Part,
    Seat,
    UnitChange,
)
from services.registry.units.domain.heads import HeadCount
from services.registry.units.domain.previews import Preview
from services.registry.units.domain.unit_versions import Link as Lineage
from services.registry.units.domain.units import Unit, UnitUnknown, UnitVersion
from shared.kernel.places import PlaceCode, UnitCode, place_code
from shared.kernel.rejection import Rejection
from shared.portal.as_of import AsOf
from shared.portal.form_data import FormData
from shared.portal.form_reader import FormReader
from shared.portal.formats import day, number
from shared.portal.options import Option
from shared.portal.parts import Branch, Fact, Link, Moment, Tab
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


FORM = "/units/changes/new"
FIELDS: Mapping[ChangeKind, tuple[str, ...]] = {
    ChangeKind.MERGE: ("sources", "code", "names", "parent"),
    ChangeKind.SPLIT: ("sources", "into", "parent", "children_to"),
    ChangeKind.RENAME: ("sources", "names"),
    ChangeKind.MOVE: ("sources", "parent", "sector_parent"),
    ChangeKind.ESTABLISH: ("code", "names", "unit_kind", "parent", "sector_parent"),
    ChangeKind.ABOLISH: ("sources", "children_to"),
}
OWN_KINDS = ("ward", "district", "city")
"""What made-up trees call their units; they stand beside the kinds of the catalogue."""
MOST_NAMED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeForm:
    """What is asked for a change of one kind."""

    kind: str
    fields: tuple[str, ...]
    tabs: Sequence[Tab]
    unit_kinds: Sequence[Option]
    codes: Sequence[str]
    crumbs: Sequence[Link]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePreviewView:
    """What a change would touch; confirming sends `kept` and the version again."""

    what: str
    facts: Sequence[Fact]
    below: str
    meanwhile: Sequence[PlannedLine]
    version: int
    kept: Sequence[tuple[str, str]]
    back_href: str
    crumbs: Sequence[Link]


def change_form(
    kind: ChangeKind, codes: Sequence[str], form: FormData, *, words: Words
) -> ChangeForm:
    """The form for one kind of change."""
    unit = form.text("sources")
    tabs = [
        Tab(
            label=words(f"units.change.{one.value}"),
            href=f"{FORM}?kind={one.value}&unit={unit}",
            is_here=one is kind,
        )
        for one in FIELDS
    ]
    known = [*OWN_KINDS, *unit_kinds().kinds]
    return ChangeForm(
        kind=kind.value,
        fields=FIELDS[kind],
        tabs=tabs,
        unit_kinds=[Option(code, words(f"kind.{code}")) for code in known],
        codes=codes,
        crumbs=_crumbs(words, "units.change.new"),
    )


def preview_page_view(
    seen: Preview,
    names: Mapping[str, str],
    *,
    kept: Sequence[tuple[str, str]],
    meanwhile: Sequence[PlannedLine],
    words: Words,
) -> ChangePreviewView:
    """What people read before they confirm."""
    change = seen.change
    below = [names.get(code, code) for code in seen.below]
    more = [words("units.preview.more", count=len(below) - MOST_NAMED)]
    return ChangePreviewView(
        what=words(f"units.change.{change.kind.value}"),
        facts=_facts(seen, names, words),
        below=", ".join(below[:MOST_NAMED] + (more if len(below) > MOST_NAMED else [])),
        meanwhile=meanwhile,
        version=seen.version,
        kept=kept,
        back_href=f"{FORM}?" + "&".join(f"{name}={value}" for name, value in kept if value),
        crumbs=_crumbs(words, "units.preview"),
    )


def _facts(seen: Preview, names: Mapping[str, str], words: Words) -> list[Fact]:
    change = seen.change
    told = {
        "units.preview.sources": _named(change.sources, names),
        "units.preview.targets": _targets(change, names, words),
        "units.preview.followers": _named(change.followers, names),
        "units.planned.when": day(change.effective_on, words.language),
        "units.planned.basis": change.basis,
        "units.preview.hosted": _named([unit.code for unit in seen.hosted], names),
        "units.preview.nodes": _named(seen.nodes, names),
    }
    return [Fact(label=words(f"{key}"), value=value) for key, value in told.items() if value]


def _targets(change: UnitChange, names: Mapping[str, str], words: Words) -> str:
    parts = [part for part in change.parts if part.unit in change.targets]
    said = []
    for part in parts:
        if part.seat.value != "target":
            continue
        name = part.begins.vi if part.begins else names.get(part.unit, part.unit)
        new = words("units.preview.new", name=name) if part.begins else name
        said.append(f"{new} ({part.share})" if part.share else new)
    return ", ".join(said)


def _named(codes: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(code, code) for code in codes)


def _crumbs(words: Words, key: str) -> list[Link]:
    return [Link(words("units.title"), "/units"), Link(words(f"{key}"))]


APART = re.compile(r"[\s,;]+")


class HeirLineUnreadable(Rejection):
    """Mỗi dòng ghi: mã | phần | tên; ví dụ: phuong-moi-a | 3/5 | Phường Mới A.
    Write on each line: code | share | name; such as phuong-moi-a | 3/5 | New ward A.
    """


class Reader:
    """Reads one form; every refusal stands beside its field."""

    def __init__(self, form: FormData) -> None:
        self._reading = FormReader(form)

    @property
    def form(self) -> FormData:
        """The form with its refusals."""
        return self._reading.form

    def codes(self, name: str) -> list[UnitCode]:
        """The codes somebody wrote one after another."""
        return [UnitCode(code) for code in APART.split(self.form.text(name)) if code]

    def change(
        self,
        kind: ChangeKind,
        models: Mapping[UnitCode, Unit],
        *,
        change_id: ChangeId,
        here: PlaceCode,
        now: datetime,
    ) -> UnitChange | None:
        """The change, or None if anything was refused."""
        reading = self._reading
        on = reading.day("effective_on")
        basis = reading.made("basis", document_number)
        if "sources" in FIELDS[kind]:
            reading.text("sources", most=5000)
        unknown = [code for code in self.codes("sources") if code not in models]
        if unknown:
            reading.refuse("sources", _unknown(unknown[0]))
        if kind in {ChangeKind.RENAME, ChangeKind.ESTABLISH}:
            reading.text("vi", most=200)
            reading.text("en", most=200)
        parts = [] if reading.form.is_refused else self._parts(kind, models, here)
        if reading.form.is_refused or basis is None:
            return None
        return UnitChange(
            id=change_id,
            kind=kind,
            effective_on=on,
            basis=basis.text,
            decided_by=here,
            stated_at=now,
            parts=tuple(parts),
        )

    def _parts(
        self, kind: ChangeKind, models: Mapping[UnitCode, Unit], here: PlaceCode
    ) -> list[Part]:
        form = self.form
        sources = self.codes("sources") if "sources" in FIELDS[kind] else []
        edits = (
            {"vi": form.text("vi"), "en": form.text("en")} if kind is ChangeKind.RENAME else {}
        )
        if kind is ChangeKind.MOVE:
            edits = {name: form.text(name) for name in ("parent", "sector_parent")}
        told = {name: value or None for name, value in edits.items()}
        old = [_source(code, told) for code in sources]
        model = models[sources[0]] if sources else None
        match kind:
            case ChangeKind.MERGE:
                return [*old, *self._target(models, model)]
            case ChangeKind.SPLIT:
                return [*old, *self._heirs(sources, model)]
            case ChangeKind.ESTABLISH:
                return self._established(here)
        return old

    def _target(self, models: Mapping[UnitCode, Unit], like: Unit | None) -> list[Part]:
        code = self._reading.made("code", place_code)
        if code is None:
            return []
        if UnitCode(code) in models or like is None:
            return [Part(unit=UnitCode(code), seat=Seat.TARGET)]
        vi = self._reading.text("vi", most=200)
        draft = self._like(like, vi=vi, en=self.form.text("en") or vi)
        return [Part(unit=UnitCode(code), seat=Seat.TARGET, begins=draft)]

    def _heirs(self, sources: list[UnitCode], like: Unit | None) -> list[Part]:
        lines = [one.strip() for one in self.form.text("into").splitlines() if one.strip()]
        if not lines or like is None:
            self._reading.refuse("into", HeirLineUnreadable())
            return []
        try:
            return [self._heir(line, sources, like) for line in lines]
        except Rejection as no:
            self._reading.refuse("into", no)
            return []

    def _heir(self, line: str, sources: list[UnitCode], like: Unit) -> Part:
        told = [cell.strip() for cell in line.split("|")]
        code, share, name = (*told, "", "")[:3]
        unit = UnitCode(place_code(code))
        is_new = unit not in sources and bool(name)
        draft = self._like(like, vi=name, en=name) if is_new else None
        return Part(unit=unit, seat=Seat.TARGET, share=share_of(share), begins=draft)

    def _established(self, here: PlaceCode) -> list[Part]:
        form = self.form
        code = self._reading.made("code", place_code)
        kind = self._reading.text("unit_kind", most=60)
        parent = self._reading.text("parent", most=64)
        if code is None:
            return []
        draft = Draft(
            kind=kind,
            vi=form.text("vi"),
            en=form.text("en"),
            parent=UnitCode(parent),
            host=here,
            sector_parent=UnitCode(form.text("sector_parent")) or None,
        )
        return [Part(unit=UnitCode(code), seat=Seat.TARGET, begins=draft)]

    def _like(self, like: Unit, *, vi: str, en: str) -> Draft:
        parent = self.form.text("parent")
        return Draft(
            kind=like.kind,
            vi=vi,
            en=en,
            parent=UnitCode(parent) if parent else like.parent,
            host=like.host,
            sector_parent=like.sector_parent,
            made_up=like.made_up,
        )


def share_of(text: str) -> Fraction | None:
    """A share such as `3/5`; nothing: there is no rule.

    Raises:
        SharesNotWhole: if it is no fraction.

    """
    try:
        return Fraction(text) if text else None
    except (ValueError, ZeroDivisionError) as unreadable:
        raise SharesNotWhole(
            f"“{text}” không phải là phần chia; ví dụ: 3/5.",
            f"“{text}” is no share; such are 3/5.",
        ) from unreadable


def _source(code: UnitCode, told: Mapping[str, str | None]) -> Part:
    parent, sector = told.get("parent"), told.get("sector_parent")
    return Part(
        unit=code,
        seat=Seat.SOURCE,
        vi=told.get("vi"),
        en=told.get("en"),
        parent=UnitCode(parent) if parent else None,
        sector_parent=UnitCode(sector) if sector else None,
    )


def _unknown(code: UnitCode) -> UnitUnknown:
    return UnitUnknown(
        f"Không có đơn vị mang mã “{code}”; hãy chọn trong danh sách.",
        f"There is no unit with the code “{code}”; choose one from the list.",
    )
