"""Clock moves: a promise never moves silently; each move says from where to where, and why."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class ClockSubject(StrEnum):
    """What was promised."""

    FEEDBACK = "feedback"
    DOSSIER = "dossier"
    PETITION = "petition"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockMove:
    """One move. `clock` is the promise's name; `reason` a code, such as `interim_reply`,
    `reopened`, `calendar`, `rescheduled`; `cause` what it rests on, such as the calendar's
    version.
    """

    id: UUID
    subject_kind: ClockSubject
    subject_id: UUID
    clock: str
    old_on: date
    new_on: date
    reason: str
    cause: str = ""
    moved_at: datetime

    @property
    def is_later(self) -> bool:
        """Whether somebody has to wait longer: then they are told."""
        return self.new_on > self.old_on
