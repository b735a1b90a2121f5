"""An ear that has got nothing through for a minute is named; a quiet one is not."""

from shared.chassis.outages import OutageTracker


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def struggling(until: int) -> tuple[Clock, OutageTracker]:
    clock = Clock()
    outage_tracker = OutageTracker(clock)
    for second in range(0, until + 1, 10):
        clock.seconds = second
        outage_tracker.note("archive")
    return clock, outage_tracker


def test_a_minute_is_waited() -> None:
    assert struggling(60)[1].too_long() == []
    assert struggling(70)[1].too_long() == ["archive"]


def test_whatever_gets_through_ends_it() -> None:
    _, outage_tracker = struggling(70)
    outage_tracker.settle("archive")

    assert outage_tracker.too_long() == []


def test_an_ear_that_fails_no_more_is_well_however_quiet() -> None:
    clock, outage_tracker = struggling(70)
    clock.seconds += 40

    assert outage_tracker.too_long() == []
    outage_tracker.note("archive")
    assert outage_tracker.too_long() == []
