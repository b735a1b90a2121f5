"""Accounts and their roles in and out of Postgres."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.accounts.domain import (
    Account,
    AccountUnknown,
    Delegation,
    DelegationUnknown,
    Enrolment,
    Session,
    Token,
    TokenUnknown,
)
from services.registry.accounts.tables import (
    account_roles,
    accounts,
    api_tokens,
    delegations,
    sessions,
    sign_in_failures,
)
from services.registry.units.tables import node_enrolments
from shared.chassis.database import Transaction
from shared.kernel.backoff import Failures
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.roles import Grant, Role

ACCOUNT_LOCK = 7_401_820_180_103
"""Advisory lock: of two who take the last administrators away, one sees the other."""


async def lock_accounts(tx: Transaction) -> None:
    """Wait until nobody else changes roles; until the transaction ends it is our turn."""
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(ACCOUNT_LOCK)))


async def add_account(tx: Transaction, account: Account) -> bool:
    """Write a new account down; False if its login is taken."""
    row = {each.name: getattr(account, each.name) for each in fields(account)}
    del row["grants"]
    added = insert(accounts).values(row).on_conflict_do_nothing().returning(accounts.c.id)
    if (await tx.execute(added)).scalar_one_or_none() is None:
        return False
    await add_grants(tx, account.id, account.grants)
    return True


async def add_grants(tx: Transaction, account: UUID, grants: Iterable[Grant]) -> None:
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
    await _update(tx, account, password_hash=password_hash, must_change_password=must_change)


async def save_suspension(tx: Transaction, account: UUID, at: datetime | None) -> None:
    await _update(tx, account, suspended_at=at)


async def _update(tx: Transaction, account: UUID, **values: object) -> None:
    change = accounts.update().where(accounts.c.id == account)
    await tx.execute(change.values(**values, version=accounts.c.version + 1))


async def load_account(tx: Transaction, account: UUID) -> Account:
    """One account with its roles.

    Raises:
        AccountUnknown: if there is none with this id.

    """
    for known in await _accounts(tx, accounts.c.id == account):
        return known
    raise AccountUnknown


async def find_login(tx: Transaction, login: str) -> Account | None:
    return next(iter(await _accounts(tx, accounts.c.login == login)), None)


async def list_accounts(tx: Transaction) -> list[Account]:
    return await _accounts(tx, sa.true())


async def names_of(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, str]:
    query = sa.select(accounts.c.id, accounts.c.name).where(accounts.c.id.in_(set(ids)))
    return {row.id: row.name for row in await tx.execute(query)}


async def _accounts(tx: Transaction, wanted: sa.ColumnElement[bool]) -> list[Account]:
    wanted_rows = await tx.execute(sa.select(accounts).where(wanted).order_by(accounts.c.login))
    rows = wanted_rows.mappings().all()
    held = account_roles.c
    query = sa.select(account_roles).where(held.account.in_([row["id"] for row in rows]))
    grants: dict[UUID, list[Grant]] = {}
    for row in await tx.execute(query.order_by(held.unit, held.role)):
        grants.setdefault(row.account, []).append(Grant(Role(row.role), UnitCode(row.unit)))
    return [
        Account(
            **{each.name: row[each.name] for each in fields(Account) if each.name in row},
            grants=tuple(grants.get(row["id"], ())),
        )
        for row in rows
    ]


ENROLMENT_LOCK = 7_401_820_180_104
"""Advisory lock: of two who write down the same key, the second must see the first."""


async def lock_enrolments(tx: Transaction) -> None:
    """Wait until nobody else enrols; until the transaction ends it is our turn."""
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(ENROLMENT_LOCK)))


async def save_enrolment(tx: Transaction, enrolment: Enrolment, *, now: datetime) -> None:
    row = asdict(enrolment) | {"told_at": now}
    kept = insert(node_enrolments).values(row)
    await tx.execute(kept.on_conflict_do_update(index_elements=["place"], set_=row))


async def list_enrolments(tx: Transaction) -> list[Enrolment]:
    rows = await tx.execute(sa.select(node_enrolments).order_by(node_enrolments.c.place))
    return [
        Enrolment(
            place=PlaceCode(row.place),
            parent=PlaceCode(row.parent) if row.parent else None,
            public_key=row.public_key,
            enrolled_on=row.enrolled_on,
        )
        for row in rows
    ]


async def add_session(tx: Transaction, session: Session) -> None:
    await tx.execute(sessions.insert().values(asdict(session)))


async def save_session(tx: Transaction, session: Session) -> None:
    change = sessions.update().where(sessions.c.id == session.id)
    await tx.execute(change.values(asdict(session)))


async def find_session(tx: Transaction, session: UUID) -> Session | None:
    query = sa.select(sessions).where(sessions.c.id == session).with_for_update()
    row = (await tx.execute(query)).mappings().first()
    return Session(**row) if row else None


async def list_open_sessions(tx: Transaction, account: UUID) -> list[Session]:
    """The sessions of an account nobody has ended, the latest used first."""
    query = sa.select(sessions).where(
        sessions.c.account == account, sessions.c.ended_at.is_(None)
    )
    rows = await tx.execute(query.order_by(sessions.c.renewed_at.desc()))
    return [Session(**row) for row in rows.mappings()]


async def list_deputies_sessions(tx: Transaction, principal: UUID) -> list[Session]:
    """The sessions nobody has ended in which somebody acts for an account."""
    acting = sessions.join(delegations, delegations.c.id == sessions.c.delegation)
    query = sa.select(sessions).select_from(acting)
    open_ones = query.where(delegations.c.principal == principal, sessions.c.ended_at.is_(None))
    return [Session(**row) for row in (await tx.execute(open_ones)).mappings()]


async def forget_sessions(tx: Transaction, *, begun_before: datetime) -> None:
    """Let go of sessions that are over, whether or not anybody ended them."""
    await tx.execute(sessions.delete().where(sessions.c.begun_at < begun_before))


async def forget_old_failures(tx: Transaction, *, before: datetime) -> None:
    """Let go of what went wrong before a time, and with it of the names that were typed."""
    await tx.execute(sign_in_failures.delete().where(sign_in_failures.c.last_at < before))


async def add_delegation(tx: Transaction, delegation: Delegation) -> None:
    await tx.execute(delegations.insert().values(asdict(delegation)))


async def take_back(tx: Transaction, delegation: UUID) -> None:
    change = delegations.update().where(delegations.c.id == delegation)
    await tx.execute(change.values(is_taken_back=True))


async def load_delegation(tx: Transaction, delegation: UUID) -> Delegation:
    """One delegation.

    Raises:
        DelegationUnknown: if there is none with this id.

    """
    query = sa.select(delegations).where(delegations.c.id == delegation)
    row = (await tx.execute(query)).mappings().first()
    if row is None:
        raise DelegationUnknown
    return _delegation(row)


async def list_delegations(tx: Transaction, account: UUID) -> list[Delegation]:
    """What an account gave and was given, the latest first."""
    mine = sa.or_(delegations.c.principal == account, delegations.c.deputy == account)
    rows = await tx.execute(
        sa.select(delegations).where(mine).order_by(delegations.c.first_day.desc())
    )
    return [_delegation(row) for row in rows.mappings()]


async def hold_failures(tx: Transaction, source: str, *, now: datetime) -> Failures:
    """How often it went wrong from `source`; whoever asks next waits until we are done."""
    fresh = insert(sign_in_failures).values(source=source, count=0, last_at=now)
    held = fresh.on_conflict_do_update(
        index_elements=["source"], set_={"count": sign_in_failures.c["count"]}
    )
    kept = held.returning(sign_in_failures.c["count"], sign_in_failures.c.last_at)
    count, last_at = (await tx.execute(kept)).one()
    return Failures(count, last_at)


async def save_failures(tx: Transaction, source: str, failures: Failures) -> None:
    row = {"source": source, "count": failures.count, "last_at": failures.last_at}
    kept = insert(sign_in_failures).values(row)
    await tx.execute(kept.on_conflict_do_update(index_elements=["source"], set_=row))


async def forget_failures(tx: Transaction, source: str) -> None:
    await tx.execute(sign_in_failures.delete().where(sign_in_failures.c.source == source))


def _delegation(row: sa.RowMapping) -> Delegation:
    return Delegation(**{**row, "role": Role(row["role"]), "unit": UnitCode(row["unit"])})


TOKENS = sa.select(*(api_tokens.c[each.name] for each in fields(Token)))


async def add_token(tx: Transaction, token: Token, *, made_by: UUID) -> None:
    await tx.execute(api_tokens.insert().values(asdict(token) | {"made_by": made_by}))


async def end_token(tx: Transaction, token: UUID, *, at: datetime) -> None:
    await tx.execute(api_tokens.update().where(api_tokens.c.id == token).values(ended_at=at))


async def load_token(tx: Transaction, token: UUID) -> Token:
    """One token.

    Raises:
        TokenUnknown: if none was given out with this id.

    """
    row = (await tx.execute(TOKENS.where(api_tokens.c.id == token))).mappings().first()
    if row is None:
        raise TokenUnknown
    return _token(row)


async def list_tokens(tx: Transaction) -> list[Token]:
    rows = await tx.execute(TOKENS.order_by(api_tokens.c.name, api_tokens.c.id))
    return [_token(row) for row in rows.mappings()]


def _token(row: sa.RowMapping) -> Token:
    return Token(**{**row, "role": Role(row["role"]), "unit": UnitCode(row["unit"])})
