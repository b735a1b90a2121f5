"""The calendar against the `holidays` package: two independent accounts of the same years.

The package computes Việt Nam's holidays by rules of its own and lists the swaps it has read
of. Where it differs from the published years shipped here, the day stands in `DIFFERS`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

import holidays
import pytest

from shared.kernel.office_hours import Office
from shared.kernel.working_days import ONE_DAY, due_on, late_working_days
from tests.spec.kernel.deadline_cases import VIETNAM, at

YEARS = (2018, 2025, 2026)
RUNS = ((date(2018, 1, 1), date(2018, 12, 31)), (date(2025, 1, 1), date(2026, 12, 31)))

DIFFERS = {
    date(2026, 1, 2): "off by CV 12729/VPCP-KGVX; the package has not read of this swap",
    date(2026, 1, 10): "worked for 2/1: from memory, unconfirmed here; not in the package",
}
"""What the package does not know of. Every case that meets these days is counted, too."""

LEAST_CASES = 100_000


@dataclass(slots=True)
class Oracle:
    """The package's Việt Nam, told of the two days it has not heard of."""

    is_told: bool = True
    known: holidays.HolidayBase = field(
        default_factory=lambda: holidays.country_holidays(
            "VN", years=range(min(YEARS) - 1, max(YEARS) + 2)
        )
    )

    def __post_init__(self) -> None:
        if self.is_told:
            self.known.append({date(2026, 1, 2): "swap"})
            self.known.weekend_workdays.add(date(2026, 1, 10))

    def is_working_day(self, day: date) -> bool:
        return self.known.is_working_day(day)

    def next_working_day(self, day: date) -> date:
        return self.known.get_nth_working_day(day, 1)


def run(first: date, last: date) -> Iterator[date]:
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)


def test_the_package_differs_on_exactly_the_days_named() -> None:
    untold = Oracle(is_told=False)
    differing = {
        day
        for first, last in RUNS
        for day in run(first, last)
        if untold.is_working_day(day) != VIETNAM.is_working_day(day)
    }
    assert differing == set(DIFFERS)


def test_what_is_not_confirmed_and_not_in_the_package_is_marked() -> None:
    assert not VIETNAM.is_certain(date(2026, 1, 10))
    assert not VIETNAM.is_certain(date(2026, 8, 22))


@pytest.mark.heavy
def test_every_due_date_of_every_day_is_the_oracles(
    capsys: pytest.CaptureFixture[str], record_property: pytest.FixtureRequest
) -> None:
    """All starts and all limits whose end lies in the published years: none left out."""
    oracle, cases, met, mismatches = Oracle(), 0, 0, []
    for first, last in RUNS:
        after = {day: oracle.next_working_day(day) for day in run(first, last)}
        for start in run(first, last):
            due, promise = after[start], 1
            while due <= last:
                ours = due_on(start, promise, VIETNAM)
                if ours.on != due:
                    mismatches.append((start, promise, ours.on, due))
                met += start < date(2026, 1, 10) <= due or start < date(2026, 1, 2) <= due
                cases, due, promise = cases + 1, after[due], promise + 1
    with capsys.disabled():
        print(  # noqa: T201 - the count is what one wants to see
            f"\n  due dates compared with `holidays` {holidays.__version__}: {cases:,} cases,"
            f" {met:,} of them over a day it had to be told of; mismatches: {len(mismatches)}"
        )
    record_property("cases", cases)  # type: ignore[operator]
    assert mismatches == []
    assert cases >= LEAST_CASES


@pytest.mark.heavy
def test_every_lateness_between_two_days_is_the_oracles(
    capsys: pytest.CaptureFixture[str],
) -> None:
    oracle, cases, mismatches = Oracle(), 0, []
    for first, last in RUNS:
        worked = [oracle.is_working_day(day) for day in run(first, last)]
        sums = [0, *accumulate(worked)]
        counted = list(run(first, last))
        works = [day for day, is_worked in zip(counted, worked, strict=True) if is_worked]
        for due in works[::2]:
            for done in works[works.index(due) :]:
                a, b = (due - first).days + 1, (done - first).days + 1
                mismatches += [
                    (due, done)
                    for _ in [0]
                    if late_working_days(due, done, VIETNAM) != sums[b] - sums[a]
                ]
                cases += 1
    with capsys.disabled():
        print(f"\n  latenesses compared: {cases:,} cases; mismatches: {len(mismatches)}")  # noqa: T201
    assert mismatches == []
    assert cases > 0


def test_working_hours_between_two_days_are_eight_for_each_day_the_oracle_works() -> None:
    oracle, office = Oracle(), Office(calendar=VIETNAM)
    for first in run(date(2026, 1, 1), date(2026, 12, 1)):
        start = at(f"{first} 00:00")
        fortnight = [first + nth * ONE_DAY for nth in range(14)]
        worked = sum(map(oracle.is_working_day, fortnight))
        hours = office.working_time_between(start, start + timedelta(days=14))
        assert hours == worked * timedelta(hours=8)
