"""Enrolling: writing down which unit hosts a node, and by which key it is known."""

from services.registry.accounts import store
from services.registry.accounts.domain import Enrolment, enrol
from services.registry.accounts.workflows.accounts import Keeper
from shared.chassis import audit
from shared.chassis.database import Transaction
from shared.chassis.directory import line_of


async def enrol_node(tx: Transaction, wanted: Enrolment, keeper: Keeper) -> None:
    """Write down a node, or its new key or parent.

    Raises:
        KeyUnusable, KeyOfAnother, ParentNotAbove: as the rule says.

    """
    await store.lock_enrolments(tx)
    line = await line_of(tx, wanted.place, day=keeper.today)
    known = await store.list_enrolments(tx)
    await store.save_enrolment(tx, enrol(wanted, known=known, line=line), now=keeper.now)
    await audit.record(tx, keeper.principal, "node.enrolled", subject=wanted.place)
