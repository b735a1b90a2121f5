"""Delegations: acting for somebody, for a time, over a part of what that somebody may do."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.kernel.places import UnitCode
from shared.kernel.rejection import Conflict, NotFound, Rejection
from shared.kernel.roles import Grant, Role

MOST_DAYS = 92
"""Longer than a leave of three months is a new appointment, not a delegation."""


class DelegationUnknown(NotFound):
    """Không có ủy quyền này, hoặc ủy quyền không dành cho tài khoản này.
    There is no such delegation, or it is not for this account.
    """


class DelegationOver(Conflict):
    """Ủy quyền này chưa bắt đầu, đã hết hạn hoặc đã được thu hồi.
    This delegation has not begun, is over, or was taken back.
    """


class DelegationTooLong(Rejection):
    """Ủy quyền kéo dài từ một ngày đến tối đa 92 ngày, và không bắt đầu trong quá khứ.
    A delegation lasts from one day to 92 days, and does not begin in the past.
    """


class DelegatedToOneself(Rejection):
    """Không thể ủy quyền cho chính mình.
    Nobody can delegate to himself or herself.
    """


class RoleNotOnesOwn(Rejection):
    """Chỉ ủy quyền được vai trò mà mình đang giữ; vai trò quản trị không ủy quyền được.
    Only a role one holds can be delegated; that of an administrator cannot.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """`deputy` may act for `principal` from the first day to the last."""

    id: UUID
    principal: UUID
    deputy: UUID
    role: Role
    unit: UnitCode
    first_day: date
    last_day: date
    is_taken_back: bool = False


def delegate(wanted: Delegation, *, held: Collection[Grant], today: date) -> Delegation:
    """`wanted`, if its principal may delegate so.

    Raises:
        DelegatedToOneself: if deputy and principal are the same.
        DelegationTooLong: if the days are out of order, past, or too many.
        RoleNotOnesOwn: if the principal does not hold the role over that unit.

    """
    if wanted.principal == wanted.deputy:
        raise DelegatedToOneself
    days = (wanted.last_day - wanted.first_day).days
    if not 0 <= days < MOST_DAYS or wanted.first_day < today:
        raise DelegationTooLong
    if wanted.role is Role.ADMINISTRATOR or Grant(wanted.role, wanted.unit) not in held:
        raise RoleNotOnesOwn
    return wanted


def is_in_force(delegation: Delegation, *, today: date) -> bool:
    """Whether the deputy may act today."""
    lasts = delegation.first_day <= today <= delegation.last_day
    return lasts and not delegation.is_taken_back


def is_still_good(delegation: Delegation, *, today: date) -> bool:
    """Whether the deputy may act today or on a day to come."""
    return today <= delegation.last_day and not delegation.is_taken_back


def borrowed(
    delegation: Delegation, *, held: Collection[Grant], today: date
) -> tuple[Grant, ...]:
    """What the deputy may do in the principal's name: no more than the principal still may.

    Raises:
        DelegationOver: if it is not in force, or the principal no longer holds the role.

    """
    grant = Grant(delegation.role, delegation.unit)
    if not is_in_force(delegation, today=today) or grant not in held:
        raise DelegationOver
    return (grant,)
