"""Which rules hold, and what they would do with a case."""

from datetime import datetime

from services.intake.categories import domain, store
from services.intake.categories.domain import Arrival, Rule, Tree
from shared.chassis.database import Transaction
from shared.chassis.directory import line_of


async def rules_known(tx: Transaction) -> list[Rule]:
    """Every rule there ever was, the newest first."""
    return await store.list_rules(tx)


async def arrival_of(
    tx: Transaction, category: str, area: str, *, tree: Tree, at: datetime
) -> Arrival:
    """A case about `category` for the unit `area`, as rules see it."""
    line = await line_of(tx, area, day=at.date())
    path = tuple(one.code for one in tree.line(category)) if category in tree else (category,)
    return Arrival(categories=path, units=line, at=at)


def in_turn(rules: list[Rule], arrival: Arrival) -> list[Rule]:
    """The rules that hold, the one that wins first."""
    holding = [rule for rule in rules if domain.holds(rule, arrival)]
    return sorted(holding, key=lambda rule: domain.weight(rule, arrival), reverse=True)
