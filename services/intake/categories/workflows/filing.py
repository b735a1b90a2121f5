"""Filing: what a new case is about, whose it is, and by which rule.

It is asked a thousand times a second, while categories and rules change a few times a
year: what was read a moment ago will do.
"""

from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic
from weakref import WeakKeyDictionary

from services.intake.categories.domain import routing
from services.intake.categories.domain.categories import Category
from services.intake.categories.domain.category_tree import Category as Chapter
from services.intake.categories.domain.category_tree import Tree, tree_of
from services.intake.categories.domain.routing import Arrival, Rule
from services.intake.categories.store import categories
from services.intake.categories.store import routing as store
from services.intake.org.store import lines
from shared.chassis.database import Transaction
from shared.kernel.places import Place, UnitCode

FRESH_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Where a case goes, and which deadline profile its answer follows."""

    category: Category
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
    known, at = await _known(tx), now.astimezone(place.time_zone)
    tree = known.tree_on(at.date())
    path = tuple(one.code for one in tree.line(code))
    rule = None
    if known.rules:
        line = await lines.list_line(tx, area, day=at.date())
        arrival = Arrival(categories=path, units=line, at=at)
        rule = routing.chosen(known.rules, arrival)
    return Filed(
        category=Category(path[0]),
        leaf=code,
        unit=rule.unit if rule else area,
        routed_by=str(rule.id) if rule else "",
        profile=(rule.profile if rule and rule.profile else tree.get(code).profile),
    )


def forget(tx: Transaction) -> None:
    """What was known has just been changed."""
    _KNOWN.pop(tx.engine.sync_engine, None)


async def _known(tx: Transaction) -> _Known:
    engine = tx.engine.sync_engine
    known = _KNOWN.get(engine)
    if known is None or monotonic() - known.read_at >= FRESH_SECONDS:
        known = _Known(
            monotonic(), await categories.list_chapters(tx), await store.list_rules(tx)
        )
        _KNOWN[engine] = known
    return known
