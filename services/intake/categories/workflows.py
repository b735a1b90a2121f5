"""Guessing: under what a message that names no subject is filed until somebody sorts it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from time import monotonic
from weakref import WeakKeyDictionary

from services.intake.categories import domain, store
from services.intake.categories import domain as rules
from services.intake.categories.domain import (
    Arrival,
    Category,
    CategoryCode,
    Names,
    Rule,
    Tree,
    guessed,
    tree_of,
)
from services.intake.categories.domain import Category as Chapter
from shared.chassis import audit
from shared.chassis.access import Principal
from shared.chassis.database import Transaction
from shared.chassis.directory import Heirs, heirs_on, line_of
from shared.kernel.places import Place, PlaceCode, UnitCode
from shared.kernel.roles import Right

OTHERWISE = "admin_procedure"


async def category_guessed(tx: Transaction, words: str, *, day: date) -> str:
    """A category that may be right, by the words."""
    tree = tree_of(await store.list_chapters(tx), day)
    broadly = guessed(words, tree, otherwise=OTHERWISE)
    return guessed(words, tree.leaves(), otherwise=broadly)


FRESH_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Where a case goes, and which deadline profile its answer follows."""

    category: CategoryCode
    leaf: str
    unit: UnitCode
    routed_by: str = ""
    """The rule that brought it there; empty: nobody but the sender did."""
    profile: str = ""


@dataclass(slots=True)
class _Known:
    read_at: float
    chapters: tuple[Chapter, ...]
    rules: list[Rule]
    heirs: Heirs
    day: date | None = None
    tree: Tree | None = None

    def tree_on(self, day: date) -> Tree:
        """The tree of a day, put together once."""
        if self.tree is None or self.day != day:
            self.tree, self.day = tree_of(self.chapters, day), day
        return self.tree


_KNOWN: WeakKeyDictionary[object, _Known] = WeakKeyDictionary()


async def filed(
    tx: Transaction, code: str, area: UnitCode, *, place: Place, now: datetime
) -> Filed:
    """Where a case goes that came in now, about `code`, for the unit `area`.

    Raises:
        CategoryUnknown: if nothing like that is in the tree today.

    """
    at = now.astimezone(place.time_zone)
    known = await _known(tx, today=place.day_of(datetime.now(UTC)))
    tree = known.tree_on(at.date())
    path = tuple(one.code for one in tree.line(code))
    rule = None
    if known.rules:
        line = await line_of(tx, area, day=at.date())
        arrival = Arrival(categories=path, units=line, at=at)
        rule = domain.chosen(known.rules, arrival)
    return Filed(
        category=CategoryCode(path[0]),
        leaf=code,
        unit=known.heirs.of(rule.unit if rule else area, at.date(), host=place.code),
        routed_by=str(rule.id) if rule else "",
        profile=(rule.profile if rule and rule.profile else tree.get(code).profile),
    )


def forget(tx: Transaction) -> None:
    """What was known has just been changed."""
    _KNOWN.pop(tx.engine.sync_engine, None)


async def _known(tx: Transaction, *, today: date) -> _Known:
    engine = tx.engine.sync_engine
    known = _KNOWN.get(engine)
    if known is None or monotonic() - known.read_at >= FRESH_SECONDS:
        chapters, rules = await store.list_chapters(tx), await store.list_rules(tx)
        known = _Known(monotonic(), chapters, rules, await heirs_on(tx, today))
        _KNOWN[engine] = known
    return known


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
        line = await line_of(tx, self.here, day=self.today)
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
