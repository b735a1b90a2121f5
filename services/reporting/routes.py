"""Reporting over HTTP."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from services.reporting import queries, workflows
from services.reporting.domain.breaks import breaks
from services.reporting.domain.figures import Amount, Figure, NodeLine, UnitLine
from services.reporting.domain.organised import AsOrganised
from services.reporting.domain.periods import period_of
from services.reporting.ledger import Ledger
from shared.chassis.access import operator, to_anyone
from shared.chassis.database import Database
from shared.chassis.metrics import unpublished_here
from shared.federation.links import linked_places
from shared.kernel.places import Place, UnitCode


def routes(database: Database, place: Place, *, ledger: Ledger, monitor_url: str) -> APIRouter:
    """The JSON interface of reporting."""
    router = APIRouter(prefix="/api/reporting/v1", tags=["reporting"])

    @router.get("/figures", dependencies=[to_anyone])
    async def get_figures(
        *,
        period: str,
        unit: str = "",
        indicator: Annotated[list[str] | None, Query()] = None,
        organised: AsOrganised = AsOrganised.THEN,
    ) -> dict[str, Any]:
        """Every indicator of a unit in a period, and of each unit directly below it.

        Units stand where they stood on each day, or (`now`) where they stand today.
        """
        asked, days = UnitCode(unit or place.code), period_of(period)
        async with database.transaction() as tx:
            there = await queries.organised(tx, organised, today=_today(place))
            found = await queries.figures(
                tx, asked, period=days, catalogue=ledger.catalogue, organised=there
            )
        wanted = set(indicator or ())
        return {
            "place": place.code,
            "unit": asked,
            "period": {"code": days.code, "from": days.first, "to": days.last},
            "organised": organised,
            "breaks": breaks(there, asked, days),
            "generated_at": datetime.now(UTC),
            "figures": _figures(found.own, wanted),
            "children": [
                _child(line, _figures(theirs, wanted)) for line, theirs in found.children
            ],
        }

    @router.get("/digests", dependencies=[to_anyone])
    async def get_digests(
        first: Annotated[date, Query(alias="from")] = date(1900, 1, 1),
        last: Annotated[date, Query(alias="to")] = date(9999, 12, 31),
    ) -> dict[str, Any]:
        """Count and hash of the facts by node and day, to compare with another level's."""
        async with database.transaction() as tx:
            rows = await queries.digests(tx, first, last)
        named = [dict(zip(("node", "day", "count", "hash"), row, strict=True)) for row in rows]
        return {"digests": named}

    @router.post("/verify", dependencies=[Depends(operator)])
    async def post_verify() -> dict[str, Any]:
        """Recount every tally from the archive and name what differs."""
        async with database.transaction(isolation="REPEATABLE READ") as tx:
            facts, cells, found = await workflows.verify(tx, ledger.catalogue)
        return {
            "checked": {"facts": facts, "tallies": cells},
            "differences": [
                {
                    "measure": difference.cell.measure,
                    "unit": difference.cell.unit,
                    "day": difference.cell.day,
                    "tallied": difference.tallied,
                    "recounted": difference.recounted,
                }
                for difference in found
            ],
        }

    _add_nodes(router, database, place, monitor_url=monitor_url)
    return router


def _add_nodes(
    router: APIRouter, database: Database, place: Place, *, monitor_url: str
) -> None:
    @router.get("/nodes", dependencies=[to_anyone])
    async def get_nodes() -> dict[str, Any]:
        """The node, those below it, and the link above."""
        linked = await linked_places(monitor_url)
        async with database.transaction() as tx:
            units = await queries.unit_lines(tx, today=_today(place))
            lines = await queries.nodes(tx, place, units=units, linked=linked)
            above = await queries.uplink(
                tx, place, linked=place.parent in linked, unpublished=unpublished_here()
            )
        return {
            "place": place.code,
            "nodes": [_node(line) for line in lines],
            "uplink": asdict(above),
        }


def _today(place: Place) -> date:
    return place.day_of(datetime.now(UTC))


def _figures(found: list[Figure], wanted: set[str]) -> list[dict[str, Any]]:
    return [_figure(one) for one in found if not wanted or one.indicator.code in wanted]


def _figure(figure: Figure) -> dict[str, Any]:
    indicator, target, whole = figure.indicator, figure.indicator.target, figure.completeness
    return {
        "code": indicator.code,
        "name": {"vi": indicator.vi, "en": indicator.en},
        "unit_of_measure": indicator.unit_of_measure,
        "numerator": _amount(figure.numerator),
        "denominator": None if figure.denominator is None else _amount(figure.denominator),
        "value": None if figure.value is None else float(figure.value),
        "target": target
        and {"op": target.op, "value": float(target.value), "basis": target.basis},
        "status": figure.status,
        "reported": whole.reported,
        "expected": whole.expected,
        "missing": whole.missing,
        "fresh_at": figure.fresh_at,
    }


def _amount(amount: Amount) -> int | float:
    """A whole number, unless a rule has divided what an ended unit was."""
    return amount if isinstance(amount, int) else float(amount)


def _child(line: UnitLine, figures: list[dict[str, Any]]) -> dict[str, Any]:
    name = {"vi": line.vi, "en": line.en}
    return {
        "unit": line.code,
        "name": name,
        "made_up": line.made_up,
        "since": line.since,
        "until": line.until,
        "unallocated": line.is_unallocated,
        "figures": figures,
    }


def _node(line: NodeLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": {"vi": line.vi, "en": line.en},
        "path": line.path,
        "parent": line.path[-2] if len(line.path) > 1 else None,
        "depth": line.depth,
        "link": line.link,
        "backlog": line.backlog,
        "heard_at": line.heard_at,
        "facts": line.facts,
        "gaps": line.gaps,
    }
