"""The trail: who did what, and who read what with personal data in it. Only ever added to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from shared.chassis.database import Transaction
from shared.chassis.principal import Principal
from shared.chassis.tables import audit_trail

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One line of the trail. `subject` is an id or a code, never a name."""

    number: int
    at: datetime
    account: UUID | None
    acting_for: UUID | None
    deed: str
    subject: str
    reads_person: bool


async def record(
    tx: Transaction, principal: Principal | None, deed: str, *, subject: str
) -> None:
    """Somebody did something; `deed` is a code such as `account.suspended`."""
    await _note(tx, principal, deed, subject=subject, reads_person=False)


async def record_reading(
    tx: Transaction, principal: Principal | None, what: str, *, subject: str
) -> None:
    """Somebody read something with personal data in it, such as `nomination.nominee`."""
    await _note(tx, principal, what, subject=subject, reads_person=True)


async def _note(
    tx: Transaction, principal: Principal | None, deed: str, *, subject: str, reads_person: bool
) -> None:
    row = {
        "account": principal.account if principal else None,
        "acting_for": principal.acting_for if principal else None,
        "deed": deed,
        "subject": subject,
        "reads_person": reads_person,
    }
    await tx.execute(audit_trail.insert().values(row))


async def list_trail(
    tx: Transaction,
    *,
    before: int | None = None,
    account: UUID | None = None,
    deed: str = "",
    readings_only: bool = False,
    limit: int = PAGE,
) -> list[Trace]:
    """The newest lines first; `before` is the number of the last line of the page before."""
    trail = audit_trail.c
    query = sa.select(audit_trail).order_by(trail.number.desc()).limit(limit)
    wanted = [
        trail.number < before if before is not None else None,
        sa.or_(trail.account == account, trail.acting_for == account) if account else None,
        trail.deed.startswith(deed, autoescape=True) if deed else None,
        trail.reads_person if readings_only else None,
    ]
    query = query.where(*(condition for condition in wanted if condition is not None))
    return [Trace(**row) for row in (await tx.execute(query)).mappings()]


async def count_readings(tx: Transaction, what: str, *, subject: str) -> int:
    """How often something with personal data in it was read."""
    query = sa.select(sa.func.count()).where(
        audit_trail.c.deed == what, audit_trail.c.subject == subject
    )
    return int((await tx.execute(query)).scalar_one())
