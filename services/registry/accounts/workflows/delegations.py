"""Delegating: one lets another act in one's name, for a time."""

from datetime import date, datetime
from uuid import UUID

from services.registry.accounts import store
from services.registry.accounts.domain import (
    AccountUnknown,
    Delegation,
    DelegationUnknown,
    delegate,
)
from services.registry.accounts.workflows.sessions import end
from shared.chassis import audit
from shared.chassis.database import Transaction
from shared.chassis.principal import Principal


async def add_delegation(
    tx: Transaction, principal: Principal, wanted: Delegation, *, today: date
) -> None:
    """Let a deputy act in one's name.

    Raises:
        AccountUnknown: if there is no such deputy.
        DelegatedToOneself, DelegationTooLong, RoleNotOnesOwn: as the rule says.

    """
    delegator = await store.load_account(tx, principal.account)
    deputy = await store.load_account(tx, wanted.deputy)
    if deputy.suspended_at is not None:
        raise AccountUnknown
    await store.add_delegation(tx, delegate(wanted, held=delegator.grants, today=today))
    await audit.record(tx, principal, "delegation.given", subject=str(wanted.id))


async def take_back(
    tx: Transaction, principal: Principal, delegation: UUID, *, now: datetime
) -> None:
    """End a delegation one has given; whoever acts by it is signed out.

    Raises:
        DelegationUnknown: if one has not given it.

    """
    found = await store.load_delegation(tx, delegation)
    if found.principal != principal.account:
        raise DelegationUnknown
    await store.take_back(tx, delegation)
    for session in await store.list_open_sessions(tx, found.deputy):
        if session.delegation == delegation:
            await end(tx, session.id, now=now)
    await audit.record(tx, principal, "delegation.taken_back", subject=str(delegation))
