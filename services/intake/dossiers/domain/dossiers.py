"""Dossiers: the mirror of the one-stop desk's register, and what its receipts may say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType
from uuid import UUID, uuid5

from shared.kernel.hosting import not_after
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Conflict, NotFound, Rejection
from shared.kernel.scopes import EVERYTHING, Scope

DossierCode = NewType("DossierCode", str)
"""The number on the receipt; it can lead to a person, so it stays at home."""

DossierId = NewType("DossierId", UUID)
"""What a dossier is called away from home: drawn at random, so it leads back to no code."""


class DossierUnknown(NotFound):
    """Không có hồ sơ nào mang mã này ở đây; hãy kiểm tra lại mã hoặc nhập hồ sơ trước.
    No dossier here has this code; check the code, or register the dossier first.
    """


class DossierAlreadyKnown(Conflict):
    """Hồ sơ mang mã này đã có.
    A dossier with this code is already registered.
    """


class DueBeforeReceived(Rejection):
    """Ngày hẹn trả không được trước ngày tiếp nhận.
    The appointed date cannot lie before the day of receipt.
    """


class DossierChannel(StrEnum):
    """How a dossier was filed."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


class DossierState(StrEnum):
    """Where a dossier stands."""

    RECEIVED = "received"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUPPLEMENTED = "supplemented"
    RESCHEDULED = "rescheduled"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


RUNNING = frozenset(
    {DossierState.RECEIVED, DossierState.SUPPLEMENTED, DossierState.RESCHEDULED}
)
"""The office is at work, and a date was promised."""
OPEN = RUNNING | {DossierState.SUPPLEMENT_REQUESTED}
"""Nothing final was said yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierReceipt:
    """What stands on the receipt; `due_on` is the date appointed on it."""

    code: DossierCode
    procedure: str
    unit: UnitCode
    channel: DossierChannel
    received_on: date
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One dossier as it stands.

    `first_due_on` is what the receipt says. `due_on` is what lateness is judged by: the date
    first appointed for the file as it is now whole; only a whole file handed in after a
    supplement moves it. `promised_on` is what the applicant is told today.
    """

    id: DossierId
    code: DossierCode
    procedure: str
    unit: UnitCode
    channel: DossierChannel
    received_on: date
    first_due_on: date
    due_on: date
    promised_on: date
    counted_from: date
    """The day after which the limit is counted: of receipt, or of the whole file."""
    moved_on: date
    """The day of what happened last."""
    state: DossierState = DossierState.RECEIVED
    supplements: int = 0
    """How often a supplement was requested; the law allows once."""
    reschedules: int = 0
    """How often another date was named; the law allows once."""
    lap: int = 0
    """How often the limit was counted anew."""
    returned_on: date | None = None
    closed_on: date | None = None
    """When it ended without a result: rejected, withdrawn, stopped."""
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether nothing final was said yet."""
        return self.state in OPEN

    @property
    def is_running(self) -> bool:
        """Whether a promised date runs; while a supplement is awaited none does."""
        return self.state in RUNNING

    @property
    def is_on_time(self) -> bool:
        """Whether the result was there by the appointed date; False while there is none."""
        return self.returned_on is not None and self.returned_on <= self.due_on

    @property
    def is_early(self) -> bool:
        """Whether the result was there before the appointed date."""
        return self.returned_on is not None and self.returned_on < self.due_on

    @property
    def was_on_time(self) -> bool | None:
        """The same, unknown while there is no result."""
        return None if self.returned_on is None else self.is_on_time

    @property
    def was_early(self) -> bool | None:
        """Unknown while there is no result."""
        return None if self.returned_on is None else self.is_early

    @property
    def has_breach(self) -> bool:
        """Whether more was asked of the applicant than the law allows."""
        return self.supplements > 1 or self.reschedules > 1

    @property
    def promise_id(self) -> UUID:
        """What the promise that runs is called: a whole file begins another one."""
        return self.id if not self.lap else uuid5(self.id, f"lap {self.lap}")


def _received_by_today(receipt: DossierReceipt, today: date) -> None:
    not_after(receipt.received_on, today)


def _due_after_receipt(receipt: DossierReceipt, _today: date) -> None:
    if receipt.due_on < receipt.received_on:
        raise DueBeforeReceived(
            f"Ngày hẹn trả {vi(receipt.due_on)} không được trước ngày tiếp nhận "
            f"{vi(receipt.received_on)}.",
            f"The appointed date {receipt.due_on} lies before the day of receipt "
            f"{receipt.received_on}.",
        )


RULES: dict[str, Callable[[DossierReceipt, date], None]] = {
    "received_on": _received_by_today,
    "due_on": _due_after_receipt,
}
"""What each date of a receipt must obey, under the name of the column it stands in."""


def opened(receipt: DossierReceipt, *, called: DossierId, today: date) -> Dossier:
    """The dossier a receipt was given for, if its dates can be true.

    Raises:
        DateInFuture: if it was received after `today`.
        DueBeforeReceived: if it was due before it was received.

    """
    for rule in RULES.values():
        rule(receipt, today)
    return Dossier(
        id=called,
        code=receipt.code,
        procedure=receipt.procedure,
        unit=receipt.unit,
        channel=receipt.channel,
        received_on=receipt.received_on,
        first_due_on=receipt.due_on,
        due_on=receipt.due_on,
        promised_on=receipt.due_on,
        counted_from=receipt.received_on,
        moved_on=receipt.received_on,
    )


def receipt_of(dossier: Dossier) -> DossierReceipt:
    """The receipt a dossier was opened by."""
    return DossierReceipt(
        code=dossier.code,
        procedure=dossier.procedure,
        unit=dossier.unit,
        channel=dossier.channel,
        received_on=dossier.received_on,
        due_on=dossier.first_due_on,
    )


def registered_meanwhile() -> DossierAlreadyKnown:
    """The refusal of a file, one of whose dossiers the counter registered in that moment."""
    return DossierAlreadyKnown(
        "Trong khi nhập tệp, một hồ sơ của tệp vừa được tiếp nhận tại quầy; không có gì được"
        " ghi. Hãy nhập lại tệp: dòng ấy sẽ được nêu rõ.",
        "While the file was being imported, one of its dossiers was registered at the counter;"
        " nothing was written. Import the file again: that row will then be named.",
    )


def vi(day: date) -> str:
    """A day as it is written in Việt Nam.

    >>> vi(date(2018, 9, 14))
    '14/09/2018'
    """
    return f"{day:%d/%m/%Y}"


COUNTED_UP_TO = 1000
"""Beyond that nobody counts on a page: it is said that there are more."""


class DossierTab(StrEnum):
    """Which dossiers, seen from the desk: what is urgent first."""

    OPEN = "open"
    """A date runs."""
    AT_RISK = "at-risk"
    """Four fifths of the time are used, or one working day is left; not late yet."""
    OVERDUE = "overdue"
    WAITING = "waiting"
    BREACHES = "breaches"
    """More was asked of the applicant than the law allows."""
    ALL = "all"


SOONEST_FIRST = frozenset({DossierTab.OPEN, DossierTab.AT_RISK, DossierTab.OVERDUE})
"""By the promised date; the others by what happened last, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A view and its sieves, within what one may read of."""

    view: DossierTab = DossierTab.OPEN
    unit: str = ""
    code: str = ""
    scope: Scope = EVERYTHING
