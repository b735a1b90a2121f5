"""Kinds, levels and branches of units, read from their file."""

from functools import cache
from pathlib import Path

import yaml

from services.registry.units.domain.unit_kinds import UnitKind, UnitKindName, UnitKinds

FILE = Path(__file__).parent / "units.yaml"


@cache
def unit_kinds() -> UnitKinds:
    """All of them, by code, in the order of the file."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    kinds = [UnitKind(**{**one, "parents": tuple(one["parents"])}) for one in told["kinds"]]
    return UnitKinds(
        kinds={kind.code: kind for kind in kinds},
        branches={one["code"]: UnitKindName(**one) for one in told["branches"]},
        levels={one["code"]: UnitKindName(**one) for one in told["levels"]},
    )
