"""Periods that nobody can mean are refused before anything is counted."""

import pytest

from services.reporting.domain.periods import PeriodUnknown, period_of


@pytest.mark.parametrize(
    "code",
    ["9999", "1899", "2101-q1", "0001-01-01..9999-12-31", "2101-01-01..2101-01-02",
     "1899-12-31..1900-01-01", "2000-01-01..2020-01-01"],
)  # fmt: skip
def test_beyond_what_anybody_reports_on(code: str) -> None:
    with pytest.raises(PeriodUnknown, match="20 years at most"):
        period_of(code)


@pytest.mark.parametrize("code", ["1900", "2100", "2100-h2", "2000-01-01..2019-12-31"])
def test_the_first_and_the_last_year_and_twenty_years_together(code: str) -> None:
    assert period_of(code).code == code
