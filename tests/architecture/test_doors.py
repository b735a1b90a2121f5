"""Every route and every page says who may use it; nothing is open because it was forgotten."""

from collections.abc import Iterable, Iterator

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from deploy.database_roles import SERVICES
from shared.kernel.places import Place, PlaceCode
from tests.nodes import Node

OPEN_TO_THE_HOUSE = frozenset({"/health/live", "/health/door", "/health/ready", "/metrics"})
"""Asked by probes and by Prometheus; the gateway lets nobody else through."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The five services wired as one application; nothing is dialled before it runs."""
    node = Node(
        place=Place(code=PlaceCode("east")),
        folder=tmp_path_factory.mktemp("doors"),
        admin_url="postgresql://admin@127.0.0.1:1/kheo",
        client_port=1,
        monitor_port=1,
        leaf_port=1,
    )
    return node.app(*SERVICES)


def walked(routes: Iterable[BaseRoute]) -> Iterator[APIRoute]:
    """All routes, those of included routers among them."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        inner = getattr(route, "original_router", None)
        if isinstance(inner, APIRouter):
            yield from walked(inner.routes)


def doors_of(dependant: Dependant) -> Iterator[object]:
    if hasattr(dependant.call, "opens_to"):
        yield dependant.call
    for inner in dependant.dependencies:
        yield from doors_of(inner)


def doorless(house: FastAPI) -> list[str]:
    return [
        f"{sorted(route.methods)} {route.path}"
        for route in walked(house.routes)
        if route.path not in OPEN_TO_THE_HOUSE and not list(doors_of(route.dependant))
    ]


def test_every_route_says_who_may_use_it(house: FastAPI) -> None:
    assert len(list(walked(house.routes))) > len(OPEN_TO_THE_HOUSE)
    assert doorless(house) == []


def test_a_route_without_a_door_is_found() -> None:
    house, router = FastAPI(), APIRouter()
    router.add_api_route("/forgotten", lambda: None)
    house.include_router(router)

    assert doorless(house) == ["['GET'] /forgotten"]
