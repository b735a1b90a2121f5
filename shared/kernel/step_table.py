"""Step tables: when a step may be taken, where it leads, and what answers out of turn."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from shared.kernel.rejection import Rejection

Step = TypeVar("Step", bound=StrEnum)
State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTable(Generic[Step, State]):
    """A state machine as data: its transitions, its refusals and its drawing.

    A step out of turn is answered by `always`, else by `stands`, else by `otherwise`. A table
    that leaves one unanswered cannot be made.

    >>> class Door(StrEnum):
    ...     OPEN = "open"
    ...     SHUT = "shut"
    >>> class Turn(StrEnum):
    ...     SHUT = "shut"
    ...     KNOCK = "knock"
    >>> doors = StepTable(
    ...     start=Door.OPEN,
    ...     transitions={Turn.SHUT: ({Door.OPEN}, Door.SHUT), Turn.KNOCK: ({Door.SHUT}, None)},
    ...     always=dict.fromkeys(Turn, Rejection),
    ... )
    >>> doors.after(Turn.SHUT, Door.OPEN)
    <Door.SHUT: 'shut'>
    >>> doors.next_steps(Door.SHUT)
    (<Turn.KNOCK: 'knock'>,)
    >>> doors.allows(Turn.KNOCK, Door.OPEN)
    False
    """

    start: State
    transitions: Mapping[Step, tuple[Collection[State], State | None]]
    """From which states a step may be taken, and where it leads; None: nowhere in particular.

    A step that is not among them is always out of turn.
    """
    always: Mapping[Step, type[Rejection]] = field(default_factory=dict)
    """What answers a step out of turn, whatever the state."""
    stands: Mapping[State, type[Rejection]] = field(default_factory=dict)
    """What answers every other step out of turn in a state."""
    otherwise: Mapping[Step, type[Rejection]] = field(default_factory=dict)
    """What answers a step out of turn in a state that has no answer of its own."""

    def __post_init__(self) -> None:
        steps = type(next(iter(self.transitions)))
        cells = ((step, state) for step in steps for state in type(self.start))
        silent = [cell for cell in cells if not self.allows(*cell) and not self._answer(*cell)]
        assert not silent, f"nothing answers a step out of turn: {silent}"

    def allows(self, step: Step, state: State) -> bool:
        """Whether a step may be taken in a state."""
        return step in self.transitions and state in self.transitions[step][0]

    def after(self, step: Step, state: State) -> State:
        """The state a step leads to; the one there was, if it leads nowhere in particular.

        Raises:
            Rejection: the table's own, if it is not this step's turn.

        """
        if not self.allows(step, state):
            raise self.refusal(step, state)
        return self.transitions[step][1] or state

    def refusal(self, step: Step, state: State) -> type[Rejection]:
        """What answers a step that is out of turn in a state."""
        answer = self._answer(step, state)
        assert answer is not None
        return answer

    def next_steps(self, state: State) -> tuple[Step, ...]:
        """The steps that may be taken in a state, in the order of the table."""
        return tuple(step for step in self.transitions if self.allows(step, state))

    def drawing(self) -> str:
        """The state diagram, as Mermaid reads it, without what leads nowhere in particular."""
        return "\n".join(["stateDiagram-v2", f"  [*] --> {self.start}", *self._arrows()])

    def _answer(self, step: Step, state: State) -> type[Rejection] | None:
        return self.always.get(step) or self.stands.get(state) or self.otherwise.get(step)

    def _arrows(self) -> Iterator[str]:
        for step, (came_from, leads_to) in self.transitions.items():
            if leads_to is not None:
                states = [state for state in type(self.start) if state in came_from]
                yield from (f"  {state} --> {leads_to}: {step}" for state in states)
