"""The texts of notices that come with the house, read from their file."""

from functools import cache
from pathlib import Path

import yaml

from services.intake.notices.domain import Templates, templates_in

FILE = Path(__file__).parent / "notices.yaml"


@cache
def the_templates() -> Templates:
    """Every notice that can be told."""
    return templates_in(yaml.safe_load(FILE.read_text(encoding="utf-8")))
