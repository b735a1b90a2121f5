"""Sending: what became of one message that was handed to a server outside."""

from dataclasses import dataclass
from enum import StrEnum

MOST_REASON_CHARS = 300


class Verdict(StrEnum):
    """What a server says of one message."""

    SENT = "sent"
    DEFERRED = "deferred"
    """Not now: the same message may pass later."""
    REFUSED = "refused"
    """Never: the address is wrong, or the message is."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict and, unless it is sent, what the server gave as its reason."""

    verdict: Verdict
    reason: str = ""


SENT = Outcome(Verdict.SENT)


def deferred(reason: str) -> Outcome:
    """It may pass later."""
    return Outcome(Verdict.DEFERRED, _short(reason))


def refused(reason: str) -> Outcome:
    """It will never pass."""
    return Outcome(Verdict.REFUSED, _short(reason))


def _short(reason: str) -> str:
    return " ".join(reason.split())[:MOST_REASON_CHARS]
