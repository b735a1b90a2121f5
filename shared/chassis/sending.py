"""Sending: what became of one message that was handed to a server outside."""

import re
from dataclasses import dataclass
from enum import StrEnum

MOST_REASON_CHARS = 300
ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")


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
    """It will never pass.

    >>> refused("550 <hoa@dan.example>: no such user").reason
    '550 <…>: no such user'
    """
    return Outcome(Verdict.REFUSED, _short(reason))


def _short(reason: str) -> str:
    """Servers like to repeat the address; whoever keeps the channels need not read it."""
    return ADDRESS.sub("<…>", " ".join(reason.split()))[:MOST_REASON_CHARS]
