"""What feedback may be about, as it stands on a day."""

from datetime import date

from services.intake.categories import store
from services.intake.categories.domain import Category, Tree, tree_of
from shared.chassis.database import Transaction


async def tree_on(tx: Transaction, day: date) -> Tree:
    """The tree of categories on a day."""
    return tree_of(await store.list_chapters(tx), day)


async def chapters_of(tx: Transaction) -> tuple[Category, ...]:
    """Every chapter of every category there ever was."""
    return await store.list_chapters(tx)
