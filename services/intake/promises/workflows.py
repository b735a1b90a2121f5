"""What becomes of promises: whoever moves their subject on says so here, in one transaction.

Letters stand above: a broken promise is noted and apologised for where the promise ends.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from services.intake.promises.domain import Promise
from services.intake.promises.store import add_clock_moves, note_apologies, note_missed
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction

__all__ = [
    "PromiseChange", "PromiseEnded", "PromiseMoved", "add_clock_moves", "note_apologies",
    "note_missed", "promises_changed", "reaction",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PromiseEnded:
    """What was promised is there, or is owed no more, since `on`."""

    promise: Promise
    on: date


@dataclass(frozen=True, slots=True)
class PromiseMoved:
    """Another day was named, because the first could not be kept; `reason` says why."""

    promise: Promise
    reason: str
    new_on: date


PromiseChange = PromiseEnded | PromiseMoved
Reaction = Callable[[Transaction, Sequence[PromiseChange], Acting], Awaitable[None]]
_reactions: list[Reaction] = []


def reaction(react: Reaction) -> Reaction:
    """Have `react` called in the transaction of every change, whoever makes it."""
    _reactions.append(react)
    return react


async def promises_changed(
    tx: Transaction, changes: Sequence[PromiseChange], acting: Acting
) -> None:
    """Tell those above what became of promises; the rows of their subjects are held."""
    assert _reactions, "nobody looks after promises: services.intake.letters was not imported"
    for react in _reactions if changes else ():
        await react(tx, changes, acting)
