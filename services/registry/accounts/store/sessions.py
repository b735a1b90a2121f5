"""Sessions, delegations and failed tries in and out of Postgres."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.accounts.domain.delegations import Delegation, DelegationUnknown
from services.registry.accounts.domain.sessions import Session
from services.registry.accounts.tables import delegations, sessions, sign_in_failures
from shared.chassis.database import Transaction
from shared.kernel.backoff import Failures
from shared.kernel.places import UnitCode
from shared.kernel.roles import Role


async def add_session(tx: Transaction, session: Session) -> None:
    """A browser in which somebody has signed in."""
    await tx.execute(
        sessions.insert().values(
            id=session.id,
            account=session.account,
            begun_at=session.begun_at,
            renewed_at=session.renewed_at,
            device=session.device,
            delegation=session.delegation,
        )
    )


async def save_session(tx: Transaction, session: Session) -> None:
    """Renewed, ended, or in another's name."""
    change = sessions.update().where(sessions.c.id == session.id)
    await tx.execute(
        change.values(
            renewed_at=session.renewed_at,
            ended_at=session.ended_at,
            delegation=session.delegation,
        )
    )


async def find_session(tx: Transaction, session: UUID) -> Session | None:
    """One session, held until the transaction ends."""
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
    """Somebody may act for somebody."""
    await tx.execute(
        delegations.insert().values(
            id=delegation.id,
            principal=delegation.principal,
            deputy=delegation.deputy,
            role=delegation.role,
            unit=delegation.unit,
            first_day=delegation.first_day,
            last_day=delegation.last_day,
        )
    )


async def take_back(tx: Transaction, delegation: UUID) -> None:
    """Nobody acts by this delegation any more."""
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
    told = held.returning(sign_in_failures.c["count"], sign_in_failures.c.last_at)
    count, last_at = (await tx.execute(told)).one()
    return Failures(count, last_at)


async def save_failures(tx: Transaction, source: str, failures: Failures) -> None:
    """Once more."""
    row = {"source": source, "count": failures.count, "last_at": failures.last_at}
    kept = insert(sign_in_failures).values(row)
    await tx.execute(kept.on_conflict_do_update(index_elements=["source"], set_=row))


async def forget_failures(tx: Transaction, source: str) -> None:
    """It went right."""
    await tx.execute(sign_in_failures.delete().where(sign_in_failures.c.source == source))


def _delegation(row: sa.RowMapping) -> Delegation:
    return Delegation(**{**row, "role": Role(row["role"]), "unit": UnitCode(row["unit"])})
