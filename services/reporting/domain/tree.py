"""The tree of units as reporting knows it, and who must have reported."""

from collections.abc import Iterable
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
        found, waiting = [], [unit]
        while waiting:
            code = waiting.pop()
            if code not in found:
                found.append(code)
                waiting.extend(self.children(code))
        return tuple(found)

    def reporters(self, unit: UnitCode) -> tuple[UnitCode, ...]:
        """The lowest nodes under a unit: those whose facts the rest is made of."""
        hosts = [code for code in self.below(unit) if self._hosts_itself(code)]
        return tuple(sorted(code for code in hosts if not self._has_node_below(code))) or (
            unit,
        )

    def _hosts_itself(self, code: UnitCode) -> bool:
        line = self.units.get(code)
        return line is not None and str(line.host) == str(code)

    def _has_node_below(self, code: UnitCode) -> bool:
        return any(self._hosts_itself(other) for other in self.below(code) if other != code)
