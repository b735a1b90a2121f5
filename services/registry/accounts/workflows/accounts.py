"""Keeping accounts: decide, write down, and end the sessions that knew other rights."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.registry.accounts import store
from services.registry.accounts.domain import (
    Account,
    FirstAdministratorExists,
    LastAdministrator,
    LoginTaken,
    SignInRefused,
    is_still_good,
    login_of,
    may_entrust,
    name_of,
    new_password,
)
from services.registry.accounts.store import list_delegations
from services.registry.accounts.workflows.passwords import OneTime, hashed, is_right
from services.registry.accounts.workflows.sessions import (
    count_as_failed,
    end_all,
    end_deputies,
    source_of_account,
)
from shared.chassis import audit
from shared.chassis.database import Database, Transaction
from shared.chassis.directory import line_of
from shared.chassis.principal import Principal
from shared.kernel.backoff import OF_ACCOUNT
from shared.kernel.places import UnitCode
from shared.kernel.roles import Grant, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What is written down of somebody new."""

    id: UUID
    login: str
    name: str
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Who keeps accounts, and when; nobody keeps more than is administered."""

    principal: Principal
    now: datetime
    today: date


async def open_node(tx: Transaction, wanted: NewAccount, secret: OneTime) -> None:
    """The first administrator of a node.

    Raises:
        FirstAdministratorExists: if somebody administers the node already.

    """
    await store.lock_accounts(tx)
    if any(account.is_administrator for account in await store.list_accounts(tx)):
        raise FirstAdministratorExists
    await _add(tx, wanted, secret)
    await audit.record(tx, None, "account.first", subject=str(wanted.id))


async def open_account(
    tx: Transaction, wanted: NewAccount, keeper: Keeper, *, secret: OneTime
) -> None:
    """An account for somebody new, opened by a one-time password.

    Raises:
        RoleOutOfReach: if a role lies over a unit the keeper does not administer.
        LoginTaken: if the login is in use.

    """
    for grant in wanted.grants:
        await must_reach(tx, keeper, grant.unit)
    await _add(tx, wanted, secret)
    await audit.record(tx, keeper.principal, "account.opened", subject=str(wanted.id))


async def _add(tx: Transaction, wanted: NewAccount, secret: OneTime) -> None:
    account = Account(
        id=wanted.id,
        login=login_of(wanted.login),
        name=name_of(wanted.name),
        grants=wanted.grants,
        must_change_password=True,
        password_hash=secret.kept,
    )
    if not await store.add_account(tx, account):
        raise LoginTaken


async def give_role(tx: Transaction, account: UUID, grant: Grant, *, keeper: Keeper) -> None:
    """Entrust an account with a role; its sessions begin anew.

    Raises:
        RoleOutOfReach: if the keeper does not administer the unit.
        AccountUnknown: if there is no such account.

    """
    await store.lock_accounts(tx)
    await must_reach(tx, keeper, grant.unit)
    await store.load_account(tx, account)
    await store.add_grants(tx, account, [grant])
    await _changed(tx, account, f"account.given.{grant.role}.{grant.unit}", keeper=keeper)


async def take_role(tx: Transaction, account: UUID, grant: Grant, *, keeper: Keeper) -> None:
    """Relieve an account of a role; its sessions end, and those of its deputies.

    Raises:
        RoleOutOfReach: if the keeper does not administer the unit.
        LastAdministrator: if nobody would keep the accounts any more.

    """
    await store.lock_accounts(tx)
    await must_reach(tx, keeper, grant.unit)
    if not await store.remove_grant(tx, account, grant):
        return
    await _refuse_headless(tx)
    await end_deputies(tx, account, now=keeper.now)
    await _changed(tx, account, f"account.taken.{grant.role}.{grant.unit}", keeper=keeper)


async def suspend(tx: Transaction, account: UUID, keeper: Keeper) -> None:
    """Let nobody sign in with an account; its sessions end.

    Raises:
        RoleOutOfReach: if the account holds a role the keeper does not administer.
        LastAdministrator: if nobody would keep the accounts any more.

    """
    await store.lock_accounts(tx)
    await _must_keep(tx, account, keeper)
    await store.save_suspension(tx, account, keeper.now)
    await _refuse_headless(tx)
    await end_deputies(tx, account, now=keeper.now)
    await _changed(tx, account, "account.suspended", keeper=keeper)


async def restore(tx: Transaction, account: UUID, keeper: Keeper) -> None:
    """Let somebody sign in again.

    Raises:
        RoleOutOfReach: if the account holds a role the keeper does not administer.

    """
    await _must_keep(tx, account, keeper)
    await store.save_suspension(tx, account, None)
    await audit.record(tx, keeper.principal, "account.restored", subject=str(account))


async def reset_password(
    tx: Transaction, account: UUID, keeper: Keeper, *, secret: OneTime
) -> None:
    """A one-time password for whoever has forgotten; every session ends.

    Raises:
        RoleOutOfReach: if the account holds or may borrow a role the keeper does not
            administer: whoever knows the password could act by it.

    """
    await _must_keep(tx, account, keeper)
    for delegation in await list_delegations(tx, account):
        if delegation.deputy == account and is_still_good(delegation, today=keeper.today):
            await must_reach(tx, keeper, delegation.unit)
    await store.save_password(tx, account, secret.kept, must_change=True)
    await _changed(tx, account, "account.password_reset", keeper=keeper)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChange:
    """What somebody typed who wants another password."""

    old: str
    new: str
    again: str


async def change_password(
    database: Database, principal: Principal, change: PasswordChange, *, now: datetime
) -> Account:
    """Take another password; every session ends. A wrong old one counts as a guess.

    Raises:
        TooManyTries: if the old password was guessed too often.
        SignInRefused: if the old password is not right.
        PasswordsDiffer, PasswordTooShort, PasswordTooPlain: if the new one cannot be taken.

    """
    async with database.transaction() as tx:
        account = await store.load_account(tx, principal.account)
        source = source_of_account(account.login)
        await count_as_failed(tx, source, OF_ACCOUNT, now=now)
    if not await is_right(change.old, account.password_hash):
        raise SignInRefused
    async with database.transaction() as tx:
        await store.forget_failures(tx, source)
    kept = await hashed(new_password(change.new, change.again, login=account.login))
    async with database.transaction() as tx:
        await store.save_password(tx, account.id, kept, must_change=False)
        await end_all(tx, account.id, now=now)
        await audit.record(tx, principal, "account.password_changed", subject=str(account.id))
        return await store.load_account(tx, account.id)


async def _changed(tx: Transaction, account: UUID, deed: str, *, keeper: Keeper) -> None:
    await end_all(tx, account, now=keeper.now)
    await audit.record(tx, keeper.principal, deed, subject=str(account))


async def must_reach(tx: Transaction, keeper: Keeper, unit: UnitCode) -> None:
    """Let pass who administers a unit as it is organised today.

    Raises:
        RoleOutOfReach: if the keeper does not.

    """
    line = await line_of(tx, unit, day=keeper.today)
    may_entrust(keeper.principal.grants, line)


async def _must_keep(tx: Transaction, account: UUID, keeper: Keeper) -> None:
    """Nobody touches an account that may do more than its keeper could give."""
    for grant in (await store.load_account(tx, account)).grants:
        await must_reach(tx, keeper, grant.unit)


async def _refuse_headless(tx: Transaction) -> None:
    everybody = await store.list_accounts(tx)
    if not any(
        account.suspended_at is None and Role.ADMINISTRATOR in {g.role for g in account.grants}
        for account in everybody
    ):
        raise LastAdministrator
