"""Dossiers in lists: each with its light, in a shape, a colour and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.intake.categories.views.naming import unit_said
from services.intake.dossiers.catalogue import office_calendar, procedures
from services.intake.dossiers.domain.dossier_dates import DossierLight, light_of
from services.intake.dossiers.domain.dossier_search import COUNTED_UP_TO, DossierTab, Sought
from services.intake.dossiers.domain.dossiers import Dossier
from services.intake.dossiers.queries import Found
from services.intake.org.queries.units import UnitName
from shared.kernel.working_days import late_working_days, working_days_left
from shared.portal.form_data import FormData
from shared.portal.formats import day
from shared.portal.list_query import ListQuery, Pages, keyed
from shared.portal.options import Option
from shared.portal.parts import Tab
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
