"""Streams: how many children one node can take in."""

import pytest
from pydantic import SecretStr, ValidationError

from shared.chassis.settings import NodeSettings
from shared.federation.streams import SOURCES_PER_STREAM, TooManyChildren, taken_in
from shared.kernel.places import Place, PlaceCode


def parent_of(children: int, *, relaying: int = 0) -> Place:
    codes = tuple(PlaceCode(f"ward-{number}") for number in range(children))
    return Place(code=PlaceCode("city"), children=codes, relaying=frozenset(codes[:relaying]))


def test_a_node_takes_in_a_hundred_and_fifty_children() -> None:
    assert len(taken_in(parent_of(SOURCES_PER_STREAM))["sources"]) == SOURCES_PER_STREAM


@pytest.mark.parametrize(("children", "relaying"), [(151, 0), (100, 51)])
def test_more_than_one_stream_bears_is_refused(children: int, relaying: int) -> None:
    with pytest.raises(TooManyChildren, match="city would take in 151 streams"):
        taken_in(parent_of(children, relaying=relaying))


def test_a_node_with_too_many_children_does_not_start() -> None:
    with pytest.raises(ValidationError, match="Put a level between them"):
        NodeSettings(
            place_code="city",
            child_codes=parent_of(151).children,
            database_url=SecretStr("postgresql://localhost/kheo"),
            broker_url="nats://127.0.0.1",
        )
