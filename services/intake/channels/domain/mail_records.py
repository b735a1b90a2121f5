"""Mail records: what became of each letter the mailbox showed; none is ever lost."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.kernel.rejection import Conflict, NotFound

MOST_TRIES = 5
"""After so many the letter itself is what breaks us, and it is put aside."""


class MailState(StrEnum):
    """What became of a letter."""

    TRYING = "trying"
    TAKEN = "taken"
    IGNORED = "ignored"
    PARKED = "parked"
    """It waits for somebody to look at it."""
    DROPPED = "dropped"


class MailUnknown(NotFound):
    """Không có thư nào mang số này.
    There is no mail of this number.
    """


class MailNotParked(Conflict):
    """Thư này không còn chờ xử lý: đã được nhận hoặc bỏ từ trước.
    This mail waits for nobody any more: it was taken or dropped before.
    """


class OriginalNotKept(NotFound):
    """Thư này đã được nhận trọn vẹn nên không giữ bản gốc ở đây; xem trong hộp thư.
    This mail was taken in whole, so its original is not kept here; look in the mailbox.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a letter lies: in which mailbox, under which numbering, at which number."""

    mailbox: str
    validity: int
    uid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What became of a letter, and why; `raw` names the whole letter where it is kept."""

    state: MailState
    reason: str = ""
    message_id: UUID | None = None
    raw: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRecord:
    """One letter of the mailbox."""

    id: int
    state: MailState
    reason: str
    message_id: UUID | None
    raw: str | None
    seen_at: datetime
    settled_at: datetime | None
