"""Calendar files: what is taken in whole, and what is refused at the spot where it is wrong."""

from datetime import date
from typing import Any

import pytest

from shared.chassis.calendars.shipped import read_calendar_year, shipped_calendar
from shared.kernel.calendar_file import CalendarYearUnreadable, as_data, calendar_year_from

FIXED = [
    {"day": f"2027-{day}", "kind": "holiday"} for day in ("01-01", "04-30", "05-01", "09-02")
]
SOUND: dict[str, Any] = {"year": 2027, "version": 1, "source": "TB 1/TB-BNV", "days": FIXED}


@pytest.mark.parametrize("year", shipped_calendar().years.values(), ids=str)
def test_a_year_written_down_is_read_back_the_same(year: Any) -> None:
    assert calendar_year_from(as_data(year)) == year


def test_the_shipped_years_are_2018_2025_and_2026() -> None:
    assert sorted(shipped_calendar().years) == [2018, 2025, 2026]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"year": "2027"}, "year"),
        ({"version": 0}, "version"),
        ({"days": FIXED[1:]}, "01/01/2027"),
        ({"days": [*FIXED, {"day": "2028-01-01", "kind": "holiday"}]}, "01/01/2028"),
        ({"days": [*FIXED, FIXED[0]]}, "hai lần"),
        ({"days": [*FIXED, {"day": "2027-03-01", "kind": "swap_work"}]}, "làm bù"),
        ({"days": [*FIXED, {"day": "2027-03-06", "kind": "swap_off"}]}, "nghỉ hằng tuần"),
        ({"days": [*FIXED, {"day": "soon", "kind": "holiday"}]}, "days[5].day"),
        ({"days": [*FIXED, {"day": "2027-03-01", "kind": "feast"}]}, "days[5].kind"),
        ({"days": "none"}, "days"),
        ({"source": "x" * 501}, "source"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(wrong: dict[str, Any], where: str) -> None:
    with pytest.raises(CalendarYearUnreadable) as no:
        calendar_year_from(SOUND | wrong)
    assert where in no.value.vi


@pytest.mark.parametrize("content", [b"\xff\xfe", b"{", b"just words", b"- 1"])
def test_what_is_no_calendar_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(CalendarYearUnreadable):
        read_calendar_year(content)


def test_a_sound_year_counts() -> None:
    year = calendar_year_from(SOUND)
    assert date(2027, 9, 2) in year.days_off
