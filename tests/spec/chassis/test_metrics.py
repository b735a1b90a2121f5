"""What a process may say about its node."""

from prometheus_client import Gauge

from shared.chassis.metrics import total


def test_a_service_alone_cannot_speak_for_its_node() -> None:
    gauge = Gauge("waiting", "Waiting", ["service"], registry=None)
    gauge.labels("reporting").set(0)
    alone = total(gauge)

    gauge.labels("intake").set(3)

    assert (alone, total(gauge)) == (None, 3)
