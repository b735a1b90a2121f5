"""Leases: who has a case in hand just now, so that nobody works on it unknowingly beside."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.kernel.rejection import Conflict

LASTS = timedelta(minutes=25)
"""Without a sign of life the case is free again."""


class HeldByAnother(Conflict):
    """Người khác đang xử lý phản ánh này. Hãy hỏi người ấy, hoặc bấm “Nhận lấy việc”.
    Somebody else has this case in hand. Ask them, or take it over explicitly.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """That an account has a case in hand until a moment."""

    holder: UUID
    name: str
    taken_at: datetime
    until: datetime

    def is_held(self, now: datetime) -> bool:
        """Whether it still counts."""
        return now < self.until


def taken(
    lease: Lease | None, *, by: UUID, name: str, now: datetime, is_takeover: bool = False
) -> Lease:
    """The lease after somebody opened the case for work; prolonged if it was theirs already.

    Raises:
        HeldByAnother: if it is somebody else's and this is no explicit takeover.

    """
    if lease and lease.is_held(now):
        if lease.holder == by:
            return Lease(holder=by, name=name, taken_at=lease.taken_at, until=now + LASTS)
        if not is_takeover:
            raise held_by(lease)
    return Lease(holder=by, name=name, taken_at=now, until=now + LASTS)


def held_by(lease: Lease) -> HeldByAnother:
    """A refusal that names who has it."""
    return HeldByAnother(
        f"{lease.name} đang xử lý phản ánh này. Hãy hỏi trước, hoặc bấm “Nhận lấy việc”.",
        f"{lease.name} has this case in hand. Ask first, or press “Take it over”.",
    )
