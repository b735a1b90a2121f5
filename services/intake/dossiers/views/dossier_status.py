"""A dossier as its applicant sees it: where it stands and the dates, in whole sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.intake.categories.views.naming import unit_said
from services.intake.dossiers.catalogue import office_calendar
from services.intake.dossiers.domain.dossier_dates import DossierLight, light_of
from services.intake.dossiers.domain.dossiers import Dossier
from services.intake.dossiers.queries import WholeDossier
from services.intake.dossiers.views.dossier_page import MOMENTS
from services.intake.dossiers.views.dossiers import light_code
from services.intake.org.queries.units import UnitName
from shared.kernel.rejection import Rejection
from shared.portal.formats import day, long_day
from shared.portal.parts import Moment
from shared.portal.words import Words


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
        moments=_moments(whole, words),
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


def _moments(whole: WholeDossier, words: Words) -> list[Moment]:
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
