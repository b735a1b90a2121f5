"""Previews: what a change would touch, before anybody decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.registry.units.domain.changes import UnitChange
from services.registry.units.domain.units import Unit
from shared.kernel.places import PlaceCode, UnitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A change that may be made, and everyone who would notice."""

    change: UnitChange
    units: Sequence[Unit]
    """Who takes part, as organised on the eve."""
    below: Sequence[UnitCode]
    """Everyone below the units that end or move."""
    hosted: Sequence[Unit]
    """Units that the nodes of ending units serve."""
    nodes: Sequence[PlaceCode]
    """The nodes that serve any of them, and so are told."""
    version: int
    """What the histories of these units are now; whoever confirms shows it again."""
