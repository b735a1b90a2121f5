"""Notices: when something is told once more, when it is given up, and when people sleep."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared.kernel.rejection import Conflict, NotFound

PAUSES = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 240, 720, 1440, 1440))
"""After each failed try; three days in all."""
NIGHT_FROM, NIGHT_UNTIL = time(21), time(7)
WAKING = frozenset({"sms", "zalo"})
"""Channels that make a telephone ring."""


class NoticeUnknown(NotFound):
    """Không có tin báo này.
    There is no such notice.
    """


class NoticeNotFailed(Conflict):
    """Tin báo này không ở trạng thái gửi hỏng nên không gửi lại.
    This notice has not failed, so it is not sent again.
    """


class NoticeState(StrEnum):
    """What became of a notice."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    PRINTED = "printed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell one person by one channel."""

    id: UUID
    subject_kind: str
    subject_id: UUID
    message_id: UUID | None
    kind: str
    channel: str
    language: str
    data: Mapping[str, Any]
    attempts: int
    created_at: datetime
    failure: str


def next_try(attempts: int, *, now: datetime) -> datetime | None:
    """When a notice is tried again after so many tries; None: it is given up.

    >>> next_try(len(PAUSES) + 1, now=datetime(2026, 1, 1)) is None
    True
    """
    return now + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def is_night(local: datetime) -> bool:
    """Whether people sleep, so that no telephone should ring.

    >>> is_night(datetime(2026, 1, 1, 21)), is_night(datetime(2026, 1, 1, 7))
    (True, False)
    """
    clock = local.time()
    return clock >= NIGHT_FROM or clock < NIGHT_UNTIL


def channels_now(opened: tuple[str, ...], local: datetime) -> tuple[str, ...]:
    """The channels by which something may be told at this hour.

    >>> channels_now(("email", "sms"), datetime(2026, 1, 1, 23))
    ('email',)
    """
    return tuple(one for one in opened if one not in WAKING or not is_night(local))
