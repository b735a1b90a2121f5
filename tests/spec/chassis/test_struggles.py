"""An ear that has got nothing through for a minute is named; a quiet one is not."""

from shared.chassis.struggles import Struggles


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def struggling(until: int) -> tuple[Clock, Struggles]:
    clock = Clock()
    struggles = Struggles(clock)
    for second in range(0, until + 1, 10):
        clock.seconds = second
        struggles.note("archive")
    return clock, struggles


def test_a_minute_is_waited() -> None:
    assert struggling(60)[1].too_long() == []
    assert struggling(70)[1].too_long() == ["archive"]


def test_whatever_gets_through_ends_it() -> None:
    _, struggles = struggling(70)
    struggles.settle("archive")

    assert struggles.too_long() == []


def test_an_ear_that_fails_no_more_is_well_however_quiet() -> None:
    clock, struggles = struggling(70)
    clock.seconds += 40

    assert struggles.too_long() == []
    struggles.note("archive")
    assert struggles.too_long() == []
