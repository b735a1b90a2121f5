"""The answers that come with the house, each checked when it is read."""

from functools import cache
from pathlib import Path

import yaml

from services.intake.categories.domain import Answer, published

FILE = Path(__file__).parent / "answers.yaml"


@cache
def answers() -> tuple[Answer, ...]:
    """Every answer of the catalogue."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))["answers"]
    lists = ("states", "categories")
    return tuple(
        published(Answer(**{**one, **{name: tuple(one.get(name, ())) for name in lists}}))
        for one in told
    )
