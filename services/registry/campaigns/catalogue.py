"""The contents and the yearly obligations, read from their files."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.registry.campaigns.domain.campaigns import (
    ContentName,
    Contents,
    ContentSet,
    Obligation,
)
from services.registry.campaigns.domain.duties import What

HERE = Path(__file__).parent


@cache
def contents() -> Contents:
    """Fields, themes and content sets, by code."""
    file = _read("contents.yaml")
    return Contents(
        fields={entry["code"]: ContentName(**entry) for entry in file["fields"]},
        themes={entry["code"]: ContentName(**entry) for entry in file["themes"]},
        sets={
            entry["code"]: ContentSet(**{**entry, "themes": tuple(entry["themes"])})
            for entry in file["content_sets"]
        },
    )


@cache
def obligations() -> dict[str, Obligation]:
    """The yearly duties on offer, by code, in the order of the file."""
    return {entry["code"]: _obligation(entry) for entry in _read("obligations.yaml")}


def _obligation(entry: dict[str, Any]) -> Obligation:
    due = entry["due"]
    month_and_day = tuple(int(part) for part in due.split("-")) if due else None
    return Obligation(**{**entry, "what": What(entry["what"]), "due": month_and_day})


def _read(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
