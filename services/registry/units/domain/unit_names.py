"""Unit names: what a unit is called, for lists that need nothing more of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitName:
    """What a unit is called in both languages."""

    code: str
    vi: str
    en: str
