"""One case as an officer works on it: facts, clocks, who has it, what can be done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from services.intake.cases.domain.cases import CaseKind, RejectReason
from services.intake.cases.domain.steps import STEPS, CaseStep
from services.intake.cases.domain.tracking import TrackingNumber, tracking_code
from services.intake.casework.domain import traffic
from services.intake.casework.queries import CaseFile
from services.intake.casework.views.case_answers import answer_links
from services.intake.casework.views.case_facts import Sender, Teller, facts_of, senders_of
from services.intake.casework.views.case_moments import moments_of
from services.intake.casework.views.inbox import LIGHTS, SHAPES, due_said, title_of
from services.intake.categories.views import leaf_options, unit_said
from services.intake.routing.views import Naming, why_routed
from shared.portal.formats import clock, day, long_day
from shared.portal.options import Option
from shared.portal.parts import Fact, Link, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One of the clocks: what, until when, and how it stands."""

    label: str
    state: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """A message that could become a case of its own."""

    number: str
    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectLine:
    """A case that may be the same, and why one thinks so."""

    number: str
    code: str
    title: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """Who has the case open."""

    said: str
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """What one may do with it now."""

    work: bool
    acknowledge: bool
    take_up: bool
    reopen: bool
    unmerge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePageView:
    """The whole page."""

    number: str
    code: str
    version: int
    title: str
    crumbs: Sequence[Link]
    state: str
    state_said: str
    in_hand: InHand | None
    merged_into: Link | None
    elsewhere: str
    """Where it is, if it is not here any more."""
    promised: str
    due: Clock
    clocks: Sequence[Clock]
    rule_said: str
    facts: Sequence[Fact]
    senders: Sequence[Sender]
    text: str
    photos: Sequence[str]
    moments: Sequence[Moment]
    further: Sequence[Further]
    suspects: Sequence[SuspectLine]
    answers: Sequence[Link]
    """Answers one may start from."""
    deeds: Deeds
    thanks: str
    """Where a letter of thanks is begun."""
    leaves: Sequence[Option]
    kinds: Sequence[Option]
    colleagues: Sequence[Option]
    reasons: Sequence[Option]
    tracks: Sequence[Option]


def case_page_view(file: CaseFile, teller: Teller) -> CasePageView:
    """One case."""
    case, words, here = file.case, teller.words, teller.viewer.here
    code = tracking_code(case.number, here)
    return CasePageView(
        number=case.number,
        code=code,
        version=case.version,
        title=title_of(case.text),
        crumbs=[Link(words("portal.nav.inbox"), "/inbox"), Link(code)],
        state=SHAPES[case.state],
        state_said=words(f"case.state.{case.state}"),
        in_hand=_in_hand(file, teller),
        merged_into=_merged_into(file, teller),
        elsewhere=_elsewhere(file, teller),
        promised=long_day(case.promised_on, words.language),
        due=_due(file, teller),
        clocks=list(_clocks(file, teller)),
        rule_said=why_routed(file.rule, Naming(tree=file.tree, units=file.names, words=words)),
        facts=list(facts_of(file, teller)),
        senders=list(senders_of(file, words)),
        text=case.text,
        photos=[str(photo.id) for photo in file.photos],
        moments=moments_of(file, words, zone=teller.zone, here=here),
        further=[
            Further(
                number=one.number,
                code=tracking_code(one.number, here),
                title=title_of(one.text),
            )
            for one in file.messages
            if not one.opened
        ],
        suspects=list(_suspects(file, teller)),
        answers=answer_links(file, words),
        deeds=_deeds(file),
        thanks=f"/letters/new?{urlencode({'ref': code, 'unit': case.unit})}",
        leaves=leaf_options(file.tree, words),
        kinds=[Option(k, words(f"kind_of_case.{k}")) for k in CaseKind],
        colleagues=[Option(str(one.account), one.name) for one in file.colleagues],
        reasons=[Option(r, words(f"case.reject.{r}")) for r in RejectReason],
        tracks=[
            Option(k, words(f"kind_of_case.{k}"))
            for k in (CaseKind.COMPLAINT, CaseKind.DENUNCIATION)
        ],
    )


def _deeds(file: CaseFile) -> Deeds:
    case, may = file.case, file.may_work
    return Deeds(
        work=may and case.is_open,
        acknowledge=may and STEPS.allows(CaseStep.ACKNOWLEDGE, case.state),
        take_up=may and case.is_open,
        reopen=may
        and STEPS.allows(CaseStep.REOPEN, case.state)
        and case.reopen_until is not None,
        unmerge=may and STEPS.allows(CaseStep.UNMERGE, case.state),
    )


def _in_hand(file: CaseFile, teller: Teller) -> InHand | None:
    lease, words, viewer = file.lease, teller.words, teller.viewer
    if lease is None or not lease.is_held(viewer.now):
        return None
    until = clock(lease.until.astimezone(teller.zone))
    is_mine = lease.holder == viewer.principal.account
    said = (
        words("case.held.mine", hour=until)
        if is_mine
        else words("case.held.theirs", name=lease.name, hour=until)
    )
    return InHand(said=said, is_mine=is_mine)


def _merged_into(file: CaseFile, teller: Teller) -> Link | None:
    if file.main is None:
        return None
    code = tracking_code(file.main.number, teller.viewer.here)
    return Link(code, f"/cases/{file.main.number}")


def _elsewhere(file: CaseFile, teller: Teller) -> str:
    way, words = file.way, teller.words
    if way is None:
        return ""
    key = "case.elsewhere.taken" if way.is_taken_over else "case.elsewhere.waits"
    on = way.since.astimezone(teller.zone).date()
    unit = unit_said(way.unit, file.names, words)
    return words(key, unit=unit, day=day(on, words.language))


def _due(file: CaseFile, teller: Teller) -> Clock:
    case, words = file.case, teller.words
    label = words("case.clock.resolve")
    if not case.is_open and case.closed_on is not None:
        when = "met" if case.closed_on <= case.promised_on else "late"
        said = words(f"case.clock.done.{when}", day=day(case.closed_on, words.language))
        return Clock(label=label, state=when, said=said)
    light = traffic(case.promised_on, teller.viewer.today)
    return Clock(label=label, state=LIGHTS[light.light], said=due_said(light, words))


def _clocks(file: CaseFile, teller: Teller) -> Iterator[Clock]:
    case = file.case
    yield _clock("acknowledge", case.acknowledge_by, case.acknowledged_at, teller=teller)
    yield _clock("answer", case.answer_by, case.answered_at, teller=teller)


def _clock(name: str, by: date, at: datetime | None, *, teller: Teller) -> Clock:
    words, today = teller.words, teller.viewer.today
    label = words(f"case.clock.{name}", day=day(by, words.language))
    if at is None:
        light = traffic(by, today)
        return Clock(label=label, state=LIGHTS[light.light], said=due_said(light, words))
    on = at.astimezone(teller.zone).date()
    when = "met" if on <= by else "late"
    said = words(f"case.clock.done.{when}", day=day(on, words.language))
    return Clock(label=label, state=when, said=said)


def _suspects(file: CaseFile, teller: Teller) -> Iterator[SuspectLine]:
    words = teller.words
    for known, like in file.suspects:
        why = []
        if like.metres is not None:
            why.append(words("case.alike.metres", count=like.metres))
        key = "case.alike.days" if like.days else "case.alike.same_day"
        why.append(words(key, count=like.days))
        if like.is_same_category:
            why.append(words("case.alike.category"))
        if like.words:
            why.append(words("case.alike.words", words=", ".join(like.words)))
        yield SuspectLine(
            number=known.number,
            code=tracking_code(TrackingNumber(known.number), teller.viewer.here),
            title=title_of(known.text),
            why="; ".join(why),
        )
