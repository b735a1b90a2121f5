"""A node below speaks for the units it hosts, and for no others."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.registry.units.domain.units import UnitOfAnother
from services.registry.units.subscribers import refuse_impostor
from shared.chassis.subscriptions import Received
from shared.events.envelope import Envelope
from shared.events.registry import UnitEstablished
from shared.kernel.places import PlaceCode

SOME_ID = UUID("5f0c9b1e-0000-4000-8000-000000000001")
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def heard(*, host: str, path: tuple[str, ...]) -> Received[UnitEstablished]:
    envelope = Envelope(
        id=SOME_ID,
        type="kheo.registry.unit_established.v1",
        node=PlaceCode(path[-1] if path else "ha-noi"),
        epoch=1,
        nseq=1,
        occurred_at=NOW,
        recorded_at=NOW,
        correlation_id=SOME_ID,
    )
    event = UnitEstablished(
        unit="truong-hoc",
        parent="sai-dong",
        host=host,
        kind="school",
        vi="Trường",
        en="School",
        valid_from=date(2018, 1, 1),
    )
    return Received(event, envelope, tuple(PlaceCode(code) for code in path), "up", b"")


@pytest.mark.parametrize("path", [(), ("sai-dong",), ("long-bien", "sai-dong")])
def test_a_host_may_tell_of_its_units(path: tuple[str, ...]) -> None:
    refuse_impostor(heard(host="sai-dong", path=path))


@pytest.mark.parametrize("path", [("hoa-mau",), ("long-bien", "hoa-mau"), ("long-bien",)])
def test_nobody_below_tells_of_the_units_of_another(path: tuple[str, ...]) -> None:
    with pytest.raises(UnitOfAnother):
        refuse_impostor(heard(host="sai-dong", path=path))
