"""Changing the tree of categories, with a date; who did it is kept in the trail."""

from dataclasses import dataclass
from datetime import date

from services.intake.categories.domain import category_changes as rules
from services.intake.categories.domain.category_changes import Names
from services.intake.categories.domain.category_tree import Category
from services.intake.categories.store import categories as store
from services.intake.categories.workflows.filing import forget
from services.intake.org.store import lines
from shared.chassis import audit
from shared.chassis.access import Principal
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode
from shared.kernel.roles import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Who keeps the tree, today and at which place."""

    principal: Principal
    today: date
    here: PlaceCode

    async def must(self, tx: Transaction) -> None:
        """Pass, or refuse: what holds for the whole place is not for a part of it to change.

        Raises:
            NotYours: if the place is administered by somebody else.

        """
        line = await lines.list_line(tx, self.here, day=self.today)
        self.principal.must(Right.ADMINISTER, line)


async def add_category(tx: Transaction, new: Category, keeper: Keeper) -> Category:
    """Put a category into the tree.

    Raises:
        CategoryCodeUsed: if its code stood for anything before.

    """
    await keeper.must(tx)
    await store.lock_categories(tx)
    kept = rules.added(new, await store.list_chapters(tx), today=keeper.today)
    await store.keep_chapters(tx, kept.code, [kept])
    forget(tx)
    await audit.record(tx, keeper.principal, "category.added", subject=kept.code)
    return kept


async def rename_category(
    tx: Transaction, code: str, names: Names, *, on: date, keeper: Keeper
) -> None:
    """Call a category something else from a day on."""
    await keeper.must(tx)
    await store.lock_categories(tx)
    chapters = await store.list_chapters(tx)
    kept = rules.renamed(code, names, chapters=chapters, on=on, today=keeper.today)
    await store.keep_chapters(tx, code, kept)
    forget(tx)
    await audit.record(tx, keeper.principal, "category.renamed", subject=code)


async def retire_category(tx: Transaction, code: str, *, on: date, keeper: Keeper) -> None:
    """Let nobody choose a category from a day on; what was filed under it stays."""
    await keeper.must(tx)
    await store.lock_categories(tx)
    chapters = await store.list_chapters(tx)
    kept = rules.retired(code, chapters=chapters, on=on, today=keeper.today)
    await store.keep_chapters(tx, code, kept)
    forget(tx)
    await audit.record(tx, keeper.principal, "category.retired", subject=code)
