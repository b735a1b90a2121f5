"""Promises: a day given to somebody by which there is a result, and what becomes of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shared.kernel.places import UnitCode


class SubjectKind(StrEnum):
    """What a letter can be about."""

    DOSSIER = "dossier"
    FEEDBACK = "feedback"
    MODEL = "model"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class PromiseSubject:
    """One thing a letter is about."""

    kind: SubjectKind
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A day promised for something that has no result yet."""

    subject: PromiseSubject
    unit: UnitCode
    ref: str
    """The code its owner knows it by; it stays at home."""
    topic: str
    """The procedure of a dossier, the category of a case."""
    received_on: date
    promised_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long before a promised day what must have happened; calendar days."""

    draft_days: int = 3
    """So early a draft lies on the desk of whoever must write the reason."""
    notice_days: int = 1
    """DP10, NĐ 61/2018/NĐ-CP, Điều 19 khoản 9."""
    apology_days: int = 0
    """DP11, QĐ 5157/QĐ-UBND 2016."""
    tell_within_days: int = 3
    """A letter nobody could give a new day says by when one will be told."""

    def drafts_until(self, today: date) -> date:
        """Promises up to this day have a draft today."""
        return today + timedelta(days=self.draft_days)

    def is_in_time(self, *, issued_on: date, promised_on: date) -> bool:
        """Whether an apology came before its promise was broken.

        >>> Limits().is_in_time(issued_on=date(2026, 12, 4), promised_on=date(2026, 12, 4))
        True
        """
        return issued_on <= promised_on - timedelta(days=self.apology_days)

    def is_notice(self, *, issued_on: date, promised_on: date) -> bool:
        """Whether it came so early that it is the notice the law asks for, too.

        >>> Limits().is_notice(issued_on=date(2026, 12, 4), promised_on=date(2026, 12, 4))
        False
        """
        return issued_on <= promised_on - timedelta(days=self.notice_days)


def is_missed(promised_on: date, *, ended_on: date | None, today: date) -> bool:
    """Whether a promise was broken: its day has passed, and there was no result by then.

    >>> is_missed(date(2026, 12, 4), ended_on=None, today=date(2026, 12, 4))
    False
    >>> is_missed(date(2026, 12, 4), ended_on=date(2026, 12, 7), today=date(2026, 12, 9))
    True
    """
    return (ended_on or today) > promised_on


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
