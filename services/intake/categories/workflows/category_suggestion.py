"""Guessing: under what a message that names no subject is filed until somebody sorts it."""

from datetime import date

from services.intake.categories.domain.category_suggestion import guessed
from services.intake.categories.domain.category_tree import tree_of
from services.intake.categories.store import categories
from shared.chassis.database import Transaction

OTHERWISE = "admin_procedure"


async def category_guessed(tx: Transaction, words: str, *, day: date) -> str:
    """A category that may be right, by the words."""
    tree = tree_of(await categories.list_chapters(tx), day)
    broadly = guessed(words, tree, otherwise=OTHERWISE)
    return guessed(words, tree.leaves(), otherwise=broadly)
