"""Having a case in hand: taken by whoever opens it for work, taken over only in the open."""

from datetime import datetime

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.leases import Lease, taken
from services.intake.cases.store import desks as store
from services.intake.cases.store.desks import Colleague
from services.intake.cases.workflows.entries import note
from shared.chassis import audit
from shared.chassis.database import Transaction
from shared.chassis.principal import Principal
from shared.kernel.roles import Right


async def seen(tx: Transaction, principal: Principal, *, now: datetime) -> None:
    """Remember by name who works here, so that others can be told who has what in hand."""
    unit = next(iter(sorted(principal.scopes(Right.WORK) or principal.scopes(Right.READ))), "")
    one = Colleague(account=principal.account, name=principal.name or "…", unit=unit)
    await store.keep_officer(tx, one, now=now)


async def take_lease(
    tx: Transaction,
    case: Case,
    principal: Principal,
    *,
    now: datetime,
    is_takeover: bool = False,
) -> Lease:
    """Have a case in hand for a while; any work on it prolongs that.

    Raises:
        HeldByAnother: if somebody else has it, and this is no explicit takeover.

    """
    before = await store.load_lease(tx, case.id, to_change=True)
    lease = taken(
        before,
        by=principal.account,
        name=principal.name or "…",
        now=now,
        is_takeover=is_takeover,
    )
    await store.keep_lease(tx, case.id, lease)
    if is_takeover and before and before.is_held(now) and before.holder != principal.account:
        await audit.record(tx, principal, "case.taken_over", subject=str(case.id))
        data = {"from": str(before.holder)}
        who = str(principal.account)
        await note(tx, case, who=who, what="lease_taken_over", now=now, data=data)
    return lease


async def release(tx: Transaction, case: Case, principal: Principal) -> None:
    """Let a case go, so that anybody may take it."""
    await store.drop_lease(tx, case.id, holder=principal.account)
