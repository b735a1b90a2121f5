"""Accounts and their roles in and out of Postgres."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.accounts.domain.accounts import Account, AccountUnknown
from services.registry.accounts.tables import account_roles, accounts
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode
from shared.kernel.roles import Grant, Role

ONE_AT_A_TIME = 7_401_820_180_103
"""Advisory lock: of two who take the last administrators away, one sees the other."""


async def lock_accounts(tx: Transaction) -> None:
    """Wait until nobody else changes roles; until the transaction ends it is our turn."""
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


async def add_account(tx: Transaction, account: Account) -> bool:
    """Write a new account down; False if its login is taken."""
    row = {
        "id": account.id,
        "login": account.login,
        "name": account.name,
        "password_hash": account.password_hash,
        "must_change_password": account.must_change_password,
    }
    added = insert(accounts).values(row).on_conflict_do_nothing().returning(accounts.c.id)
    if (await tx.execute(added)).scalar_one_or_none() is None:
        return False
    await add_grants(tx, account.id, account.grants)
    return True


async def add_grants(tx: Transaction, account: UUID, grants: Iterable[Grant]) -> None:
    """Roles an account holds from now on."""
    rows = [{"account": account, "role": g.role, "unit": g.unit} for g in grants]
    if rows:
        await tx.execute(insert(account_roles).values(rows).on_conflict_do_nothing())


async def remove_grant(tx: Transaction, account: UUID, grant: Grant) -> bool:
    """A role an account no longer holds; False if it never did."""
    held = account_roles.c
    gone = account_roles.delete().where(
        held.account == account, held.role == grant.role, held.unit == grant.unit
    )
    return (await tx.execute(gone)).rowcount == 1


async def save_password(
    tx: Transaction, account: UUID, password_hash: str, *, must_change: bool
) -> None:
    """Another password."""
    await _update(tx, account, password_hash=password_hash, must_change_password=must_change)


async def save_suspension(tx: Transaction, account: UUID, at: datetime | None) -> None:
    """Suspended from `at` on, or no longer."""
    await _update(tx, account, suspended_at=at)


async def _update(tx: Transaction, account: UUID, **values: object) -> None:
    change = accounts.update().where(accounts.c.id == account)
    await tx.execute(change.values(**values, version=accounts.c.version + 1))


async def load_account(tx: Transaction, account: UUID) -> Account:
    """One account with its roles.

    Raises:
        AccountUnknown: if there is none with this id.

    """
    found = await _accounts(tx, accounts.c.id == account)
    if not found:
        raise AccountUnknown
    return found[0]


async def find_login(tx: Transaction, login: str) -> Account | None:
    """The account with this login."""
    return next(iter(await _accounts(tx, accounts.c.login == login)), None)


async def list_accounts(tx: Transaction) -> list[Account]:
    """All accounts, by login."""
    return await _accounts(tx, sa.true())


async def names_of(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What people are called, for the pages of those who may know."""
    query = sa.select(accounts.c.id, accounts.c.name).where(accounts.c.id.in_(set(ids)))
    return {row.id: row.name for row in await tx.execute(query)}


async def _accounts(tx: Transaction, wanted: sa.ColumnElement[bool]) -> list[Account]:
    rows = (
        await tx.execute(sa.select(accounts).where(wanted).order_by(accounts.c.login))
    ).all()
    held = account_roles.c
    query = sa.select(account_roles).where(held.account.in_([row.id for row in rows]))
    grants: dict[UUID, list[Grant]] = {}
    for row in await tx.execute(query.order_by(held.unit, held.role)):
        grants.setdefault(row.account, []).append(Grant(Role(row.role), UnitCode(row.unit)))
    return [
        Account(
            id=row.id,
            login=row.login,
            name=row.name,
            grants=tuple(grants.get(row.id, ())),
            must_change_password=row.must_change_password,
            suspended_at=row.suspended_at,
            version=row.version,
            password_hash=row.password_hash,
        )
        for row in rows
    ]
