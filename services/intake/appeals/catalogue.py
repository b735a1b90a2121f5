"""The ladder by which late cases go up, read from its file."""

from functools import cache
from pathlib import Path

import yaml

from services.intake.appeals.domain import Ladder, Rung

FILE = Path(__file__).parent / "escalation.yaml"


@cache
def ladder() -> Ladder:
    """When what goes how far up."""
    told = yaml.safe_load(FILE.read_text("utf-8"))
    return Ladder(
        rungs=tuple(Rung(**rung) for rung in told["rungs"]),
        unseen_working_days=told["unseen_working_days"],
    )
