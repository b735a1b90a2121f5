"""Activities: countable things a unit did because a theme asks for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType
from uuid import UUID, uuid5

from shared.kernel.hosting import not_after, served
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection

MOST = 999_999_999

ActivityId = NewType("ActivityId", UUID)

OF_ROWS = UUID("0d5b1a86-64c4-5a55-8a52-5f7f6a1a4f0d")
"""The namespace of imported activities' ids."""


class ActivityKind(StrEnum):
    """What may be counted; an indicator adds up some of them."""

    WORKS_STARTED = "works_started"
    WORKS_WITH_PERMIT = "works_with_permit"
    ORDER_VIOLATIONS_FOUND = "order_violations_found"
    ORDER_VIOLATIONS_HANDLED = "order_violations_handled"
    PETITIONS_DUE = "petitions_due"
    PETITIONS_RESOLVED = "petitions_resolved"
    MEDIATIONS_HELD = "mediations_held"
    MEDIATIONS_SUCCEEDED = "mediations_succeeded"
    WORKS_TAXED = "works_taxed"
    DEMOLISHED_RAMPS = "demolished_ramps"
    TRAFFIC_ORDER_SANCTIONS = "traffic_order_sanctions"
    DUMPING_SANCTIONS = "dumping_sanctions"
    HOUSE_REPAIRS = "house_repairs"
    HEALTH_CHECKS = "health_checks"
    ALLOWANCE_PAYMENTS = "allowance_payments"


class KindUnknown(Rejection):
    """Loại hoạt động này không có trong danh mục.
    There is no such kind of activity.
    """


class CountImpossible(Rejection):
    """Số lượng và số kế hoạch phải là số nguyên từ 0 đến 999.999.999.
    A count and a plan are whole numbers from 0 to 999,999,999.
    """


class RowImportedBefore(Rejection):
    """Số liệu của đơn vị, loại và ngày này đã được nhập từ một tệp trước; hãy bỏ dòng này.
    The figure of this unit, kind and day was imported from an earlier file; remove the row.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """So much of one kind of work on one day; `planned` where a plan said how much."""

    unit: UnitCode
    kind: ActivityKind
    held_on: date
    count: int
    planned: int | None = None


def recorded(activity: Activity, *, today: date, hosted: Collection[str]) -> Activity:
    """`activity`, if a unit of this place may have done it.

    Raises:
        UnitNotHosted: if its unit is not among the `hosted`.
        DateInFuture: if it lies after `today`.
        CountImpossible: if a number is negative or beyond counting.

    """
    served(activity.unit, hosted)
    not_after(activity.held_on, today)
    if not all(0 <= number <= MOST for number in (activity.count, activity.planned or 0)):
        raise CountImpossible
    return activity


def a_kind(text: str) -> ActivityKind:
    """The kind `text` names.

    >>> a_kind("mediations_held")
    <ActivityKind.MEDIATIONS_HELD: 'mediations_held'>

    Raises:
        KindUnknown: if there is none of that name.

    """
    if text not in tuple(ActivityKind):
        raise KindUnknown(
            f"Không có loại hoạt động “{text[:64]}”; các loại: {', '.join(ActivityKind)}.",
            f"There is no activity “{text[:64]}”; the kinds: {', '.join(ActivityKind)}.",
        )
    return ActivityKind(text)


def id_of_row(activity: Activity) -> ActivityId:
    """The id of an imported activity: files hold one figure per unit, kind and day."""
    name = f"{activity.unit}:{activity.kind}:{activity.held_on.isoformat()}"
    return ActivityId(uuid5(OF_ROWS, name))
