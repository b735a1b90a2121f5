"""The tree of units as reporting knows it, and who must have reported."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from services.reporting.domain.figures import UnitLine
from shared.kernel.places import UnitCode


@dataclass(frozen=True, slots=True)
class UnitTree:
    """Units by code; a unit whose parent is not known stands by itself."""

    units: dict[UnitCode, UnitLine]
    _children: dict[UnitCode, list[UnitCode]] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Iterable[UnitLine]) -> "UnitTree":
        """The tree these units form."""
        units = {line.code: line for line in lines}
        children: dict[UnitCode, list[UnitCode]] = {}
        for line in sorted(units.values(), key=lambda line: line.code):
            if line.parent is not None:
                children.setdefault(line.parent, []).append(line.code)
        return cls(units, children)

    def children(self, unit: UnitCode) -> tuple[UnitCode, ...]:
        """The units directly below."""
        return tuple(self._children.get(unit, ()))

    def below(self, unit: UnitCode) -> tuple[UnitCode, ...]:
        """The unit and everything under it."""
        found: dict[UnitCode, None] = {}
        waiting = [unit]
        while waiting:
            code = waiting.pop()
            if code not in found:
                found[code] = None
                waiting.extend(self._children.get(code, ()))
        return tuple(found)

    def above(self, unit: UnitCode) -> tuple[UnitCode, ...]:
        """The unit and everything over it, from the nearest up."""
        found: dict[UnitCode, None] = {}
        code: UnitCode | None = unit
        while code is not None and code not in found:
            found[code] = None
            line = self.units.get(code)
            code = line.parent if line else None
        return tuple(found)

    def common(self, units: Sequence[UnitCode]) -> UnitCode | None:
        """The nearest unit that stands over all of these, or is one of them."""
        if not units:
            return None
        shared = [self.above(unit) for unit in units]
        others = [frozenset(line) for line in shared[1:]]
        return next((u for u in shared[0] if all(u in line for line in others)), None)

    def lowest_nodes(self) -> frozenset[UnitCode]:
        """The units that host a node and have none below them."""
        hosts = [code for code in self.units if self._hosts_itself(code)]
        over = {code for host in hosts for code in self.above(host)[1:]}
        return frozenset(hosts) - over

    def _hosts_itself(self, code: UnitCode) -> bool:
        return str(self.units[code].host) == str(code)
