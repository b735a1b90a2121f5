"""Guessing: what a message that names no subject may be about, by its words."""

from collections.abc import Iterable

from services.intake.categories.domain.category_tree import Category
from shared.kernel.folding import folded


def guessed(words: str, categories: Iterable[Category], *, otherwise: str) -> str:
    """The code of the category most of whose keywords stand in `words`; longer ones weigh more.

    Whoever sorts the case decides; this only spares them the obvious.
    """
    plain = f" {folded(words)} "
    scores = {one.code: _score(plain, one) for one in categories}
    best = max(scores, key=lambda code: scores[code], default=otherwise)
    return best if scores.get(best) else otherwise


def _score(plain: str, category: Category) -> int:
    wanted = (folded(keyword) for keyword in category.keywords)
    return sum(len(word) for word in wanted if f" {word} " in plain)
