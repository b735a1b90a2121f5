"""Several ways of doing one thing, measured in turns; the median stands for each."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from statistics import median

Sample = Mapping[str, float]
"""What one repetition came to: figures by name."""

Way = Callable[[], Awaitable[Sample]]

RATE = "per_second"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What we hold ourselves to."""

    text: str
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One bench: figures of each way, how they compare, which targets are met."""

    name: str
    title: str
    ways: Mapping[str, Sample]
    targets: tuple[Target, ...] = ()
    spread: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Lowest and highest rate of each way."""

    def held_to(self, *targets: Target) -> "Result":
        """The same, with its targets judged."""
        return replace(self, targets=targets)

    def ratio(self, way: str, to: str) -> float | None:
        """How one way's rate compares with another's."""
        if way not in self.ways or to not in self.ways:
            return None
        own, other = self.ways[way].get(RATE), self.ways[to].get(RATE)
        return own / other if own and other else None


async def in_turns(
    ways: Mapping[str, Way], *, rounds: int
) -> tuple[dict[str, Sample], dict[str, tuple[float, float]]]:
    """Each way once per round, so that a noisy minute strikes all alike."""
    samples: dict[str, list[Sample]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            samples[name].append(await way())
    medians = {name: _median(found) for name, found in samples.items()}
    rates = {name: [sample.get(RATE, 0.0) for sample in s] for name, s in samples.items()}
    return medians, {name: (min(found), max(found)) for name, found in rates.items()}


async def until(sample: Callable[[], Awaitable[bool]], *, every: float) -> None:
    """Look again and again until `sample` says yes."""
    while True:
        if await sample():
            return
        await asyncio.sleep(every)


def _median(samples: list[Sample]) -> Sample:
    return {name: median(sample[name] for sample in samples) for name in samples[0]}


def at_least(what: str, value: float, floor: float) -> Target:
    """A target that is met from `floor` on."""
    return Target(text=f"{what} ≥ {floor:,g}", met=value >= floor)


def below(what: str, value: float, ceiling: float) -> Target:
    """A target that is met under `ceiling`."""
    return Target(text=f"{what} < {ceiling:,g}", met=value < ceiling)


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of all do not exceed.

    >>> percentile([4.0, 1.0, 2.0, 3.0], 0.5)
    2.0
    """
    order = sorted(values)
    return order[max(0, round(share * len(order)) - 1)]
