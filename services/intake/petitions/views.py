"""Petitions and mediation: the register with its counts, and one matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.intake.categories.views import unit_said
from services.intake.org.queries import UnitName
from services.intake.petitions.domain import (
    OUTCOMES,
    TRACKS,
    Petition,
    PetitionKind,
    PetitionState,
    PetitionStep,
    may_take,
)
from services.intake.petitions.queries import Period, PetitionRegister, WholePetition
from shared.kernel.deadlines import Variant
from shared.portal.form_data import FormData
from shared.portal.formats import day, number
from shared.portal.list_query import ListQuery, Pages, keyed
from shared.portal.options import Option
from shared.portal.parts import Fact, Link, Moment
from shared.portal.words import Words

LIST = "/petitions"
COUNTED = ("received", "waiting", "overdue", "settled", "in_time", "agreed", "closed")
STATES = {
    PetitionState.SETTLED: "petition_settled",
    PetitionState.TRANSFERRED: "petition_transferred",
    PetitionState.DECLINED: "petition_declined",
    PetitionState.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionLine:
    """One matter of the register."""

    href: str
    number: str
    kind: str
    unit: str
    received: str
    next_by: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """The counts of one unit and kind."""

    unit: str
    kind: str
    counts: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterView:
    """The register, and its counts of a period."""

    form: FormData
    kinds: Sequence[Option]
    counted: Sequence[str]
    counts: Sequence[CountLine]
    lines: Sequence[PetitionLine]
    pages: Pages
    may_write: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionPageView:
    """One matter, and what may be done with it."""

    number: str
    title: str
    crumbs: Sequence[Link]
    state: str
    next_label: str
    next_by: str
    facts: Sequence[Fact]
    moments: Sequence[Moment]
    action: str
    version: int
    today: str
    steps: Sequence[Option]
    outcomes: Sequence[Option]


def register_view(
    sheet: ListQuery,
    period: Period,
    found: PetitionRegister,
    *,
    today: date,
    words: Words,
    may_write: bool,
) -> RegisterView:
    """The register as it is drawn."""
    kind = sheet.value("kind")
    return RegisterView(
        form=FormData.blank(kind=kind, first=period.first, last=period.last),
        kinds=kinds_offered(words),
        counted=[words(f"petitions.count.{name}") for name in COUNTED],
        counts=[_counts(row, found.names, words) for row in found.counts],
        lines=[_line(one, found.names, today=today, words=words) for one in found.petitions],
        pages=keyed(sheet, shown=len(found.petitions), next_after=found.next_after),
        may_write=may_write,
    )


def petition_view(
    whole: WholePetition, *, today: date, words: Words, may_write: bool
) -> PetitionPageView:
    """The page of a matter."""
    one = whole.petition
    steps = [step for step in PetitionStep if may_write and may_take(step, one)]
    waits = one.state is PetitionState.RECEIVED and one.accept_by is not None
    return PetitionPageView(
        number=str(one.number),
        title=words(f"petitions.kind.{one.kind}"),
        crumbs=[Link(words("petitions.title"), LIST), Link(said_number(one, words))],
        state=state_code(one, today),
        next_label=words("petitions.next.accept" if waits else "petitions.next.settle"),
        next_by=day(one.next_by, words.language) if one.next_by else "",
        facts=_facts(one, whole.names, words),
        moments=_moments(whole, words),
        action=f"{LIST}/{one.number}/steps",
        version=one.version,
        today=today.isoformat(),
        steps=[Option(step.value, words(f"petitions.step.{step}")) for step in steps],
        outcomes=[
            Option(value.value, words(f"petitions.outcome.{value}"))
            for value in sorted(OUTCOMES[one.kind])
        ],
    )


def kinds_offered(words: Words) -> list[Option]:
    """Every kind of matter."""
    return [Option(kind.value, words(f"petitions.kind.{kind}")) for kind in PetitionKind]


def variants_offered(words: Words) -> list[Option]:
    """Which of the law's limits may apply."""
    return [Option(one.value, words(f"petitions.variant.{one}")) for one in Variant]


def said_number(petition: Petition, words: Words) -> str:
    """What a matter is called."""
    return words("petitions.number", number=f"{petition.received_on.year}-{petition.number}")


def state_code(petition: Petition, today: date) -> str:
    """How a matter stands, as the chips know it."""
    if not petition.is_open:
        is_late = petition.state is PetitionState.SETTLED and petition.is_on_time is False
        return "late" if is_late else STATES[petition.state]
    if petition.next_by is not None and petition.next_by < today:
        return "overdue"
    is_begun = petition.state is PetitionState.ACCEPTED or not TRACKS[petition.kind].accept
    return "in_progress" if is_begun else "petition_received"


def _line(
    one: Petition, names: Mapping[str, UnitName], *, today: date, words: Words
) -> PetitionLine:
    return PetitionLine(
        href=f"{LIST}/{one.number}",
        number=said_number(one, words),
        kind=words(f"petitions.kind.{one.kind}"),
        unit=unit_said(one.unit, names, words),
        received=day(one.received_on, words.language),
        next_by=day(one.next_by, words.language) if one.next_by else "–",
        state=state_code(one, today),
    )


def _counts(row: Mapping[str, Any], names: Mapping[str, UnitName], words: Words) -> CountLine:
    return CountLine(
        unit=unit_said(row["unit"], names, words),
        kind=words(f"petitions.kind.{row['kind']}"),
        counts=[number(row[name], language=words.language) for name in COUNTED],
    )


def _facts(one: Petition, names: Mapping[str, UnitName], words: Words) -> list[Fact]:
    language = words.language
    dates = {
        "received": one.received_on,
        "accept_by": one.accept_by,
        "accepted": one.accepted_on,
        "due": one.due_on,
        "closed": one.closed_on,
    }
    told = [Fact(label=words("petitions.unit"), value=unit_said(one.unit, names, words))]
    told += [
        Fact(label=words(f"petitions.fact.{name}"), value=day(on, language))
        for name, on in dates.items()
        if on
    ]
    if one.outcome:
        outcome = words(f"petitions.outcome.{one.outcome}")
        told.append(Fact(label=words("petitions.outcome"), value=outcome))
    return told


def _moments(whole: WholePetition, words: Words) -> list[Moment]:
    begun = Moment(
        state="petition_received",
        title=words("petitions.moment.received"),
        when=day(whole.petition.received_on, words.language),
    )
    return [*(_moment(row, words) for row in reversed(whole.steps)), begun]


def _moment(row: Mapping[str, Any], words: Words) -> Moment:
    title = words(f"petitions.step.{row['step']}")
    if row["due_on"]:
        on = day(row["due_on"], words.language)
        title = words("petitions.moment.until", what=title, day=on)
    is_end = row["step"] not in {PetitionStep.ACCEPT, PetitionStep.EXTEND}
    return Moment(
        state="petition_settled" if is_end else "in_progress",
        title=title,
        when=day(row["happened_on"], words.language),
        by=row["who"],
    )
