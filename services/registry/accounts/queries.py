"""What pages show of accounts: to their owners, and to those who keep them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.registry.accounts import store
from services.registry.accounts.domain import Account, Delegation, Enrolment, Session, Token
from services.registry.org.queries import Viewer
from shared.chassis import audit
from shared.chassis.audit import PAGE, Trace, list_trail
from shared.chassis.database import Transaction
from shared.chassis.principal import NotYours
from shared.kernel.roles import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    account: Account
    sessions: tuple[Session, ...]
    delegations: tuple[Delegation, ...]
    names: Mapping[UUID, str]
    """What the others in the delegations are called."""


async def own_account(tx: Transaction, viewer: Viewer) -> OwnAccount:
    account = await store.load_account(tx, viewer.principal.account)
    delegations = await store.list_delegations(tx, account.id)
    others = {each.principal for each in delegations} | {each.deputy for each in delegations}
    return OwnAccount(
        account=account,
        sessions=tuple(await store.list_open_sessions(tx, account.id)),
        delegations=tuple(delegations),
        names=await store.names_of(tx, others),
    )


async def has_administrator(tx: Transaction) -> bool:
    return any(account.is_administrator for account in await store.list_accounts(tx))


async def colleagues(tx: Transaction, viewer: Viewer) -> list[Account]:
    """Who may be made a deputy: everybody else who may sign in."""
    everybody = await store.list_accounts(tx)
    return [a for a in everybody if a.suspended_at is None and a.id != viewer.principal.account]


async def accounts_kept(tx: Transaction, viewer: Viewer) -> list[Account]:
    """The accounts a keeper may see; that they were looked at is written down."""
    everybody = await store.list_accounts(tx)
    shown = [account for account in everybody if await _is_kept(tx, account, viewer)]
    await audit.record_reading(tx, viewer.principal, "accounts.list", subject=viewer.here)
    return shown


async def account_kept(tx: Transaction, account_id: UUID, viewer: Viewer) -> Account:
    """One account, for its keeper; that it was looked at is written down.

    Raises:
        AccountUnknown: if there is none.
        NotYours: if another administrator keeps it.

    """
    account = await store.load_account(tx, account_id)
    if not await _is_kept(tx, account, viewer):
        raise NotYours
    await audit.record_reading(tx, viewer.principal, "account.read", subject=str(account_id))
    return account


async def _is_kept(tx: Transaction, account: Account, viewer: Viewer) -> bool:
    units = {grant.unit for grant in account.grants}
    reached = [await viewer.may(tx, Right.ADMINISTER, unit) for unit in units]
    return any(reached) or not reached


async def tokens_kept(tx: Transaction, viewer: Viewer) -> list[Token]:
    given = await store.list_tokens(tx)
    return [token for token in given if await viewer.may(tx, Right.ADMINISTER, token.unit)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailPage:
    """A page of the audit trail, with what the accounts on it are called."""

    traces: tuple[Trace, ...]
    names: Mapping[UUID, str]
    next_before: int | None


async def trail(
    tx: Transaction, viewer: Viewer, *, before: int | None, deed: str, readings_only: bool
) -> TrailPage:
    """Who did what and who read what, the newest first; a line belongs to the whole node.

    Raises:
        NotYours: if the viewer audits no more than a part of it.

    """
    await viewer.must(tx, Right.AUDIT, viewer.here)
    traces = await list_trail(
        tx, before=before, deed=deed, readings_only=readings_only, limit=PAGE + 1
    )
    shown = tuple(traces[:PAGE])
    people = {trace.account for trace in shown} | {trace.acting_for for trace in shown}
    return TrailPage(
        traces=shown,
        names=await store.names_of(tx, {person for person in people if person}),
        next_before=shown[-1].number if len(traces) > PAGE else None,
    )


async def nodes_kept(tx: Transaction, viewer: Viewer) -> list[Enrolment]:
    nodes = await store.list_enrolments(tx)
    return [node for node in nodes if await viewer.may(tx, Right.ADMINISTER, node.place)]
