"""API tokens: what a machine may do, over which units, until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.kernel.places import UnitCode
from shared.kernel.rejection import NotFound, Rejection
from shared.kernel.roles import Role

MOST_DAYS = 366
MOST_NAME_CHARS = 80


class TokenUnknown(NotFound):
    """Không có mã truy cập này ở nút này.
    There is no such token at this node.
    """


class TokenNameMissing(Rejection):
    """Hãy đặt tên cho mã truy cập, tối đa 80 ký tự, ví dụ “Cổng một cửa”.
    Name the token, 80 characters at most, such as “One-stop system”.
    """


class TokenLastsTooLong(Rejection):
    """Mã truy cập dùng được từ 1 đến 366 ngày; hết hạn thì tạo mã mới.
    A token lasts from 1 to 366 days; make a new one when it is over.
    """


class TokenForMachinesOnly(Rejection):
    """Mã truy cập cho máy chỉ mang vai trò cán bộ hoặc kiểm tra; việc còn lại cần người.
    A machine's token carries the role of officer or auditor; the rest takes people.
    """


ROLES_OF_MACHINES = (Role.OFFICER, Role.AUDITOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What was given out to a machine."""

    id: UUID
    name: str
    role: Role
    unit: UnitCode
    expires_at: datetime
    ended_at: datetime | None = None


def give_out(token: Token, *, now: datetime) -> Token:
    """`token`, if it may be given out.

    Raises:
        TokenNameMissing: if nobody could tell what it is for.
        TokenLastsTooLong: if it would last for more than a year, or not at all.
        TokenForMachinesOnly: if its role takes a person.

    """
    if not 0 < len(token.name) <= MOST_NAME_CHARS:
        raise TokenNameMissing
    if not timedelta() < token.expires_at - now <= timedelta(days=MOST_DAYS):
        raise TokenLastsTooLong
    if token.role not in ROLES_OF_MACHINES:
        raise TokenForMachinesOnly
    return token
