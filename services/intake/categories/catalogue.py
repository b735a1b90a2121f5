"""The categories that come with the house, read from their file."""

from functools import cache
from pathlib import Path

import yaml

from services.intake.categories.domain import Category, categories_in

FILE = Path(__file__).parent / "categories.yaml"


@cache
def shipped() -> tuple[Category, ...]:
    """Every category of the catalogue, from the top down."""
    return categories_in(yaml.safe_load(FILE.read_text(encoding="utf-8")))
