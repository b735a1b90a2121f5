"""Procedures: what a dossier asks for, and how many working days the office has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.intake.dossiers.domain.dossiers import Dossier, DossierReceipt, DossierState
from services.intake.dossiers.domain.steps import DossierStep, Happened
from shared.kernel.rejection import Rejection
from shared.kernel.working_days import Calendar, at_risk_on, due_on

LOCAL_TAIL = 3
"""`2.000815.000.00.00.H26` is procedure 2.000815 as one province publishes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """An administrative procedure of the national catalogue."""

    code: str
    vi: str
    en: str
    working_days: int
    basis: str
    is_confirmed: bool = False
    """Whether somebody has compared it with the decision that publishes it."""


class Procedures:
    """The catalogue, asked by a code with or without the province's tail."""

    def __init__(self, known: Iterable[Procedure]) -> None:
        self._by_code: Mapping[str, Procedure] = {one.code: one for one in known}

    def find(self, code: str) -> Procedure | None:
        """The procedure with this code.

        >>> one = Procedure(code="2.000815", vi="", en="", working_days=0, basis="")
        >>> Procedures([one]).find("2.000815.000.00.00.H26") is one
        True
        """
        return self._by_code.get(code) or self._by_code.get(bare(code))

    def all(self) -> list[Procedure]:
        """Every procedure, by code."""
        return [self._by_code[code] for code in sorted(self._by_code)]


def bare(code: str) -> str:
    """The code as the national catalogue has it.

    >>> bare("2.000815.000.00.00.H26")
    '2.000815'
    """
    return ".".join(code.split(".")[: LOCAL_TAIL - 1])


REFUSAL_DAYS = 3
"""A file that cannot be taken is sent back within so many working days: NĐ 61/2018, Đ19.4."""


class AppointedDateUnknown(Rejection):
    """Giấy tiếp nhận không ghi ngày hẹn và thủ tục chưa có trong danh mục; hãy ghi ngày hẹn.
    The receipt names no date and the procedure is not in the catalogue; name the date.
    """


class DossierLight(StrEnum):
    """How a dossier stands towards its date: said in words, shown by a shape and a colour."""

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    """The date promised now has passed."""
    LATE = "late"
    """Returned late, or another date was named: the first one has passed."""
    WAITING = "waiting"
    """A supplement is awaited; no date runs."""
    EARLY = "early"
    ENDED = "ended"
    """Over without a result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A stretch of a dossier's way: counted against the office, or spent waiting."""

    starts_on: date
    ends_on: date | None
    is_counted: bool
    due_on: date | None = None


def appointed(received_on: date, procedure: Procedure | None, calendar: Calendar) -> date:
    """The date a receipt would name, if it names none.

    Raises:
        AppointedDateUnknown: if the procedure is not in the catalogue.
        CalendarYearMissing: if a year it runs through was not published.

    """
    if procedure is None:
        raise AppointedDateUnknown
    return _firm(received_on, procedure.working_days, calendar)


def counted_anew(
    receipt: DossierReceipt, whole_on: date, *, procedure: Procedure | None, calendar: Calendar
) -> date:
    """The date appointed when the file is whole: the limit starts again.

    A procedure that is not in the catalogue takes as many working days as its receipt gave.

    Raises:
        CalendarYearMissing: if a year it runs through was not published.

    """
    given = calendar.working_days_between(receipt.received_on, receipt.due_on)
    days = given if procedure is None else procedure.working_days
    return _firm(whole_on, days, calendar)


def _firm(start: date, days: int, calendar: Calendar) -> date:
    due = due_on(start, days, calendar).on
    calendar.require(start, due)
    return due


def light_of(dossier: Dossier, today: date, calendar: Calendar) -> DossierLight:
    """How a dossier stands towards its date today."""
    if dossier.returned_on is not None:
        early = DossierLight.EARLY if dossier.is_early else DossierLight.ON_TIME
        return early if dossier.is_on_time else DossierLight.LATE
    if dossier.state is DossierState.SUPPLEMENT_REQUESTED:
        return DossierLight.WAITING
    if not dossier.is_open:
        return DossierLight.ENDED
    return _running_light(dossier, today, calendar)


def _running_light(dossier: Dossier, today: date, calendar: Calendar) -> DossierLight:
    if dossier.promised_on < today:
        return DossierLight.OVERDUE
    if dossier.due_on < today:
        return DossierLight.LATE
    presses = at_risk_on(dossier.counted_from, dossier.promised_on, calendar)
    return DossierLight.DUE_SOON if presses <= today else DossierLight.ON_TIME


def is_refused_in_time(dossier: Dossier, on: date, calendar: Calendar) -> bool:
    """Whether a file was sent back within three working days of its receipt."""
    return on <= due_on(dossier.counted_from, REFUSAL_DAYS, calendar).on


def intervals_of(dossier: Dossier, history: Sequence[Happened]) -> list[Interval]:
    """Every stretch of a dossier's way, none of them lost when the limit starts again."""
    made: list[Interval] = []
    begun, due, is_counted = dossier.received_on, dossier.first_due_on, True
    for one in history:
        turns = _turn(one, is_counted=is_counted)
        if turns is None:
            continue
        until = one.taken.on
        made.append(_interval(begun, until, due, is_counted=is_counted))
        begun, is_counted = until, turns
        due = one.taken.due_on or due
    end = dossier.returned_on or dossier.closed_on
    return [*made, _interval(begun, end, due, is_counted=is_counted)]


def _turn(one: Happened, *, is_counted: bool) -> bool | None:
    """Whether time counts after a step; None if the step changes nothing about that."""
    step = one.taken.step
    if step is DossierStep.REQUEST_SUPPLEMENT and is_counted:
        return False
    return True if step is DossierStep.SUPPLEMENT else None


def _interval(begun: date, until: date | None, due: date, *, is_counted: bool) -> Interval:
    return Interval(
        starts_on=begun,
        ends_on=until,
        is_counted=is_counted,
        due_on=due if is_counted else None,
    )
