"""API tokens in and out of Postgres; what a machine shows is never kept."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from services.registry.accounts.domain.tokens import Token, TokenUnknown
from services.registry.accounts.tables import api_tokens
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode
from shared.kernel.roles import Role


async def add_token(tx: Transaction, token: Token, *, made_by: UUID) -> None:
    """A token that was given out."""
    await tx.execute(
        api_tokens.insert().values(
            id=token.id,
            name=token.name,
            role=token.role,
            unit=token.unit,
            made_by=made_by,
            expires_at=token.expires_at,
        )
    )


async def end_token(tx: Transaction, token: UUID, *, at: datetime) -> None:
    """A token that is over before its time."""
    await tx.execute(api_tokens.update().where(api_tokens.c.id == token).values(ended_at=at))


async def load_token(tx: Transaction, token: UUID) -> Token:
    """One token.

    Raises:
        TokenUnknown: if none was given out with this id.

    """
    row = (await tx.execute(sa.select(api_tokens).where(api_tokens.c.id == token))).first()
    if row is None:
        raise TokenUnknown
    return _token(row)


async def list_tokens(tx: Transaction) -> list[Token]:
    """Every token there is, by name."""
    rows = await tx.execute(sa.select(api_tokens).order_by(api_tokens.c.name, api_tokens.c.id))
    return [_token(row) for row in rows]


def _token(row: sa.Row[tuple[object, ...]]) -> Token:
    told = row._mapping  # noqa: SLF001 - SQLAlchemy's public way to a row's names
    return Token(
        id=told["id"],
        name=told["name"],
        role=Role(told["role"]),
        unit=UnitCode(told["unit"]),
        expires_at=told["expires_at"],
        ended_at=told["ended_at"],
    )
