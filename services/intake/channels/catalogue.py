"""The channels that come with the house, read from their file."""

from functools import cache
from pathlib import Path

import yaml

from services.intake.channels.domain.channels import Bringer, Channel

FILE = Path(__file__).parent / "channels.yaml"


@cache
def the_channels() -> tuple[Channel, ...]:
    """Every channel by which messages reach us."""
    return tuple(
        Channel(
            code=one["code"],
            vi=one["vi"],
            en=one["en"],
            by=frozenset(Bringer(who) for who in one["by"]),
        )
        for one in yaml.safe_load(FILE.read_text(encoding="utf-8"))
    )
