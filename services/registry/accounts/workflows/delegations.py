"""Delegating: one lets another act in one's name, for a time."""

from datetime import date, datetime
from uuid import UUID

from services.registry.accounts.domain.accounts import AccountUnknown
from services.registry.accounts.domain.delegations import (
    Delegation,
    DelegationUnknown,
    delegate,
)
from services.registry.accounts.store import accounts as account_store
from services.registry.accounts.store import sessions as store
from services.registry.accounts.workflows.sessions import end
from shared.chassis.asker import Asker
from shared.chassis.audit import note_deed
from shared.chassis.database import Transaction


async def add_delegation(
    tx: Transaction, asker: Asker, wanted: Delegation, *, today: date
) -> None:
    """Let a deputy act in one's name.

    Raises:
        AccountUnknown: if there is no such deputy.
        DelegatedToOneself, DelegationTooLong, RoleNotOnesOwn: as the rule says.

    """
    principal = await account_store.load_account(tx, asker.account)
    deputy = await account_store.load_account(tx, wanted.deputy)
    if deputy.suspended_at is not None:
        raise AccountUnknown
    await store.add_delegation(tx, delegate(wanted, held=principal.grants, today=today))
    await note_deed(tx, asker, "delegation.given", subject=str(wanted.id))


async def take_back(tx: Transaction, asker: Asker, delegation: UUID, *, now: datetime) -> None:
    """End a delegation one has given; whoever acts by it is signed out.

    Raises:
        DelegationUnknown: if one has not given it.

    """
    found = await store.load_delegation(tx, delegation)
    if found.principal != asker.account:
        raise DelegationUnknown
    await store.take_back(tx, delegation)
    for session in await store.list_open_sessions(tx, found.deputy):
        if session.delegation == delegation:
            await end(tx, session.id, now=now)
    await note_deed(tx, asker, "delegation.taken_back", subject=str(delegation))
