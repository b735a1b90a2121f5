"""The catalogue of deadlines, read from its file."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.intake.cases.domain.deadlines import (
    office_hours_from,
    pause_rules_from,
    profiles_from,
)
from shared.kernel.deadlines import Profiles
from shared.kernel.office_hours import OfficeHours
from shared.kernel.pauses import PauseRule

DEADLINES = Path(__file__).parent / "deadline_profiles.yaml"


@cache
def profiles() -> Profiles:
    """Every deadline profile, in all its versions."""
    return profiles_from(_told())


@cache
def pause_rules() -> dict[str, PauseRule]:
    """The reasons for which a clock may stand, by code."""
    return pause_rules_from(_told())


@cache
def office_hours() -> OfficeHours:
    """When offices are open."""
    return office_hours_from(_told())


@cache
def _told() -> Any:
    return yaml.safe_load(DEADLINES.read_text(encoding="utf-8"))
