"""The form of a change of units, and the preview one confirms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.registry.units.catalogue import unit_kinds
from services.registry.units.domain.changes import ChangeKind, UnitChange
from services.registry.units.domain.previews import Preview
from services.registry.units.views.units import PlannedLine
from shared.portal.form_data import FormData
from shared.portal.formats import day
from shared.portal.options import Option
from shared.portal.parts import Fact, Link, Tab
from shared.portal.words import Words

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
