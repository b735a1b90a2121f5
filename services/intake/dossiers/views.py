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
    sheet: ListQuery, sought: Sought, page: Found, *, today: date, words: Words, may_write: bool
) -> DossierListView:
    """The list as it is drawn."""
    view = sought.view
    return DossierListView(
        title=words(f"dossiers.view.{view}.title"),
        lead=words(f"dossiers.view.{view}.lead"),
        action=sheet.path,
        form=FormData.blank(unit=sought.unit, code=sought.code, view=sheet.value("view")),
        tabs=[_tab(tab, sought, page.counts, words=words) for tab in DossierTab],
        units=[Option(unit.code, words.pick(vi=unit.vi, en=unit.en)) for unit in page.units],
        lines=[
            line_of(dossier, page.names, today=today, words=words) for dossier in page.dossiers
        ],
        pages=keyed(sheet, shown=len(page.dossiers), next_after=page.next_after),
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
    procedure = procedures().find(code)
    return words.pick(vi=procedure.vi, en=procedure.en) if procedure else code


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
    dossier = whole.dossier
    steps = STEPS.next_steps(dossier.state) if may_write else ()
    return DossierPageView(
        code=dossier.code,
        title=procedure_said(dossier.procedure, words),
        crumbs=[Link(words("dossiers.title"), LIST), Link(dossier.code)],
        light=light_code(dossier, today),
        promise_label=words(f"dossiers.promise.{_promise(dossier)}"),
        promise=_promised(dossier, words),
        left=left_said(dossier, today, words) if dossier.is_running else "",
        breaches=list(_breaches(dossier, words)),
        facts=list(_facts(dossier, names, words)),
        moments=_moments(whole, words),
        stretches=[_stretch(stretch, words) for stretch in whole.intervals],
        steps=[_link(dossier, step, words) for step in steps if step not in ENDS],
        ends=[_link(dossier, step, words) for step in steps if step in ENDS],
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
        reasons=[
            Option(reason, words(f"dossiers.reason.{reason}")) for reason in DossierReason
        ],
        words_are_optional=step not in NEEDS_WORDS,
        is_danger=step in ENDS,
    )


def _promise(dossier: Dossier) -> str:
    if dossier.returned_on:
        return "returned"
    if dossier.closed_on:
        return "closed"
    return "running" if dossier.is_running else "waiting"


def _promised(dossier: Dossier, words: Words) -> str:
    on = (
        dossier.returned_on
        or dossier.closed_on
        or (dossier.promised_on if dossier.is_running else None)
    )
    return long_day(on, words.language) if on else words("dossiers.promise.none")


def _breaches(dossier: Dossier, words: Words) -> Iterator[str]:
    if dossier.supplements > 1:
        yield words("dossiers.breach.supplements", count=dossier.supplements)
    if dossier.reschedules > 1:
        yield words("dossiers.breach.reschedules", count=dossier.reschedules)


def _facts(dossier: Dossier, names: Mapping[str, UnitName], words: Words) -> Iterator[Fact]:
    def fact(key: str, value: str, *, note: str = "") -> Fact:
        return Fact(label=words(f"dossiers.fact.{key}"), value=value, note=note)

    yield fact("code", dossier.code)
    yield fact("procedure", dossier.procedure)
    yield fact("unit", unit_said(dossier.unit, names, words))
    yield fact("channel", words(f"dossiers.channel.{dossier.channel}"))
    yield fact("received", day(dossier.received_on, words.language))
    yield fact("first_due", day(dossier.first_due_on, words.language))
    if dossier.due_on != dossier.first_due_on:
        note = words("dossiers.fact.due.why")
        yield fact("due", day(dossier.due_on, words.language), note=note)
    if dossier.promised_on != dossier.due_on:
        note = words("dossiers.fact.promised.why")
        yield fact("promised", day(dossier.promised_on, words.language), note=note)


def _moments(whole: WholeDossier, words: Words) -> list[Moment]:
    begun = Moment(
        state="dossier_received",
        title=words("dossiers.moment.received"),
        when=day(whole.dossier.received_on, words.language),
    )
    return [*(_moment(happened, words) for happened in reversed(whole.history)), begun]


def _moment(happened: Happened, words: Words) -> Moment:
    taken, language = happened.taken, words.language
    title = words(f"dossiers.moment.{taken.step}")
    if taken.due_on:
        title = words("dossiers.moment.to", what=title, day=day(taken.due_on, language))
    reason = words(f"dossiers.reason.{taken.reason}") if taken.reason else ""
    return Moment(
        state=MOMENTS[taken.step],
        title=title,
        when=day(taken.on, language),
        by=words("dossiers.by.machine") if happened.who == MACHINE else happened.who,
        text=". ".join(part for part in (reason, taken.words) if part),
    )


def _stretch(interval: Interval, words: Words) -> tuple[str, str, str]:
    language = words.language
    ends = (
        day(interval.ends_on, language) if interval.ends_on else words("dossiers.stretch.now")
    )
    kind = words(f"dossiers.stretch.{'counted' if interval.is_counted else 'waiting'}")
    return (
        f"{day(interval.starts_on, language)} – {ends}",
        kind,
        (day(interval.due_on, language) if interval.due_on else "–"),
    )


def _link(dossier: Dossier, step: DossierStep, words: Words) -> Link:
    return Link(words(f"dossiers.step.{step}"), f"{LIST}/{dossier.id}/steps/{step.value}")


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
    dossier = whole.dossier
    unit = unit_said(dossier.unit, names, words)
    on = (
        dossier.returned_on
        or dossier.closed_on
        or (dossier.promised_on if dossier.is_running else None)
    )
    return StatusPageView(
        code=dossier.code,
        unit=unit,
        light=light_code(dossier, today),
        promise=long_day(on, words.language) if on else "",
        said=words(f"dossier_status.said.{_sentence(dossier, today)}", unit=unit),
        moments=_public_moments(whole, words),
    )


def _sentence(dossier: Dossier, today: date) -> str:
    if dossier.returned_on:
        return "returned" if dossier.is_on_time else "returned_late"
    if not dossier.is_running:
        return dossier.state.value
    light = light_of(dossier, today, office_calendar())
    if light is DossierLight.OVERDUE:
        return "overdue"
    return "rescheduled" if dossier.promised_on != dossier.due_on else "running"


def _public_moments(whole: WholeDossier, words: Words) -> list[Moment]:
    language = words.language
    begun = Moment(
        state="dossier_received",
        title=words("dossiers.moment.received"),
        when=day(whole.dossier.received_on, language),
    )
    moments = []
    for happened in reversed(whole.history):
        title = words(f"dossiers.moment.{happened.taken.step}")
        if happened.taken.due_on:
            on = day(happened.taken.due_on, language)
            title = words("dossiers.moment.to", what=title, day=on)
        state, when = MOMENTS[happened.taken.step], day(happened.taken.on, language)
        moments.append(Moment(state=state, title=title, when=when))
    return [*moments, begun]
