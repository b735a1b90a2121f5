"""Sessions: how long one lasts, and when it has to be begun anew."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

LONGEST = timedelta(hours=12)
"""A working day with its overtime; then one signs in again."""
LONGEST_IDLE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser in which somebody has signed in."""

    id: UUID
    account: UUID
    begun_at: datetime
    renewed_at: datetime
    ended_at: datetime | None = None
    device: str = ""
    """What the browser calls itself, shortened: shown to its owner alone."""
    delegation: UUID | None = None

    @property
    def ends_at(self) -> datetime:
        """When it is over, however busy it was."""
        return self.begun_at + LONGEST


def is_alive(session: Session, *, now: datetime) -> bool:
    """Whether a session may be renewed."""
    is_idle = now - session.renewed_at > LONGEST_IDLE
    return session.ended_at is None and now < session.ends_at and not is_idle
