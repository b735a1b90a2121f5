"""Dossiers in lists: each with its light, in a shape, a colour and words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.intake.categories.views import unit_said
from services.intake.dossiers.catalogue import office_calendar, procedures
from services.intake.dossiers.domain.dates import DossierLight, Interval, light_of
from services.intake.dossiers.domain.dossiers import COUNTED_UP_TO, Dossier, DossierTab, Sought
from services.intake.dossiers.domain.steps import (
    NEEDS_WORDS,
    STEPS,
    DossierReason,
    DossierStep,
    Happened,
)
from services.intake.dossiers.queries import Found, WholeDossier
from services.intake.dossiers.workflows.steps import MACHINE
from services.intake.org.queries import UnitName
from shared.kernel.rejection import Rejection
from shared.kernel.working_days import late_working_days, working_days_left
from shared.portal.form_data import FormData
from shared.portal.formats import day, long_day
from shared.portal.list_query import ListQuery, Pages, keyed
from shared.portal.options import Option
from shared.portal.parts import Fact, Link, Moment, Tab
from shared.portal.words import Words

LIST, AT_RISK = "/dossiers", "/dossiers/at-risk"
URGENT = frozenset({DossierTab.AT_RISK, DossierTab.OVERDUE, DossierTab.BREACHES})
LIGHTS = {
    DossierLight.ON_TIME: "dossier_running",
    DossierLight.DUE_SOON: "due_soon",
    DossierLight.OVERDUE: "overdue",
    DossierLight.LATE: "dossier_late",
    DossierLight.WAITING: "dossier_supplement_requested",
    DossierLight.EARLY: "dossier_early",
    DossierLight.ENDED: "dossier_ended",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierLine:
    """One dossier of a list."""

    href: str
    code: str
    procedure: str
    unit: str
    received: str
    promised: str
    light: str
    left: str
    is_breach: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierListView:
    """A page of the register."""

    title: str
    lead: str
    action: str
    form: FormData
    tabs: Sequence[Tab]
    units: Sequence[Option]
    lines: Sequence[DossierLine]
    pages: Pages
    is_sifted: bool
    may_write: bool


def sought_in(sheet: ListQuery, view: DossierTab | None = None) -> Sought:
    """What an address asks for; what nobody knows sifts nothing."""
    named = sheet.value("view")
    shown = view or (DossierTab(named) if named in tuple(DossierTab) else DossierTab.OPEN)
    code = sheet.value("code").strip()[:64]
    return Sought(
        view=DossierTab.ALL if code else shown, unit=sheet.value("unit")[:64], code=code
    )


def dossier_list(
    sheet: ListQuery,
    sought: Sought,
    found: Found,
    *,
    today: date,
    words: Words,
    may_write: bool,
) -> DossierListView:
    """The list as it is drawn."""
    view = sought.view
    return DossierListView(
        title=words(f"dossiers.view.{view}.title"),
        lead=words(f"dossiers.view.{view}.lead"),
        action=sheet.path,
        form=FormData.blank(unit=sought.unit, code=sought.code, view=sheet.value("view")),
        tabs=[_tab(one, sought, found.counts, words=words) for one in DossierTab],
        units=[Option(one.code, words.pick(vi=one.vi, en=one.en)) for one in found.units],
        lines=[line_of(one, found.names, today=today, words=words) for one in found.dossiers],
        pages=keyed(sheet, shown=len(found.dossiers), next_after=found.next_after),
        is_sifted=bool(sought.unit or sought.code),
        may_write=may_write,
    )


def line_of(
    dossier: Dossier, names: Mapping[str, UnitName], *, today: date, words: Words
) -> DossierLine:
    """One dossier as a line."""
    language = words.language
    is_running = dossier.is_running
    return DossierLine(
        href=f"{LIST}/{dossier.id}",
        code=dossier.code,
        procedure=procedure_said(dossier.procedure, words),
        unit=unit_said(dossier.unit, names, words),
        received=day(dossier.received_on, language),
        promised=day(dossier.promised_on, language) if is_running else "–",
        light=light_code(dossier, today),
        left=left_said(dossier, today, words) if is_running else "",
        is_breach=dossier.has_breach,
    )


def light_code(dossier: Dossier, today: date) -> str:
    """How a dossier stands, as the chips know it."""
    light = light_of(dossier, today, office_calendar())
    is_returned = dossier.returned_on is not None
    if is_returned and light in {DossierLight.ON_TIME, DossierLight.LATE}:
        return "dossier_returned" if light is DossierLight.ON_TIME else "late"
    return f"dossier_{dossier.state}" if light is DossierLight.ENDED else LIGHTS[light]


def left_said(dossier: Dossier, today: date, words: Words) -> str:
    """How much time is left, or by how much the date was missed, in working days."""
    calendar = office_calendar()
    if dossier.promised_on < today:
        late = late_working_days(dossier.promised_on, today, calendar)
        return words("dossiers.overdue_by", count=late) if late else words("dossiers.over")
    left = working_days_left(today, dossier.promised_on, calendar)
    return words("dossiers.left", count=left) if left else words("dossiers.left.today")


def procedure_said(code: str, words: Words) -> str:
    """A procedure by its name; by its code where the catalogue does not know it."""
    one = procedures().find(code)
    return words.pick(vi=one.vi, en=one.en) if one else code


def _tab(
    view: DossierTab, sought: Sought, counts: Mapping[DossierTab, int], *, words: Words
) -> Tab:
    count = counts.get(view)
    is_many = count is not None and count > COUNTED_UP_TO
    label = words(f"dossiers.view.{view}")
    many = words("dossiers.view.many", view=label, count=COUNTED_UP_TO)
    href = AT_RISK if view is DossierTab.AT_RISK else f"{LIST}?view={view}"
    sifted = f"{'&' if '?' in href else '?'}unit={sought.unit}" if sought.unit else ""
    return Tab(
        label=many if is_many else label,
        href=href + sifted,
        is_here=view is sought.view,
        count=None if is_many else count,
        is_urgent=view in URGENT and bool(count),
    )


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
    steps = STEPS.next_steps(one.state) if may_write else ()
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


class CodeMissing(Rejection):
    """Xin nhập mã hồ sơ in trên giấy tiếp nhận.
    Please enter the dossier code printed on your receipt.
    """


class NoSuchCode(Rejection):
    """Chưa thấy hồ sơ nào mang mã này. Xin ông/bà so lại từng ký tự với giấy tiếp nhận.
    No dossier with this code is here yet. Please compare it with your receipt.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPageView:
    """What whoever has the code may know. No name, no procedure, no reasons."""

    code: str
    unit: str
    light: str
    promise: str
    said: str
    moments: Sequence[Moment]


def status_page_view(
    whole: WholeDossier, names: Mapping[str, UnitName], *, today: date, words: Words
) -> StatusPageView:
    """The answer to a code."""
    one = whole.dossier
    unit = unit_said(one.unit, names, words)
    on = one.returned_on or one.closed_on or (one.promised_on if one.is_running else None)
    return StatusPageView(
        code=one.code,
        unit=unit,
        light=light_code(one, today),
        promise=long_day(on, words.language) if on else "",
        said=words(f"dossier_status.said.{_sentence(one, today)}", unit=unit),
        moments=_moments_dossier_status(whole, words),
    )


def _sentence(one: Dossier, today: date) -> str:
    if one.returned_on:
        return "returned" if one.is_on_time else "returned_late"
    if not one.is_running:
        return one.state.value
    light = light_of(one, today, office_calendar())
    if light is DossierLight.OVERDUE:
        return "overdue"
    return "rescheduled" if one.promised_on != one.due_on else "running"


def _moments_dossier_status(whole: WholeDossier, words: Words) -> list[Moment]:
    language = words.language
    begun = Moment(
        state="dossier_received",
        title=words("dossiers.moment.received"),
        when=day(whole.dossier.received_on, language),
    )
    told = []
    for one in reversed(whole.history):
        title = words(f"dossiers.moment.{one.taken.step}")
        if one.taken.due_on:
            on = day(one.taken.due_on, language)
            title = words("dossiers.moment.to", what=title, day=on)
        state, when = MOMENTS[one.taken.step], day(one.taken.on, language)
        told.append(Moment(state=state, title=title, when=when))
    return [*told, begun]
