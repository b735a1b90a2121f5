"""Catalogue files, read and handed to the rules that check them."""

from functools import cache
from pathlib import Path

import yaml

from services.registry.exemplars.domain.guide import Guide, GuideInvalid, guide_from

CRITERIA = Path(__file__).parent / "criteria.yaml"


def read_guide(path: Path) -> Guide:
    """The guide in a file.

    Raises:
        GuideInvalid: if the file cannot be read, or an entry cannot be used.

    """
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as wrong:
        raise GuideInvalid(
            f"Không đọc được {path.name}: {wrong}", f"{path.name} cannot be read: {wrong}"
        ) from wrong
    return guide_from(read if isinstance(read, dict) else {})


@cache
def the_guide() -> Guide:
    """The guide that comes with the house."""
    return read_guide(CRITERIA)
