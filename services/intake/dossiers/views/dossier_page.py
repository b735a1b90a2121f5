"""One dossier: its dates, its way, what may be done with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.intake.categories.views.naming import unit_said
from services.intake.dossiers.domain.dossier_dates import Interval
from services.intake.dossiers.domain.dossier_steps import (
    NEEDS_WORDS,
    DossierReason,
    DossierStep,
    Happened,
    may_take,
)
from services.intake.dossiers.domain.dossiers import Dossier
from services.intake.dossiers.queries import WholeDossier
from services.intake.dossiers.views.dossiers import LIST, left_said, light_code, procedure_said
from services.intake.dossiers.workflows.transitions import MACHINE
from services.intake.org.queries.units import UnitName
from shared.portal.formats import day, long_day
from shared.portal.options import Option
from shared.portal.parts import Fact, Link, Moment
from shared.portal.words import Words

ENDS = (DossierStep.REJECT, DossierStep.WITHDRAW, DossierStep.STOP)
MOMENTS = {
    DossierStep.REQUEST_SUPPLEMENT: "dossier_supplement_requested",
    DossierStep.SUPPLEMENT: "dossier_supplemented",
    DossierStep.RESCHEDULE: "dossier_rescheduled",
    DossierStep.REJECT: "dossier_rejected",
    DossierStep.WITHDRAW: "dossier_withdrawn",
    DossierStep.STOP: "dossier_stopped",
    DossierStep.RETURN: "dossier_returned",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPageView:
    """A dossier as its page shows it; the promised date is the largest thing on it."""

    code: str
    title: str
    crumbs: Sequence[Link]
    light: str
    promise_label: str
    promise: str
    left: str
    breaches: Sequence[str]
    facts: Sequence[Fact]
    moments: Sequence[Moment]
    stretches: Sequence[tuple[str, str, str]]
    steps: Sequence[Link]
    ends: Sequence[Link]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPageView:
    """The form of one step."""

    step: str
    title: str
    lead: str
    save: str
    action: str
    back_href: str
    crumbs: Sequence[Link]
    version: int
    today: str
    asks_date: bool
    date_is_optional: bool
    asks_reason: bool
    reasons: Sequence[Option]
    words_are_optional: bool
    is_danger: bool


def dossier_page_view(
    whole: WholeDossier,
    names: Mapping[str, UnitName],
    *,
    today: date,
    words: Words,
    may_write: bool,
) -> DossierPageView:
    """The page of a dossier."""
    one = whole.dossier
    steps = [step for step in DossierStep if may_write and may_take(step, one.state)]
    return DossierPageView(
        code=one.code,
        title=procedure_said(one.procedure, words),
        crumbs=[Link(words("dossiers.title"), LIST), Link(one.code)],
        light=light_code(one, today),
        promise_label=words(f"dossiers.promise.{_promise(one)}"),
        promise=_promised(one, words),
        left=left_said(one, today, words) if one.is_running else "",
        breaches=list(_breaches(one, words)),
        facts=list(_facts(one, names, words)),
        moments=_moments(whole, words),
        stretches=[_stretch(stretch, words) for stretch in whole.intervals],
        steps=[_link(one, step, words) for step in steps if step not in ENDS],
        ends=[_link(one, step, words) for step in steps if step in ENDS],
    )


def step_view(
    dossier: Dossier, step: DossierStep, *, today: date, words: Words
) -> StepPageView:
    """The form of a step."""
    back = f"{LIST}/{dossier.id}"
    title = words(f"dossiers.step.{step}")
    return StepPageView(
        step=step.value,
        title=title,
        lead=words(f"dossiers.step.{step}.lead"),
        save=words(f"dossiers.step.{step}.save"),
        action=f"{back}/steps/{step.value}",
        back_href=back,
        crumbs=[Link(words("dossiers.title"), LIST), Link(dossier.code, back), Link(title)],
        version=dossier.version,
        today=today.isoformat(),
        asks_date=step in {DossierStep.SUPPLEMENT, DossierStep.RESCHEDULE},
        date_is_optional=step is DossierStep.SUPPLEMENT,
        asks_reason=step is DossierStep.RESCHEDULE,
        reasons=[Option(one.value, words(f"dossiers.reason.{one}")) for one in DossierReason],
        words_are_optional=step not in NEEDS_WORDS,
        is_danger=step in ENDS,
    )


def _promise(one: Dossier) -> str:
    if one.returned_on:
        return "returned"
    if one.closed_on:
        return "closed"
    return "running" if one.is_running else "waiting"


def _promised(one: Dossier, words: Words) -> str:
    on = one.returned_on or one.closed_on or (one.promised_on if one.is_running else None)
    return long_day(on, words.language) if on else words("dossiers.promise.none")


def _breaches(one: Dossier, words: Words) -> Iterator[str]:
    if one.supplements > 1:
        yield words("dossiers.breach.supplements", count=one.supplements)
    if one.reschedules > 1:
        yield words("dossiers.breach.reschedules", count=one.reschedules)


def _facts(one: Dossier, names: Mapping[str, UnitName], words: Words) -> Iterator[Fact]:
    def told(key: str, value: str, *, note: str = "") -> Fact:
        return Fact(label=words(f"dossiers.fact.{key}"), value=value, note=note)

    yield told("code", one.code)
    yield told("procedure", one.procedure)
    yield told("unit", unit_said(one.unit, names, words))
    yield told("channel", words(f"dossiers.channel.{one.channel}"))
    yield told("received", day(one.received_on, words.language))
    yield told("first_due", day(one.first_due_on, words.language))
    if one.due_on != one.first_due_on:
        note = words("dossiers.fact.due.why")
        yield told("due", day(one.due_on, words.language), note=note)
    if one.promised_on != one.due_on:
        note = words("dossiers.fact.promised.why")
        yield told("promised", day(one.promised_on, words.language), note=note)


def _moments(whole: WholeDossier, words: Words) -> list[Moment]:
    begun = Moment(
        state="dossier_received",
        title=words("dossiers.moment.received"),
        when=day(whole.dossier.received_on, words.language),
    )
    return [*(_moment(one, words) for one in reversed(whole.history)), begun]


def _moment(one: Happened, words: Words) -> Moment:
    taken, language = one.taken, words.language
    title = words(f"dossiers.moment.{taken.step}")
    if taken.due_on:
        title = words("dossiers.moment.to", what=title, day=day(taken.due_on, language))
    reason = words(f"dossiers.reason.{taken.reason}") if taken.reason else ""
    return Moment(
        state=MOMENTS[taken.step],
        title=title,
        when=day(taken.on, language),
        by=words("dossiers.by.machine") if one.who == MACHINE else one.who,
        text=". ".join(part for part in (reason, taken.words) if part),
    )


def _stretch(one: Interval, words: Words) -> tuple[str, str, str]:
    language = words.language
    ends = day(one.ends_on, language) if one.ends_on else words("dossiers.stretch.now")
    kind = words(f"dossiers.stretch.{'counted' if one.is_counted else 'waiting'}")
    return (
        f"{day(one.starts_on, language)} – {ends}",
        kind,
        (day(one.due_on, language) if one.due_on else "–"),
    )


def _link(one: Dossier, step: DossierStep, words: Words) -> Link:
    return Link(words(f"dossiers.step.{step}"), f"{LIST}/{one.id}/steps/{step.value}")
