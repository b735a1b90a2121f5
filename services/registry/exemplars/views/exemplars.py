"""Exemplars as lists show them: to staff, and to everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from services.registry.exemplars.domain.exemplars import Nomination, NominationState, Subject
from services.registry.exemplars.domain.guide import Guide
from services.registry.exemplars.domain.nominees import NomineeQuery
from services.registry.exemplars.queries import Listed
from services.registry.org.domain import Askable
from shared.portal.options import Option
from shared.portal.parts import Tab
from shared.portal.words import Words

OLDEST_YEAR = 2018
PROPOSALS = "proposals"
"""The view of what nodes below propose to this level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarRow:
    """One exemplar of a list."""

    href: str
    code: str
    title: str
    subject: str
    unit: str
    state: str
    nominated_on: date
    moved_on: date
    award: str
    achievement: str
    is_from_below: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemplarsView:
    """A list with its filters and tabs."""

    rows: Sequence[ExemplarRow]
    tabs: Sequence[Tab]
    subjects: Sequence[Option]
    years: Sequence[Option]
    path: str
    state: str
    next_href: str
    may_nominate: bool


def scene_of(
    listed: Listed,
    sought: NomineeQuery,
    *,
    path: str,
    today: date,
    guide: Guide,
    words: Words,
    may_nominate: bool = False,
    here: str = "",
) -> ExemplarsView:
    """A list of exemplars."""
    full = len(listed.nominations) == sought.limit
    last = listed.nominations[-1].id if listed.nominations and full else None
    years = [str(year) for year in range(today.year, OLDEST_YEAR - 1, -1)]
    return ExemplarsView(
        rows=[_row(n, listed, guide=guide, words=words, here=here) for n in listed.nominations],
        tabs=_tabs(listed, sought, path=path, words=words),
        subjects=[Option(s.value, words(f"exemplars.subject.{s.value}")) for s in Subject],
        years=[Option(year, year) for year in years],
        path=path,
        state=sought.state,
        next_href=_href(path, sought, after=str(last)) if last else "",
        may_nominate=may_nominate,
    )


def title_of(
    nomination: Nomination, units: Mapping[str, Askable], *, words: Words, name: str = ""
) -> str:
    """What an exemplar is called: a person by name only where the person agreed to it."""
    if nomination.subject is Subject.INDIVIDUAL:
        return name or words("exemplars.person", code=nomination.code)
    unit = unit_name(nomination.unit, units, words)
    if nomination.subject is Subject.MODEL:
        return name or words("exemplars.model", unit=unit)
    return unit


def only(unit: Askable | None) -> dict[str, Askable]:
    """One unit by its code, if it is known."""
    return {unit.unit: unit} if unit else {}


def unit_name(code: str, units: Mapping[str, Askable], words: Words) -> str:
    """The name of a unit; its code where it is not known today."""
    unit = units.get(code)
    return words.pick(vi=unit.vi, en=unit.en) if unit else code


def _row(
    nomination: Nomination, listed: Listed, *, guide: Guide, words: Words, here: str
) -> ExemplarRow:
    given = listed.awards.get(nomination.id)
    award = guide.award(given.award) if given else None
    name = listed.names.get(nomination.id, "")
    is_person = nomination.subject is Subject.INDIVIDUAL
    return ExemplarRow(
        href=f"/exemplars/{nomination.id}",
        code=nomination.code,
        title=title_of(nomination, listed.units, words=words, name=name),
        subject=words(f"exemplars.subject.{nomination.subject.value}"),
        unit=unit_name(nomination.unit, listed.units, words),
        state=nomination.state.value,
        nominated_on=nomination.nominated_on,
        moved_on=nomination.moved_on,
        award=words.pick(vi=award.vi, en=award.en) if award else "",
        achievement="" if is_person and not name else nomination.achievement,
        is_from_below=bool(here) and nomination.host != here,
    )


def _tabs(listed: Listed, sought: NomineeQuery, *, path: str, words: Words) -> list[Tab]:
    is_plain = not sought.state and not sought.is_proposed
    tabs = [
        Tab(
            label=words("exemplars.all"),
            href=_href(path, sought, state=""),
            is_here=is_plain,
            count=None if sought.is_proposed else sum(listed.counts.values()),
        )
    ]
    if listed.proposals or sought.is_proposed:
        tabs.append(
            Tab(
                label=words("exemplars.proposals"),
                href=f"{path}?view={PROPOSALS}",
                is_here=sought.is_proposed,
                count=listed.proposals,
                is_urgent=bool(listed.proposals),
            )
        )
    return [*tabs, *_by_state(listed.counts, sought, path=path, words=words)]


def _by_state(
    counts: Mapping[NominationState, int], sought: NomineeQuery, *, path: str, words: Words
) -> list[Tab]:
    if sought.is_proposed:
        return []
    return [
        Tab(
            label=words(f"state.{state.value}"),
            href=_href(path, sought, state=state.value),
            is_here=sought.state == state.value,
            count=counts[state],
        )
        for state in NominationState
        if state in counts
    ]


def _href(path: str, sought: NomineeQuery, **changed: str) -> str:
    kept = {"year": str(sought.year or ""), "subject": sought.subject, "state": sought.state}
    kept["view"] = PROPOSALS if sought.is_proposed and "state" not in changed else ""
    asked = {name: value for name, value in (kept | changed).items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path
