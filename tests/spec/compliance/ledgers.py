"""A ledger of promises in memory, kept by the same rules as the one in Postgres."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from services.compliance.domain.breaches import Breach, BreachId, breach_of
from services.compliance.domain.promises import (
    Key,
    Promise,
    State,
    StateChange,
    gathered,
    is_overdue,
    merged,
    state_when_settled,
)


@dataclass
class Ledger:
    known: dict[Key, Promise] = field(default_factory=dict)
    states: dict[Key, State] = field(default_factory=dict)
    breaches: dict[BreachId, Breach] = field(default_factory=dict)

    def hear(self, pieces: Iterable[Promise]) -> None:
        for key, piece in gathered(pieces).items():
            known = self.known.get(key)
            promise = merged(known, piece) if known else piece
            before = self.states.get(key, State.OPEN)
            after = state_when_settled(promise, before)
            self._turn(StateChange(promise=promise, before=before, after=after))

    def look(self, today: date) -> None:
        for key, promise in self.known.items():
            before = self.states[key]
            if before is State.OPEN and is_overdue(promise, today):
                self._turn(StateChange(promise=promise, before=before, after=State.BREACHED))

    def _turn(self, turn: StateChange) -> None:
        key, breach = turn.promise.key, None
        self.known[key], self.states[key] = turn.promise, turn.after
        if turn.is_found_late:
            breach = breach_of(turn.promise)
            self.breaches.setdefault(breach.id, replace(breach, cleared_on=None))
        if turn.is_cleared:
            breach = breach_of(turn.promise)
            self.breaches[breach.id] = breach

    @property
    def standing(self) -> dict[Key, State]:
        return self.states

    @property
    def broken(self) -> set[Breach]:
        """Breaches that were one: a delivery in time that was heard late takes one back."""
        return {
            b for b in self.breaches.values() if not b.cleared_on or b.cleared_on > b.due_on
        }
