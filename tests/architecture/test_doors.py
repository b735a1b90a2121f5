"""Every route and every page says who may use it; nothing is open because it was forgotten."""

import pytest
from fastapi import APIRouter, FastAPI

from deploy.database_roles import SERVICES
from shared.kernel.places import Place, PlaceCode
from tests.doors import doors
from tests.nodes import Node


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


def doorless(house: FastAPI) -> list[str]:
    return [f"{door.method} {door.path}" for door in doors(house) if not door.opens_to]


def test_every_route_says_who_may_use_it(house: FastAPI) -> None:
    assert doors(house)
    assert doorless(house) == []


def test_a_route_without_a_door_is_found() -> None:
    house, router = FastAPI(), APIRouter()
    router.add_api_route("/forgotten", lambda: None)
    house.include_router(router)

    assert doorless(house) == ["GET /forgotten"]


OPEN_TO_CITIZENS = frozenset({
    "DELETE /open311/{rest:path}",
    "PATCH /open311/{rest:path}",
    "POST /api/intake/v1/feedback",
    "POST /api/intake/v1/feedback/{tracking_code}/appeal",
    "POST /api/intake/v1/feedback/{tracking_code}/confirm",
    "POST /api/intake/v1/feedback/{tracking_code}/contest",
    "POST /api/intake/v1/feedback/{tracking_code}/messages",
    "POST /api/intake/v1/feedback/{tracking_code}/rate",
    "POST /api/intake/v1/channels/sms",
    "POST /api/intake/v1/channels/zalo",
    "POST /api/registry/v1/ballots/{ballot_id}/votes",
    "POST /api/surveys/v1/ballots",
    "POST /open311/test/v2/requests.{form}",
    "POST /open311/test/v2/servicerequestupdates.{form}",
    "POST /open311/v2/requests.{form}",
    "POST /open311/v2/servicerequestupdates.{form}",
    "POST /open311/{rest:path}",
    "POST /follow",
    "POST /follow/{code}/appeal",
    "POST /follow/{code}/confirm",
    "POST /follow/{code}/contact",
    "POST /follow/{code}/contest",
    "POST /follow/{code}/news",
    "POST /follow/{code}/rating",
    "POST /follow/{code}/words",
    "POST /public/ballots/{ballot_id}/choices",
    "POST /public/ballots/{ballot_id}/results",
    "POST /public/ballots/{ballot_id}/vote",
    "POST /send/with-file",
    "POST /send/{draft_id}/where",
    "POST /send/{draft_id}/who",
    "POST /send/{draft_id}/with-file",
    "POST /sign-in",
    "PUT /open311/{rest:path}",
})  # fmt: skip


def test_citizens_can_send_what_is_meant_for_them_and_nothing_else(house: FastAPI) -> None:
    changing = {
        f"{door.method} {door.path}"
        for door in doors(house)
        if door.opens_to == "anyone" and door.method not in {"GET", "HEAD"}
    }
    assert changing == OPEN_TO_CITIZENS
