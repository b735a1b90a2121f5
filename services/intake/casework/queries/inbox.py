"""The inbox as one officer sees it: what is waiting, for whom, and who has what in hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from services.intake.cases.domain.inbox import PAGE, Given, InboxQuery, InboxTab, Row
from services.intake.cases.store import desks, inbox
from services.intake.cases.store.desks import Colleague
from services.intake.categories import queries as categories
from services.intake.categories.domain.category_tree import Tree
from services.intake.org.queries import units
from services.intake.org.queries.units import UnitName
from services.intake.org.queries.viewing import Viewer
from shared.chassis.database import Transaction
from shared.kernel.roles import Right

LATELY = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """One page of one view, and what is needed to read it."""

    wanted: InboxQuery
    rows: Sequence[Row]
    has_more: bool
    counts: Mapping[InboxTab, int]
    tree: Tree
    names: Mapping[str, UnitName]
    colleagues: Sequence[Colleague]
    given: Sequence[Given]
    """What colleagues gave one lately."""


async def units_seen(
    tx: Transaction, viewer: Viewer, *, right: Right = Right.READ
) -> dict[str, UnitName]:
    """The units served here over which one holds a right, by code."""
    served = await units.units_served(tx, viewer.here, viewer.today)
    if viewer.principal.may(right, [viewer.here]):
        return {unit.code: unit for unit in served}
    return {unit.code: unit for unit in served if await viewer.may(tx, right, unit.code)}


async def look_in(
    tx: Transaction, viewer: Viewer, wanted: InboxQuery, *, category: str = ""
) -> Inbox:
    """What is asked of the inbox, within what one may see."""
    names = await units_seen(tx, viewer)
    tree = await categories.tree_on(tx, viewer.today)
    asked = replace(
        wanted,
        units=list(names),
        categories=tree.below(category) if category in tree else (),
    )
    rows = await inbox.list_rows(tx, asked, now=viewer.now)
    return Inbox(
        wanted=asked,
        rows=rows[:PAGE],
        has_more=len(rows) > PAGE,
        counts=await inbox.count_views(tx, asked),
        tree=tree,
        names=names,
        given=await inbox.list_given(tx, wanted.me, since=viewer.now - LATELY),
        colleagues=await desks.list_officers(tx, units=list(names)),
    )
