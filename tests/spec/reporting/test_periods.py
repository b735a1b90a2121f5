"""Period codes: what offices write, and nothing else."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.periods import YEARS, PeriodUnknown, period_of

years = st.integers(YEARS[0], YEARS[-1])
days = st.dates(date(2000, 1, 1), date(2019, 12, 31))
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018-9m", date(2018, 1, 1), date(2018, 9, 30)),
        ("2018-h1", date(2018, 1, 1), date(2018, 6, 30)),
        ("2018-h2", date(2018, 7, 1), date(2018, 12, 31)),
        ("2018-q3", date(2018, 7, 1), date(2018, 9, 30)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2018-09-25..2018-10-25", date(2018, 9, 25), date(2018, 10, 25)),
        ("2018-01-01..2018-01-01", date(2018, 1, 1), date(2018, 1, 1)),
    ],
)
def test_a_code_means_its_days(code: str, first: date, last: date) -> None:
    period = period_of(code)

    assert (period.code, period.first, period.last) == (code, first, last)


@given(years, st.integers(1, 12))
def test_a_month_ends_where_the_calendar_says(year: int, month: int) -> None:
    period = period_of(f"{year:04}-{month:02}")

    assert period.first == date(year, month, 1)
    assert period.last == date(year, month, monthrange(year, month)[1])


@given(years)
def test_parts_of_a_year_follow_each_other_without_a_gap(year: int) -> None:
    whole = period_of(str(year))
    for parts in (["h1", "h2"], ["q1", "q2", "q3", "q4"], [f"{m:02}" for m in range(1, 13)]):
        spans = [period_of(f"{year}-{part}") for part in parts]
        assert (spans[0].first, spans[-1].last) == (whole.first, whole.last)
        for earlier, later in pairwise(spans):
            assert earlier.last + ONE_DAY == later.first


@given(days, days)
def test_a_span_runs_forward(one: date, other: date) -> None:
    code = f"{one}..{other}"
    if one > other:
        with pytest.raises(PeriodUnknown):
            period_of(code)
    else:
        assert (period_of(code).first, period_of(code).last) == (one, other)


@pytest.mark.parametrize(
    "code",
    [
        *("", "18", "2018-", "2018-13", "2018-00", "2018-q5", "2018-h3", "2018-10m"),
        *("2018-1", "2018-Q3", "2018-07-01", "2018..2019", "2018-01-01..", "..", " 2018"),
        *("2018\n", "2018-02-30..2018-03-01", "2018-01-01..2018-02-01..2018-03-01"),
    ],
)
def test_anything_else_is_unknown(code: str) -> None:
    with pytest.raises(PeriodUnknown):
        period_of(code)


@given(st.text(max_size=24))
def test_no_text_breaks_the_reading(code: str) -> None:
    try:
        period = period_of(code)
    except PeriodUnknown:
        return
    assert period.first <= period.last
