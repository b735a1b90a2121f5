"""Signing in and out: decide, write down, announce."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.registry.accounts import store
from services.registry.accounts.domain import (
    LONGEST,
    Account,
    AccountSuspended,
    AccountUnknown,
    Delegation,
    DelegationOver,
    DelegationUnknown,
    NoAccountHere,
    Session,
    SignInRefused,
    borrowed,
    delegate,
    is_alive,
    new_password,
    refuse_suspended,
)
from services.registry.accounts.workflows.passwords import hashed, is_right
from shared.chassis import audit
from shared.chassis.database import Database, Transaction
from shared.chassis.ended import end_session
from shared.chassis.outbox import OutgoingEvent, publish
from shared.chassis.principal import Principal
from shared.events.registry import SessionEnded
from shared.kernel.backoff import (
    FORGIVEN_AFTER,
    OF_ACCOUNT,
    OF_ADDRESS,
    Backoff,
    one_less,
    one_more,
    refuse_guessing,
)
from shared.kernel.places import Place

MOST_DEVICE_CHARS = 120
DELEGATION_ENDED = (DelegationOver, DelegationUnknown, AccountSuspended)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Somebody tries to sign in: with what, from where, in which browser."""

    login: str
    password: str
    address: str
    device: str
    session: UUID
    now: datetime

    @property
    def sources(self) -> tuple[str, str]:
        """What failures are counted by."""
        return _source_of(self.login), f"address:{self.address}"


async def sign_in(database: Database, attempt: Attempt) -> Principal:
    """Begin a session.

    A try counts as failed before the password is looked at: a hundred at once are a hundred.

    Raises:
        TooManyTries: if account or address have failed too often, too lately.
        SignInRefused: if there is no such account or the password is another.
        AccountSuspended: if the account may not be used.

    """
    async with database.transaction() as tx:
        for source, backoff in zip(attempt.sources, (OF_ACCOUNT, OF_ADDRESS), strict=True):
            await _count_as_failed(tx, source, backoff, now=attempt.now)
        account = await store.find_login(tx, attempt.login)
    if not await is_right(attempt.password, account.password_hash if account else ""):
        raise SignInRefused
    assert account is not None, "nobody's password is never right"
    refuse_suspended(account)
    async with database.transaction() as tx:
        await _forgive(tx, attempt)
        return await begin_session(
            tx, account, session=attempt.session, device=attempt.device, now=attempt.now
        )


async def sign_in_vouched(tx: Transaction, attempt: Attempt) -> Principal:
    """Begin a session of somebody a provider vouches for; no account is ever made by this.

    A one-time password that was never used is void: its owner has come in without it.

    Raises:
        NoAccountHere: if nobody here has that login.
        AccountSuspended: if the account may not be used.

    """
    account = await store.find_login(tx, attempt.login)
    if account is None:
        raise NoAccountHere
    refuse_suspended(account)
    if account.must_change_password:
        await store.save_password(tx, account.id, "", must_change=False)
        account = replace(account, must_change_password=False)
    return await begin_session(
        tx, account, session=attempt.session, device=attempt.device, now=attempt.now
    )


async def begin_session(
    tx: Transaction, account: Account, *, session: UUID, device: str, now: datetime
) -> Principal:
    """A session of somebody whose identity is established."""
    begun = Session(
        id=session,
        account=account.id,
        begun_at=now,
        renewed_at=now,
        device=device[:MOST_DEVICE_CHARS],
    )
    await store.add_session(tx, begun)
    principal = _principal(account, begun)
    await audit.record(tx, principal, "session.begun", subject=str(session))
    return principal


async def renew(
    tx: Transaction, session: UUID, *, place: Place, now: datetime
) -> Principal | None:
    """The principal as things stand now, or None if the session is over.

    Whoever acts by a delegation that is over goes on in the own name.
    """
    found = await store.find_session(tx, session)
    if found is None or not is_alive(found, now=now):
        return None
    account = await store.load_account(tx, found.account)
    if account.suspended_at is not None:
        return None
    renewed = replace(found, renewed_at=now)
    try:
        principal = await _as_things_stand(tx, account, renewed, place=place, now=now)
    except DELEGATION_ENDED:
        renewed = replace(renewed, delegation=None)
        principal = _principal(account, renewed)
    await store.save_session(tx, renewed)
    return principal


async def end(tx: Transaction, session: UUID, *, now: datetime) -> None:
    """End a session everywhere."""
    found = await store.find_session(tx, session)
    if found is None or found.ended_at is not None:
        return
    await store.save_session(tx, replace(found, ended_at=now))
    await end_everywhere(tx, session, keep_until=found.ends_at, now=now)


async def end_everywhere(
    tx: Transaction, session: UUID, *, keep_until: datetime, now: datetime
) -> None:
    """Let a session or a token open nothing more, in any service of this node."""
    await end_session(tx, session, keep_until=keep_until)
    event = SessionEnded(session=session, keep_until=keep_until)
    await publish(tx, OutgoingEvent(event=event, occurred_at=now))


async def end_all(tx: Transaction, account: UUID, *, now: datetime) -> None:
    """End every session of an account: its password or its rights are other ones now."""
    for session in await store.list_open_sessions(tx, account):
        await end(tx, session.id, now=now)


async def end_deputies(tx: Transaction, principal: UUID, *, now: datetime) -> None:
    """End every session in which somebody acts for an account that may do less now."""
    for session in await store.list_deputies_sessions(tx, principal):
        await end(tx, session.id, now=now)


async def act_for(
    tx: Transaction,
    principal: Principal,
    delegation: UUID | None,
    *,
    place: Place,
    now: datetime,
) -> Principal:
    """Go on in another's name by a delegation, or in one's own if none is given.

    Raises:
        DelegationUnknown: if it is not for this account.
        DelegationOver: if it is not in force.

    """
    session = await store.find_session(tx, principal.session)
    if session is None or session.ended_at is not None:
        raise SignInRefused
    account = await store.load_account(tx, principal.account)
    if delegation is not None:
        await _given_to(tx, account, delegation)
    changed = replace(session, delegation=delegation, renewed_at=now)
    acting = await _as_things_stand(tx, account, changed, place=place, now=now)
    await store.save_session(tx, changed)
    begun = "delegation.used" if delegation else "delegation.left"
    await audit.record(tx, acting, begun, subject=str(delegation or principal.acting_for))
    return acting


async def forget_what_is_over(tx: Transaction, *, now: datetime) -> None:
    """Let go of sessions and failed tries that nobody asks for any more."""
    await store.forget_sessions(tx, begun_before=now - LONGEST)
    await store.forget_old_failures(tx, before=now - FORGIVEN_AFTER)


async def _given_to(tx: Transaction, account: Account, delegation: UUID) -> Delegation:
    found = await store.load_delegation(tx, delegation)
    if found.deputy != account.id:
        raise DelegationUnknown
    return found


async def _as_things_stand(
    tx: Transaction, account: Account, session: Session, *, place: Place, now: datetime
) -> Principal:
    principal = _principal(account, session)
    if session.delegation is None:
        return principal
    delegation = await _given_to(tx, account, session.delegation)
    delegator = await store.load_account(tx, delegation.principal)
    refuse_suspended(delegator)
    return replace(
        principal,
        grants=borrowed(delegation, held=delegator.grants, today=place.day_of(now)),
        acting_for=delegator.id,
        acting_for_name=delegator.name,
    )


def _principal(account: Account, session: Session) -> Principal:
    return Principal(
        account=account.id,
        session=session.id,
        grants=account.grants,
        name=account.name,
        must_change_password=account.must_change_password,
    )


def _source_of(login: str) -> str:
    return f"account:{login}"


async def _count_as_failed(
    tx: Transaction, source: str, backoff: Backoff, *, now: datetime
) -> None:
    """Count one more try from `source`, before the password is looked at.

    Raises:
        TooManyTries: if there were too many, too lately.

    """
    failures = await store.hold_failures(tx, source, now=now)
    refuse_guessing(failures, backoff, now=now)
    await store.save_failures(tx, source, one_more(failures, now=now))


async def _forgive(tx: Transaction, attempt: Attempt) -> None:
    """The account starts anew; of the address only this one try is taken back."""
    account, address = attempt.sources
    await store.forget_failures(tx, account)
    failures = await store.hold_failures(tx, address, now=attempt.now)
    await store.save_failures(tx, address, one_less(failures))


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
        source = _source_of(account.login)
        await _count_as_failed(tx, source, OF_ACCOUNT, now=now)
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
