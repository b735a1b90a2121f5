"""Dossiers: the mirror of the one-stop desk's register, and what its dates may say."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NewType
from uuid import UUID

from shared.kernel.hosting import not_after
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Conflict, NotFound, Rejection

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


class DossierAlreadyReturned(Conflict):
    """Hồ sơ này đã được trả kết quả từ trước.
    The result of this dossier has already been returned.
    """


class DueBeforeReceived(Rejection):
    """Ngày hẹn trả không được trước ngày tiếp nhận.
    The appointed date cannot lie before the day of receipt.
    """


class ReturnedBeforeReceived(Rejection):
    """Ngày trả kết quả không được trước ngày tiếp nhận.
    The result cannot be returned before the day of receipt.
    """


class Channel(StrEnum):
    """How a dossier was filed."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One dossier; `due_on` is the date appointed on its receipt."""

    id: DossierId
    code: DossierCode
    procedure: str
    unit: UnitCode
    channel: Channel
    received_on: date
    due_on: date
    returned_on: date | None = None

    @property
    def is_on_time(self) -> bool:
        """Whether the result was there by the appointed date; False while there is none."""
        return self.returned_on is not None and self.returned_on <= self.due_on

    @property
    def is_early(self) -> bool:
        """Whether the result was there before the appointed date."""
        return self.returned_on is not None and self.returned_on < self.due_on


def _received_by_today(dossier: Dossier, today: date) -> None:
    not_after(dossier.received_on, today)


def _due_after_receipt(dossier: Dossier, _today: date) -> None:
    if dossier.due_on < dossier.received_on:
        raise DueBeforeReceived(
            f"Ngày hẹn trả {_vi(dossier.due_on)} không được trước ngày tiếp nhận "
            f"{_vi(dossier.received_on)}.",
            f"The appointed date {dossier.due_on} lies before the day of receipt "
            f"{dossier.received_on}.",
        )


def _returned_between_receipt_and_today(dossier: Dossier, today: date) -> None:
    if dossier.returned_on is None:
        return
    if dossier.returned_on < dossier.received_on:
        raise ReturnedBeforeReceived(
            f"Ngày trả kết quả {_vi(dossier.returned_on)} không được trước ngày tiếp nhận "
            f"{_vi(dossier.received_on)}.",
            f"The result was returned on {dossier.returned_on}, before the day of receipt "
            f"{dossier.received_on}.",
        )
    not_after(dossier.returned_on, today)


RULES: dict[str, Callable[[Dossier, date], None]] = {
    "received_on": _received_by_today,
    "due_on": _due_after_receipt,
    "returned_on": _returned_between_receipt_and_today,
}
"""What each date must obey, under the name of the column it stands in."""


def accepted(dossier: Dossier, *, today: date) -> Dossier:
    """The dossier, if its dates can be true.

    Raises:
        DateInFuture: if it was received or returned after `today`.
        DueBeforeReceived: if it was due before it was received.
        ReturnedBeforeReceived: if it was returned before it was received.

    """
    for rule in RULES.values():
        rule(dossier, today)
    return dossier


def hand_back(dossier: Dossier, *, on: date, today: date) -> Dossier:
    """The dossier with its result returned.

    Raises:
        DossierAlreadyReturned: if that happened before.
        DateInFuture: if `on` lies after `today`.
        ReturnedBeforeReceived: if `on` lies before the day of receipt.

    """
    if dossier.returned_on is not None:
        raise DossierAlreadyReturned(
            f"Hồ sơ này đã được trả kết quả ngày {_vi(dossier.returned_on)}.",
            f"The result of this dossier was already returned on {dossier.returned_on}.",
        )
    return accepted(replace(dossier, returned_on=on), today=today)


def registered_meanwhile() -> DossierAlreadyKnown:
    """The refusal of a file, one of whose dossiers the counter registered in that moment."""
    return DossierAlreadyKnown(
        "Trong khi nhập tệp, một hồ sơ của tệp vừa được tiếp nhận tại quầy; không có gì được"
        " ghi. Hãy nhập lại tệp: dòng ấy sẽ được nêu rõ.",
        "While the file was being imported, one of its dossiers was registered at the counter;"
        " nothing was written. Import the file again: that row will then be named.",
    )


def _vi(day: date) -> str:
    return f"{day:%d/%m/%Y}"
