"""The doors of the house, read off its routes: which right opens which address."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from shared.chassis.access import anyone, operator
from shared.kernel.roles import Right

OPEN_TO_THE_HOUSE = frozenset({"/health/live", "/health/door", "/health/ready", "/metrics"})
"""Asked by probes and by Prometheus; the gateway lets nobody else through."""
SOMEBODY = UUID(int=7)


@dataclass(frozen=True, slots=True)
class Door:
    """One address with its method, and what stands in front of it."""

    method: str
    path: str
    opens_to: str
    """`anyone`, `operator`, `signed in`, or rights joined by `|`."""
    opens_to_operator: bool = False

    @property
    def address(self) -> str:
        """The address with something plausible in its gaps."""
        filled = self.path
        while "{" in filled:
            before, _, rest = filled.partition("{")
            name, _, after = rest.partition("}")
            filled = before + _plausible(name.partition(":")[0]) + after
        return filled

    @property
    def rights(self) -> frozenset[Right]:
        """The rights of which one is enough, where rights are asked for."""
        known = {right.value for right in Right}
        return frozenset(Right(one) for one in self.opens_to.split("|") if one in known)


def doors(house: FastAPI) -> list[Door]:
    """Every route of the house that somebody from outside may reach."""
    found = [
        Door(method, path, _opens_to(route), _opens_to_operator(route))
        for path, route in walked(house.routes)
        for method in sorted(route.methods)
        if path not in OPEN_TO_THE_HOUSE
    ]
    return sorted(found, key=lambda door: (door.path, door.method))


def walked(routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[tuple[str, APIRoute]]:
    """All routes with their addresses, those of included routers among them."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield prefix + route.path, route
        inner = getattr(route, "original_router", None)
        if isinstance(inner, APIRouter):
            context = getattr(route, "include_context")  # noqa: B009 - FastAPI does not type it
            yield from walked(inner.routes, prefix + context.prefix)


def marks_of(dependant: Dependant) -> Iterator[Any]:
    """The doors in front of a route, the outermost first."""
    if hasattr(dependant.call, "opens_to"):
        yield dependant.call
    for inner in dependant.dependencies:
        yield from marks_of(inner)


def _opens_to(route: APIRoute) -> str:
    marks = list(marks_of(route.dependant))
    if not marks:
        return ""
    if anyone in marks:
        return "anyone"
    rights = {right.value for mark in marks for right in mark.opens_to}
    if rights:
        return "|".join(sorted(rights))
    return "operator" if operator in marks else "signed in"


def _opens_to_operator(route: APIRoute) -> bool:
    marks = list(marks_of(route.dependant))
    is_beside_staff = any(hasattr(mark, "opens_to_operator") for mark in marks)
    return is_beside_staff or _opens_to(route) == "operator"


def _plausible(name: str) -> str:
    is_code = name in {"code", "unit", "unit_code", "tracking_code", "dossier_code"}
    return "east" if is_code else "7" if name == "number" else str(SOMEBODY)
