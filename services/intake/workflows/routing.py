"""Sending a new case to the unit a rule names, and saying why."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.intake.domain import routing
from services.intake.domain.category_tree import Tree, tree_of
from services.intake.domain.routing import Arrival, Rule
from services.intake.store import categories, lines
from services.intake.store import routing as store
from services.intake.workflows.categories import Keeper
from shared.chassis.audit import note_deed
from shared.chassis.database import Transaction
from shared.kernel.places import Place, UnitCode
from shared.kernel.rejection import NotFound


class RuleUnknown(NotFound):
    """Không có quy tắc này, hoặc quy tắc đã ngừng.
    There is no such rule, or it has ended.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """Where a case goes; without a rule it stays with the unit it was sent to."""

    unit: UnitCode
    rule: Rule | None = None

    @property
    def routed_by(self) -> str:
        """The rule as it is kept with the case; empty if none was needed."""
        return str(self.rule.id) if self.rule else ""

    @property
    def profile(self) -> str | None:
        """The deadline profile the rule asks for, if any."""
        return self.rule.profile if self.rule else None


async def routed(
    tx: Transaction, *, category: str, area: UnitCode, place: Place, now: datetime
) -> Routed:
    """Where a case goes that came in now, about `category`, for the unit `area`."""
    rules = await store.list_rules(tx)
    if not rules:
        return Routed(unit=area)
    at = now.astimezone(place.time_zone)
    tree = tree_of(await categories.list_chapters(tx), at.date())
    line = await lines.list_line(tx, area, day=at.date())
    arrival = Arrival(categories=path_of(tree, category), units=line, at=at)
    rule = routing.chosen(rules, arrival)
    return Routed(unit=rule.unit if rule else area, rule=rule)


def path_of(tree: Tree, category: str) -> tuple[str, ...]:
    """The codes from the topmost category down to this one."""
    return tuple(one.code for one in tree.line(category)) if category in tree else (category,)


async def add_rule(tx: Transaction, rule: Rule, keeper: Keeper) -> None:
    """Write a rule down.

    Raises:
        CategoryUnknown: if it is about a category that does not stand on its first day.

    """
    routing.checked(rule, today=keeper.today)
    if rule.category is not None:
        tree_of(await categories.list_chapters(tx), rule.valid_from).get(rule.category)
    await store.add_rule(tx, rule, by=keeper.asker.account)
    await note_deed(tx, keeper.asker, "routing.rule_added", subject=str(rule.id))


async def end_rule(tx: Transaction, rule_id: UUID, keeper: Keeper) -> None:
    """Let a rule hold no more from today on.

    Raises:
        RuleUnknown: if there is none, or it has ended.

    """
    if not await store.end_rule(tx, rule_id, on=keeper.today):
        raise RuleUnknown
    await note_deed(tx, keeper.asker, "routing.rule_ended", subject=str(rule_id))
