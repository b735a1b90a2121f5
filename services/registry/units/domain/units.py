"""Units: what is known of a public body from one day to another."""

from dataclasses import dataclass
from datetime import date

from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import NotFound, Rejection


class UnitUnknown(NotFound):
    """Không có đơn vị nào mang mã này vào ngày được hỏi.
    No unit had this code on the day asked for.
    """


class UnitOfAnother(Rejection):
    """Nút cấp dưới chỉ được báo về đơn vị do chính nút ấy phục vụ.
    A node below may only tell of the units it hosts itself.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit as it was organised from `valid_from` on, until it was told differently."""

    code: UnitCode
    parent: UnitCode | None
    host: PlaceCode
    kind: str
    vi: str
    en: str
    valid_from: date
    made_up: bool = False
    sector_parent: UnitCode | None = None
    """Whom it answers to in its own sector, whatever the territory."""
    gso_code: str = ""
    """The statistics office's code; it begins with zeros, so it is a text."""
    eid: str = ""
    basis: str = ""
    """The number of the document by which this began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitVersion:
    """A unit with the day on which the next chapter of its history begins, if one does."""

    unit: Unit
    valid_to: date | None = None
    """The first day on which this no longer holds."""
