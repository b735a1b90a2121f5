"""Forwarding: one case at one other server, from the wish until it is answered there.

The way out is walked in steps that are written down before they are taken: whoever dies on
the way leaves a forwarding that says what may have happened, and the next one looks first.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

ForwardingId = NewType("ForwardingId", UUID)

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=2)
"""The first is longer than a whole attempt, so that no two are ever under way at once."""
UPDATES_EVERY = timedelta(minutes=5)
REFERENCE_WORDS = "Mã đối chiếu"


class Stage(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    """To be sent; nothing has left yet."""
    IN_DOUBT = "in_doubt"
    """Sent, but no answer was read: it may have arrived."""
    TOKEN = "token"  # noqa: S105 - a word of the specification
    """Arrived; its number there is not known yet."""
    SENT = "sent"
    """Arrived, with its number there."""
    CLOSED = "closed"
    """Closed over there."""
    REFUSED = "refused"
    """Not taken there, with the reason; staff decide."""


DUE_STAGES = frozenset({Stage.WAITING, Stage.IN_DOUBT, Stage.TOKEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarding:
    """A case on its way to another server."""

    id: ForwardingId
    case: UUID
    server: str
    stage: Stage
    may_name: bool
    """Whether the reporter agreed that name and contact go along."""
    asked_at: datetime
    try_at: datetime
    attempts: int = 0
    first_sent_at: datetime | None = None
    token: str = ""
    remote_id: str = ""
    reason: str = ""

    @property
    def reference(self) -> str:
        """By what it is found again over there, if nobody can say whether it arrived."""
        return self.id.hex

    @property
    def reference_line(self) -> str:
        """The last line of its words, for servers that keep nothing else of ours."""
        return f"{REFERENCE_WORDS}: {self.reference}"


def about_to_send(forwarding: Forwarding, now: datetime) -> Forwarding:
    """Written down before anything leaves: from here on it may have arrived."""
    stage = Stage.TOKEN if forwarding.stage is Stage.TOKEN else Stage.IN_DOUBT
    return replace(
        forwarding,
        stage=stage,
        attempts=forwarding.attempts + 1,
        try_at=now + pause_after(forwarding.attempts),
        first_sent_at=forwarding.first_sent_at or now,
    )


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts in vain.

    >>> [pause_after(n).seconds for n in (0, 1, 2, 9)]
    [120, 240, 480, 7200]
    """
    return min(FIRST_PAUSE * (1 << min(attempts, 20)), LONGEST_PAUSE)


def arrived(forwarding: Forwarding, *, remote_id: str = "", token: str = "") -> Forwarding:
    """It is there: with its number, or with a token for one."""
    if remote_id:
        return replace(forwarding, stage=Stage.SENT, remote_id=remote_id, reason="")
    return replace(forwarding, stage=Stage.TOKEN, token=token, attempts=0, reason="")


def not_sent(forwarding: Forwarding, reason: str) -> Forwarding:
    """It certainly did not arrive; the next attempt need not look first."""
    stage = Stage.WAITING if forwarding.stage is Stage.IN_DOUBT else forwarding.stage
    return replace(forwarding, stage=stage, reason=reason)


def in_doubt(forwarding: Forwarding, reason: str) -> Forwarding:
    """Nobody can say whether it arrived."""
    return replace(forwarding, reason=reason)


def refused(forwarding: Forwarding, reason: str) -> Forwarding:
    """They do not take it, and sending it again unchanged would not help."""
    return replace(forwarding, stage=Stage.REFUSED, reason=reason)


def tried_again(forwarding: Forwarding, now: datetime) -> Forwarding:
    """Staff mended what was wrong: from the beginning, but never twice over there."""
    is_new = forwarding.first_sent_at is None
    return replace(
        forwarding,
        stage=Stage.WAITING if is_new else Stage.IN_DOUBT,
        attempts=0,
        try_at=now,
        reason="",
    )
