"""What reporting shows: read models for pages and API."""

from services.reporting.queries.figures import (
    child_units,
    figures,
    figures_by_child,
    known_span,
    monthly,
    unit_lines,
)
from services.reporting.queries.links import Mark, digests, marks, nodes, uplink
from services.reporting.queries.opened import Asked, facts_of, position_of

__all__ = [
    "Asked",
    "Mark",
    "child_units",
    "digests",
    "facts_of",
    "figures",
    "figures_by_child",
    "known_span",
    "marks",
    "monthly",
    "nodes",
    "position_of",
    "unit_lines",
    "uplink",
]
