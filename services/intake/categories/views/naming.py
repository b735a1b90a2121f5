"""Names of units and categories, in the reader's language."""

from collections.abc import Mapping

from services.intake.categories.domain.category_tree import Tree
from services.intake.org.queries.units import UnitName
from shared.portal.words import Words


def unit_said(code: str, names: Mapping[str, UnitName], words: Words) -> str:
    """A unit by its name; by its code where nobody has told us of it."""
    unit = names.get(code)
    return words.pick(vi=unit.vi, en=unit.en) if unit else code


def category_said(code: str, tree: Tree, words: Words) -> str:
    """A category by its name; by its code where the tree has it no more."""
    if code not in tree:
        return code
    one = tree.get(code)
    return words.pick(vi=one.vi, en=one.en)
