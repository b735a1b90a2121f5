"""Reforms, for a reader: by which organisation a page is drawn, and who became what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.reporting.domain.breaks import Ended, Reform, reforms
from services.reporting.domain.figures import UnitLine
from services.reporting.domain.lineage import Unallocated
from services.reporting.domain.organised import AsOrganised, Organised
from services.reporting.views.cards import ReportQuestion
from services.reporting.views.naming import unit_name
from shared.kernel.places import UnitCode
from shared.portal.alphabet import alphabetical
from shared.portal.formats import day
from shared.portal.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewChoice:
    """One way to draw the page."""

    name: str
    hint: str
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReformNote:
    """A reform in one sentence, and unit by unit for who wants to know."""

    headline: str
    basis: str
    ended: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]
    """To whom, and who."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """That a unit is not in the view asked for, and where to look instead."""

    title: str
    text: str
    links: tuple[tuple[str, str], ...]


def view_choices(asked: ReportQuestion, here: str) -> tuple[ViewChoice, ...]:
    """Both ways to draw a page, if they can differ; `here` is the page's own address.

    A choice that changes nothing is not offered.
    """
    changes = asked.organised.history.changes if asked.organised else ()
    if not any(change > asked.period.first for change in changes):
        return ()
    return tuple(
        ViewChoice(
            name=asked.words(f"organised.{view}"),
            hint=asked.words(f"organised.{view}.hint"),
            href=f"{here}&organised={view}",
            is_chosen=view is asked.view,
        )
        for view in AsOrganised
    )


def reform_notes(asked: ReportQuestion) -> tuple[ReformNote, ...]:
    """The reforms that touched what a page shows, the newest first."""
    organised = asked.organised
    if organised is None:
        return ()
    found = reforms(organised, asked.unit.code, asked.period)
    return tuple(_note(reform, organised, asked) for reform in reversed(found))


def absence(asked: ReportQuestion) -> Absence | None:
    """What to say of a unit that is not there in the view asked for."""
    code, words, organised = asked.unit.code, asked.words, asked.organised
    if organised is None or organised.named(code, asked.period):
        return None
    other = AsOrganised.NOW if asked.view is AsOrganised.THEN else AsOrganised.THEN
    heirs = _heirs(organised, code) if asked.view is AsOrganised.NOW else []
    links = [
        (words("organised.open_heir", unit=unit_name(heir, words)), asked.report_of(heir.code))
        for heir in heirs
    ]
    links.append((words(f"organised.open_{other}"), asked.report_of(view=other)))
    name = unit_name(asked.unit, words)
    return Absence(
        title=words(f"organised.absent_{asked.view}", unit=name),
        text=words(f"organised.absent_{asked.view}.text", unit=name),
        links=tuple(links),
    )


def _heirs(organised: Organised, code: UnitCode) -> list[UnitLine]:
    today = organised.history.today
    there = organised.on(today).tree.units
    seats = organised.lineage.heirs(code, today, on=today)
    living = [there[s] for s in seats if not isinstance(s, Unallocated) and s in there]
    return sorted(living, key=lambda line: line.code)


def _note(reform: Reform, organised: Organised, asked: ReportQuestion) -> ReformNote:
    words = asked.words
    counted = [
        words(f"organised.{what}", count=count)
        for what, count in (("ended", len(reform.ended)), ("moved", len(reform.moved)))
        if count
    ]
    return ReformNote(
        headline=words(
            "organised.reform",
            day=day(reform.day, words.language),
            what=words("organised.and").join(counted),
        ),
        basis=words("organised.basis", numbers=", ".join(reform.bases)) if reform.bases else "",
        ended=tuple(_fate(one, words) for one in _by_name(reform.ended, words)),
        moved=tuple(_moved(reform.moved, organised, reform, words=words)),
    )


def _by_name(ended: Sequence[Ended], words: Words) -> list[Ended]:
    return sorted(ended, key=lambda one: alphabetical(unit_name(one.unit, words)))


def _fate(ended: Ended, words: Words) -> str:
    """“Phường A: nhập vào Phường C”, with each share where a rule divides it."""
    name = unit_name(ended.unit, words)
    heirs = [(unit, share) for unit, share in ended.went_to if unit is not None]
    if not heirs:
        return words("organised.fate.nobody", unit=name)
    if len(heirs) == 1:
        return words("organised.fate.one", unit=name, heir=unit_name(heirs[0][0], words))
    named = ", ".join(_part(unit, share, words) for unit, share in heirs)
    divided = all(share is not None for _, share in heirs)
    return words(
        "organised.fate.divided" if divided else "organised.fate.undivided",
        unit=name,
        heirs=named,
    )


def _part(unit: UnitLine, share: Fraction | None, words: Words) -> str:
    name = unit_name(unit, words)
    if share is None:
        return name
    part = f"{share.numerator}/{share.denominator}"
    return words("organised.fate.part", unit=name, part=part)


def _moved(
    moved: Sequence[UnitLine], organised: Organised, reform: Reform, *, words: Words
) -> Iterator[tuple[str, str]]:
    there = organised.on(reform.day).tree.units
    by_parent: dict[UnitCode | None, list[str]] = {}
    for unit in moved:
        by_parent.setdefault(unit.parent, []).append(unit_name(unit, words))
    for parent, names in by_parent.items():
        over = there.get(parent) if parent else None
        yield (
            words("organised.moved_to", unit=unit_name(over, words) if over else "–"),
            ", ".join(sorted(names, key=alphabetical)),
        )
