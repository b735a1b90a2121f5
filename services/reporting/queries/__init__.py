"""What reporting shows: read models for pages and API."""

from services.reporting.queries.figures import Reported, figures, known_span, monthly
from services.reporting.queries.links import Mark, digests, marks, nodes, uplink
from services.reporting.queries.opened import FactsQuery, facts_of, position_of
from services.reporting.queries.units import UnitUnknown, organised, unit_lines

__all__ = [
    "FactsQuery",
    "Mark",
    "Reported",
    "UnitUnknown",
    "digests",
    "facts_of",
    "figures",
    "known_span",
    "marks",
    "monthly",
    "nodes",
    "organised",
    "position_of",
    "unit_lines",
    "uplink",
]
