"""The working years shipped with the house: one YAML file each, checked when read."""

from functools import cache
from pathlib import Path

import yaml

from shared.kernel.calendar_file import CalendarYearUnreadable, calendar_year_from
from shared.kernel.calendar_years import CalendarYear
from shared.kernel.working_days import Calendar

HERE = Path(__file__).parent


@cache
def shipped_calendar() -> Calendar:
    """Every year that comes with the house; what a node loads later replaces its year."""
    years = (read_calendar_year(path.read_bytes()) for path in sorted(HERE.glob("*.yaml")))
    return Calendar(years={year.year: year for year in years})


def read_calendar_year(content: bytes) -> CalendarYear:
    """The year a YAML or JSON file holds.

    Raises:
        CalendarYearUnreadable: if it is no such file, or tells of a year that cannot be.

    """
    try:
        document = yaml.safe_load(content)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as broken:
        raise CalendarYearUnreadable from broken
    return calendar_year_from(document)
