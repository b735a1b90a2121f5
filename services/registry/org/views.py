"""What units, kinds and duties are called on the pages."""

from services.registry.org.domain import Askable
from shared.chassis.access import acting as viewing
from shared.portal.words import Words

__all__ = ["kind_name", "unit_name", "viewing"]


def unit_name(unit: Askable, words: Words) -> str:
    """A unit in the reader's language."""
    return words.pick(vi=unit.vi, en=unit.en)


def kind_name(kind: str, words: Words) -> str:
    """A kind of unit in the reader's language; kinds may be newer than our words."""
    return words(f"kind.{kind}") if words.knows(f"kind.{kind}") else kind
