"""Having a case in hand: taken by whoever opens it for work, taken over only in the open."""

from datetime import datetime

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.leases import Lease, taken
from services.intake.cases.store import desks as store
from services.intake.cases.store.desks import Colleague
from services.intake.cases.workflows.entries import note
from shared.chassis.asker import Asker
from shared.chassis.audit import note_deed
from shared.chassis.database import Transaction
from shared.kernel.roles import Right


async def seen(tx: Transaction, asker: Asker, *, now: datetime) -> None:
    """Remember by name who works here, so that others can be told who has what in hand."""
    unit = next(iter(sorted(asker.scopes(Right.WORK) or asker.scopes(Right.READ))), "")
    one = Colleague(account=asker.account, name=asker.name or "…", unit=unit)
    await store.keep_officer(tx, one, now=now)


async def take_lease(
    tx: Transaction, case: Case, asker: Asker, *, now: datetime, is_takeover: bool = False
) -> Lease:
    """Have a case in hand for a while; any work on it prolongs that.

    Raises:
        HeldByAnother: if somebody else has it, and this is no explicit takeover.

    """
    before = await store.load_lease(tx, case.id, to_change=True)
    lease = taken(
        before, by=asker.account, name=asker.name or "…", now=now, is_takeover=is_takeover
    )
    await store.keep_lease(tx, case.id, lease)
    if is_takeover and before and before.is_held(now) and before.holder != asker.account:
        await note_deed(tx, asker, "case.taken_over", subject=str(case.id))
        data = {"from": str(before.holder)}
        who = str(asker.account)
        await note(tx, case, who=who, what="lease_taken_over", now=now, data=data)
    return lease


async def release(tx: Transaction, case: Case, asker: Asker) -> None:
    """Let a case go, so that anybody may take it."""
    await store.drop_lease(tx, case.id, holder=asker.account)
