"""Struggles: which ears have got nothing through, and for how long."""

from collections.abc import Callable
from time import monotonic

TOO_LONG_SECONDS = 60.0
OVER_AFTER_SECONDS = 30.0
"""An ear that fails fails again sooner than this; one that stopped failing is well."""


class OutageTracker:
    """What the ears of one service note about their outages.

    A quiet ear notes nothing while it is well: a struggle is over when it is not noted again.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._spans: dict[str, tuple[float, float]] = {}

    def note(self, subscription: str) -> None:
        """An outage has kept `subscription` from its work, just now."""
        now = self._now()
        first, last = self._spans.get(subscription, (now, now))
        self._spans[subscription] = (first if now - last <= OVER_AFTER_SECONDS else now, now)

    def settle(self, subscription: str) -> None:
        """Something got through."""
        self._spans.pop(subscription, None)

    def too_long(self) -> list[str]:
        """The ears that have struggled for more than a minute and still do."""
        now = self._now()
        return sorted(
            subscription
            for subscription, (first, last) in self._spans.items()
            if now - last <= OVER_AFTER_SECONDS and now - first > TOO_LONG_SECONDS
        )
