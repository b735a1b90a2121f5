"""Keeping the rules by which new cases go to their unit; none is ever edited."""

from uuid import UUID

from services.intake.categories import domain, store
from services.intake.categories.domain import Rule, tree_of
from services.intake.categories.workflows import Keeper, forget
from shared.chassis import audit
from shared.chassis.database import Transaction
from shared.chassis.directory import units_hosted_at
from shared.kernel.hosting import served
from shared.kernel.rejection import NotFound


class RuleUnknown(NotFound):
    """Không có quy tắc này, hoặc quy tắc đã ngừng.
    There is no such rule, or it has ended.
    """


async def add_rule(tx: Transaction, rule: Rule, keeper: Keeper) -> None:
    """Write a rule down.

    Raises:
        CategoryUnknown: if it is about a category that does not stand on its first day.
        UnitNotHosted: if another node serves the unit it names.

    """
    await keeper.must(tx)
    domain.checked(rule, today=keeper.today)
    if rule.category is not None:
        tree_of(await store.list_chapters(tx), rule.valid_from).get(rule.category)
    served(rule.unit, await units_hosted_at(tx, keeper.here))
    await store.add_rule(tx, rule, by=keeper.principal.account)
    forget(tx)
    await audit.record(tx, keeper.principal, "routing.rule_added", subject=str(rule.id))


async def end_rule(tx: Transaction, rule_id: UUID, keeper: Keeper) -> None:
    """Let a rule hold no more from today on.

    Raises:
        RuleUnknown: if there is none, or it has ended.

    """
    await keeper.must(tx)
    if not await store.end_rule(tx, rule_id, on=keeper.today):
        raise RuleUnknown
    forget(tx)
    await audit.record(tx, keeper.principal, "routing.rule_ended", subject=str(rule_id))
