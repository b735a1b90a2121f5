"""Keeping accounts: decide, write down, and end the sessions that knew other rights."""

from dataclasses import dataclass
from uuid import UUID

from services.registry.accounts import store
from services.registry.accounts.domain import (
    Account,
    Enrolment,
    FirstAdministratorExists,
    LastAdministrator,
    LoginTaken,
    Token,
    enrol,
    give_out,
    is_still_good,
    login_of,
    may_entrust,
    name_of,
)
from services.registry.accounts.workflows.passwords import OneTime
from services.registry.accounts.workflows.sessions import end_all, end_deputies, end_everywhere
from shared.chassis import audit
from shared.chassis.acting import SignedIn
from shared.chassis.database import Transaction
from shared.chassis.principal import Principal
from shared.chassis.sessions import SessionCodec
from shared.kernel.places import UnitCode
from shared.kernel.roles import Grant


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What is written down of somebody new."""

    id: UUID
    login: str
    name: str
    grants: tuple[Grant, ...]


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
    tx: Transaction, wanted: NewAccount, acting: SignedIn, *, secret: OneTime
) -> None:
    """An account for somebody new, opened by a one-time password.

    Raises:
        RoleOutOfReach: if a role lies over a unit the keeper does not administer.
        LoginTaken: if the login is in use.

    """
    for grant in wanted.grants:
        await must_reach(tx, acting, grant.unit)
    await _add(tx, wanted, secret)
    await audit.record(tx, acting.principal, "account.opened", subject=str(wanted.id))


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


async def give_role(tx: Transaction, account: UUID, grant: Grant, *, acting: SignedIn) -> None:
    """Entrust an account with a role; its sessions begin anew.

    Raises:
        RoleOutOfReach: if the keeper does not administer the unit.
        AccountUnknown: if there is no such account.

    """
    await store.lock_accounts(tx)
    await must_reach(tx, acting, grant.unit)
    await store.load_account(tx, account)
    await store.add_grants(tx, account, [grant])
    await _changed(tx, account, f"account.given.{grant.role}.{grant.unit}", acting=acting)


async def take_role(tx: Transaction, account: UUID, grant: Grant, *, acting: SignedIn) -> None:
    """Relieve an account of a role; its sessions end, and those of its deputies.

    Raises:
        RoleOutOfReach: if the keeper does not administer the unit.
        LastAdministrator: if nobody would keep the accounts any more.

    """
    await store.lock_accounts(tx)
    await must_reach(tx, acting, grant.unit)
    if not await store.remove_grant(tx, account, grant):
        return
    await _refuse_headless(tx)
    await end_deputies(tx, account, now=acting.now)
    await _changed(tx, account, f"account.taken.{grant.role}.{grant.unit}", acting=acting)


async def suspend(tx: Transaction, account: UUID, acting: SignedIn) -> None:
    """Let nobody sign in with an account; its sessions end.

    Raises:
        RoleOutOfReach: if the account holds a role the keeper does not administer.
        LastAdministrator: if nobody would keep the accounts any more.

    """
    await store.lock_accounts(tx)
    await _must_keep(tx, account, acting)
    await store.save_suspension(tx, account, acting.now)
    await _refuse_headless(tx)
    await end_deputies(tx, account, now=acting.now)
    await _changed(tx, account, "account.suspended", acting=acting)


async def restore(tx: Transaction, account: UUID, acting: SignedIn) -> None:
    """Let somebody sign in again.

    Raises:
        RoleOutOfReach: if the account holds a role the keeper does not administer.

    """
    await _must_keep(tx, account, acting)
    await store.save_suspension(tx, account, None)
    await audit.record(tx, acting.principal, "account.restored", subject=str(account))


async def reset_password(
    tx: Transaction, account: UUID, acting: SignedIn, *, secret: OneTime
) -> None:
    """A one-time password for whoever has forgotten; every session ends.

    Raises:
        RoleOutOfReach: if the account holds or may borrow a role the keeper does not
            administer: whoever knows the password could act by it.

    """
    await _must_keep(tx, account, acting)
    for delegation in await store.list_delegations(tx, account):
        if delegation.deputy == account and is_still_good(delegation, today=acting.today):
            await must_reach(tx, acting, delegation.unit)
    await store.save_password(tx, account, secret.kept, must_change=True)
    await _changed(tx, account, "account.password_reset", acting=acting)


async def _changed(tx: Transaction, account: UUID, deed: str, *, acting: SignedIn) -> None:
    await end_all(tx, account, now=acting.now)
    await audit.record(tx, acting.principal, deed, subject=str(account))


async def must_reach(tx: Transaction, acting: SignedIn, unit: UnitCode) -> None:
    """Let pass who administers a unit as it is organised today.

    Raises:
        RoleOutOfReach: if the keeper does not.

    """
    may_entrust(acting.principal.grants, await acting.line_of(tx, unit))


async def _must_keep(tx: Transaction, account: UUID, acting: SignedIn) -> None:
    """Nobody touches an account that may do more than its keeper could give."""
    for grant in (await store.load_account(tx, account)).grants:
        await must_reach(tx, acting, grant.unit)


async def _refuse_headless(tx: Transaction) -> None:
    accounts = await store.list_accounts(tx)
    if not any(each.suspended_at is None and each.is_administrator for each in accounts):
        raise LastAdministrator


async def give_token(
    tx: Transaction, wanted: Token, acting: SignedIn, *, sessions: SessionCodec
) -> str:
    """What the machine has to show; it is shown once and kept nowhere.

    Raises:
        RoleOutOfReach: if the keeper does not administer the unit.
        TokenNameMissing, TokenLastsTooLong, TokenForMachinesOnly: as the rule says.

    """
    await must_reach(tx, acting, wanted.unit)
    token = give_out(wanted, now=acting.now)
    await store.add_token(tx, token, made_by=acting.principal.account)
    await audit.record(tx, acting.principal, "token.given", subject=str(token.id))
    machine = Principal(
        account=token.id, session=token.id, grants=(Grant(token.role, token.unit),)
    )
    return sessions.token(machine, until=token.expires_at)


async def end_token(tx: Transaction, token: UUID, acting: SignedIn) -> None:
    """Let a token open nothing more, at once and everywhere on this node.

    Raises:
        TokenUnknown: if none was given out with this id.
        RoleOutOfReach: if the keeper does not administer the unit.

    """
    kept = await store.load_token(tx, token)
    await must_reach(tx, acting, kept.unit)
    await store.end_token(tx, token, at=acting.now)
    await end_everywhere(tx, token, keep_until=kept.expires_at, now=acting.now)
    await audit.record(tx, acting.principal, "token.ended", subject=str(token))


async def enrol_node(tx: Transaction, wanted: Enrolment, acting: SignedIn) -> None:
    """Write down a node, or its new key or parent.

    Raises:
        KeyUnusable, KeyOfAnother, ParentNotAbove: as the rule says.

    """
    await store.lock_enrolments(tx)
    line = await acting.line_of(tx, wanted.place)
    known = await store.list_enrolments(tx)
    await store.save_enrolment(tx, enrol(wanted, known=known, line=line), now=acting.now)
    await audit.record(tx, acting.principal, "node.enrolled", subject=wanted.place)
