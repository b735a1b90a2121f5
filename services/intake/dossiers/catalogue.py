"""The procedures, read from their file."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import yaml

from services.intake.dossiers.domain.dates import Procedure, Procedures
from shared.chassis.calendars.known import remembered_calendar
from shared.kernel.working_days import Calendar

FILE = Path(__file__).parent / "procedures.yaml"


@cache
def procedures() -> Procedures:
    """Every procedure of the file, by its code."""
    told = yaml.safe_load(FILE.read_text("utf-8"))
    return Procedures(Procedure(**entry) for entry in told["procedures"])


def office_calendar() -> Calendar:
    """The calendar by which the limits of procedures are counted."""
    return remembered_calendar(datetime.now(UTC))
