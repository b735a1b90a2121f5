"""Plans: the form, the receipt, and the duties of one unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from services.registry.campaigns.domain.campaigns import Campaign
from services.registry.campaigns.domain.duties import Cell, CellState, Duty
from services.registry.campaigns.domain.plans import File, Plan, due_for_plans
from services.registry.campaigns.queries import Board
from services.registry.campaigns.views.board import cell_said
from services.registry.campaigns.views.campaigns import Naming, crumbs
from services.registry.org.domain import Askable
from services.registry.org.queries import Viewer
from services.registry.org.views import unit_name
from shared.chassis.calendars.shipped import shipped_calendar
from shared.kernel.places import UnitCode
from shared.kernel.working_days import late_working_days
from shared.portal.formats import clock, day
from shared.portal.options import Option
from shared.portal.parts import Fact, FileLine, Link
from shared.portal.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """One duty of one unit: what, by when, how it stands, and where to do it."""

    unit: str
    unit_href: str
    title: str
    campaign: str
    campaign_href: str
    due_on: date | None
    due: str
    state: str
    said: str
    do: str
    do_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A plan in a list."""

    href: str
    number: str
    when: str
    state: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDutiesView:
    """What a campaign asks of one unit, and the plans it has handed in."""

    name: str
    title: str
    crumbs: Sequence[Link]
    lines: Sequence[DutyLine]
    plans: Sequence[PlanLine]
    submit_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFormView:
    """The form in which a plan is handed in."""

    title: str
    crumbs: Sequence[Link]
    action: str
    back_href: str
    due: str
    late: str
    units: Sequence[Option]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPageView:
    """A plan that was handed in: its receipt, and its file where it is kept."""

    number: str
    crumbs: Sequence[Link]
    state: str
    said: str
    facts: Sequence[Fact]
    files: Sequence[FileLine]
    elsewhere: str


def my_duties(boards: Sequence[Board], words: Words, *, doing_at: str) -> list[DutyLine]:
    """What is still to be done, the most pressing first."""
    lines = [
        line
        for board in boards
        for line, cell in unit_lines(board, words, doing_at=doing_at)
        if cell.done_on is None
    ]
    return sorted(lines, key=lambda line: line.due_on or date.max)


def unit_lines(
    board: Board, words: Words, *, doing_at: str, only: str = ""
) -> list[tuple[DutyLine, Cell]]:
    """Every duty that is asked of the units of a board, or of one of them.

    The next step is offered for units of the node `doing_at`; others do theirs at home.
    """
    drawer = _Lines(board, words, doing_at)
    return [
        (drawer.line(row.unit, duty, cell), cell)
        for row in board.matrix.rows
        if not only or row.unit == only
        for duty, cell in zip(board.matrix.duties, row.cells, strict=True)
        if cell.is_asked
    ]


DO = {
    "plan": "/campaigns/{campaign}/plan?unit={unit}",
    "model": "/models/new?unit={unit}&campaign={campaign}",
    "initiative": "/models/new?unit={unit}&campaign={campaign}",
    "pledge": "/pledges?unit={unit}",
    "nomination": "/exemplars/new?unit={unit}",
}


@dataclass(frozen=True, slots=True)
class _Lines:
    """The duties of one board, in one language."""

    board: Board
    words: Words
    doing_at: str

    def line(self, unit: str, duty: Duty, cell: Cell) -> DutyLine:
        """One duty of one unit."""
        campaign, words = self.board.campaign, self.words
        known = self.board.names.get(unit)
        is_ours = known is not None and known.host == self.doing_at
        is_open = campaign.is_running and cell.done_on is None
        do = DO.get(duty.what.value, "") if is_ours and is_open else ""
        return DutyLine(
            unit=unit_name(known, words) if known else unit,
            unit_href=f"/campaigns/{campaign.id}/units/{unit}" if known else "",
            title=duty.title,
            campaign=campaign.content.title,
            campaign_href=f"/campaigns/{campaign.id}",
            due_on=duty.due_on,
            due=day(duty.due_on, words.language) if duty.due_on else "–",
            state=cell.state.value,
            said=_said(cell, words),
            do=words(f"duties.do.{duty.what.value}") if do else "",
            do_href=do.format(campaign=campaign.id, unit=unit),
        )


def _said(cell: Cell, words: Words) -> str:
    if cell.state is CellState.ON_TIME and cell.done_on:
        return words("duties.on_time", day=day(cell.done_on, words.language))
    return cell_said(cell, words) or words(f"state.{cell.state.value}")


def unit_duties(
    board: Board, plans: Sequence[Plan], unit: str, *, words: Words, doing_at: str
) -> UnitDutiesView:
    """The page of one unit within one campaign."""
    campaign = board.campaign
    known = board.names.get(unit)
    here = f"/campaigns/{campaign.id}"
    path = [*crumbs(words)[:1], Link(campaign.content.title, here)]
    name = unit_name(known, words) if known else unit
    may_write = known is not None and known.host == doing_at
    return UnitDutiesView(
        name=name,
        title=campaign.content.title,
        crumbs=[*path, Link(name)],
        lines=[line for line, _ in unit_lines(board, words, doing_at=doing_at, only=unit)],
        plans=[plan_line(plan, words) for plan in plans],
        submit_href=f"{here}/plan?unit={unit}" if may_write and campaign.is_running else "",
    )


def plan_line(plan: Plan, words: Words) -> PlanLine:
    """A plan with whether it came in time."""
    return PlanLine(
        href=f"/plans/{plan.id}",
        number=plan.number,
        when=day(plan.submitted_on, words.language),
        state="late" if plan.is_late else "on_time",
        said=lateness(plan, words),
    )


def lateness(plan: Plan, words: Words) -> str:
    """Whether it came in time, in words."""
    return words("plans.late", count=plan.late_days) if plan.is_late else words("plans.on_time")


def plan_form(
    campaign: Campaign,
    units: Sequence[Askable],
    viewer: Viewer,
    *,
    before: int,
    chosen: str,
    words: Words,
) -> PlanFormView:
    """The form; it says at once by when, and that late is late."""
    by_code = {unit.unit: unit for unit in units}
    unit = by_code.get(UnitCode(chosen)) or (units[0] if len(units) == 1 else None)
    duties = campaign.content.duties
    due = _next_due(duties, unit, before) if unit else None
    late = late_working_days(due, viewer.today, shipped_calendar()) if due else 0
    here = f"/campaigns/{campaign.id}"
    return PlanFormView(
        title=campaign.content.title,
        crumbs=[*crumbs(words)[:1], Link(campaign.content.title, here)],
        action=f"{here}/plan/with-file",
        back_href=here,
        due=words("plans.form.due", day=day(due, words.language)) if due else "",
        late=words("plans.form.late", count=late) if late else "",
        units=[Option(unit.unit, unit_name(unit, words)) for unit in units],
    )


def _next_due(duties: Sequence[Duty], unit: Askable, before: int) -> date | None:
    return due_for_plans(duties, unit=unit.unit, kind=unit.kind, before=before)


def plan_view(
    plan: Plan, campaign_title: str, file: File | None, *, names: Naming, zone: tzinfo
) -> PlanPageView:
    """A plan, as it stands on its receipt."""
    words, language = names.words, names.words.language
    here = f"/campaigns/{plan.campaign}"
    due = day(plan.due_on, language) if plan.due_on else words("plans.fact.due_on.none")
    facts = (
        Fact(label=words("plans.fact.unit"), value=names.unit(plan.unit)),
        Fact(label=words("plans.fact.campaign"), value=campaign_title, href=here),
        Fact(label=words("plans.fact.dated_on"), value=day(plan.dated_on, language)),
        Fact(
            label=words("plans.fact.submitted"),
            value=_moment(plan.submitted_at.astimezone(zone), words),
        ),
        Fact(label=words("plans.fact.due_on"), value=due),
        Fact(label=words("plans.receipt.code"), value=str(plan.id)),
    )
    return PlanPageView(
        number=plan.number,
        crumbs=[*crumbs(words)[:1], Link(campaign_title, here), Link(plan.number)],
        state="late" if plan.is_late else "on_time",
        said=lateness(plan, words),
        facts=facts,
        files=[_file(file, words)] if file else [],
        elsewhere="" if file else words("plans.file.elsewhere", host=names.unit(plan.host)),
    )


def _moment(at: datetime, words: Words) -> str:
    on = day(at.date(), words.language)
    return words("plans.fact.submitted.at", time=clock(at), day=on)


def _file(file: File, words: Words) -> FileLine:
    kind = file.name.rpartition(".")[2].upper()
    size = max(1, file.size_bytes // 1000)
    return FileLine(
        name=file.name,
        href=f"/files/{file.id}",
        told=words("plans.file.told", kind=kind, size=size),
    )
