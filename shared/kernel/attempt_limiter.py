"""Guessing: whoever tries many wrong codes has to wait. Kept in memory, never written down."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.kernel.backoff import Backoff, Failures, one_more, refuse_guessing

MOST_SOURCES = 10_000
OF_CODES = Backoff(free=10, longest=timedelta(minutes=15))


@dataclass(slots=True)
class AttemptLimiter:
    """The wrong codes of each source, for as long as the process lives."""

    patience: Backoff = OF_CODES
    _wrong: OrderedDict[str, Failures] = field(default_factory=OrderedDict)

    def refuse_more(self, source: str, *, now: datetime) -> None:
        """Let try whoever has waited long enough.

        Raises:
            TooManyTries: if there is time left to wait, naming it.

        """
        refuse_guessing(self._wrong.get(source, Failures()), self.patience, now=now)

    def note_one(self, source: str, *, now: datetime) -> None:
        """One more wrong code."""
        self._wrong[source] = one_more(self._wrong.pop(source, Failures()), now=now)
        while len(self._wrong) > MOST_SOURCES:
            self._wrong.popitem(last=False)
