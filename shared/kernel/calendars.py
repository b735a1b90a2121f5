"""Calendars: the published working years of Việt Nam, as data."""

from datetime import date, timedelta

from shared.kernel.working_days import Calendar, CalendarYear


def _days(year: int, *months_and_days: tuple[int, int]) -> frozenset[date]:
    return frozenset(date(year, month, day) for month, day in months_and_days)


def _run(first: date, last: date) -> frozenset[date]:
    return frozenset(first + timedelta(days=ahead) for ahead in range((last - first).days + 1))


# Tết Mậu Tuất lasted seven days, two of them before the first; Quốc khánh fell on a Sunday.
# That 31/12/2018 was exchanged for 5/1/2019 is remembered, not read: hence uncertain.
YEAR_2018 = CalendarYear(
    days_off=_run(date(2018, 2, 14), date(2018, 2, 20))
    | _days(2018, (1, 1), (4, 25), (4, 30), (5, 1), (9, 3), (12, 31)),
    uncertain_days=_days(2018, (12, 31)),
    source="Thông báo của Văn phòng Chính phủ về nghỉ lễ, Tết năm 2018; BLLĐ 2012, Điều 115",
)

YEAR_2025 = CalendarYear(
    days_off=_run(date(2025, 1, 27), date(2025, 1, 31))
    | _days(2025, (1, 1), (4, 7), (4, 30), (5, 1), (5, 2), (9, 1), (9, 2)),
    worked_days=_days(2025, (4, 26)),
    source="TB 6150/TB-BLĐTBXH",
)

# The Saturdays worked in exchange for 2/1 and 31/8 are still to be checked against the notices.
SATURDAYS_TO_CONFIRM = _days(2026, (1, 10), (8, 22))

YEAR_2026 = CalendarYear(
    days_off=_run(date(2026, 2, 16), date(2026, 2, 20))
    | _run(date(2026, 8, 31), date(2026, 9, 2))
    | _days(2026, (1, 1), (1, 2), (4, 27), (4, 30), (5, 1), (11, 24)),
    worked_days=SATURDAYS_TO_CONFIRM,
    uncertain_days=SATURDAYS_TO_CONFIRM,
    source="TB 9441/TB-BNV; CV 12729/VPCP-KGVX; NQ 28/2026/QH16",
)

VIETNAM = Calendar(years={2018: YEAR_2018, 2025: YEAR_2025, 2026: YEAR_2026})
"""The calendar of public offices; a year not listed here is provisional."""
