"""Two other ways to take feedback in: by hand on the driver, and as tutorials show it.

`uvicorn deploy.bench.rival_doors:raw --factory` and `…:obvious --factory`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from enum import Enum
from typing import Annotated
from uuid import UUID, uuid4

import asyncpg
from fastapi import Depends, FastAPI
from pydantic import BaseModel, Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import BigInteger, DateTime, Identity, orm
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

CASE = (
    "INSERT INTO bench_case (id, number, unit, category, text, received_at, due_on)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
)
OUTBOX = "INSERT INTO bench_outbox (id, name, body, occurred_at) VALUES ($1, $2, $3, $4)"
NAME = "intake.feedback_received.v1"
UNIT = "sai-dong"
POOL = 6


class RivalSettings(BaseSettings):
    """Where the tables are."""

    model_config = SettingsConfigDict(env_prefix="BENCH_")

    database_url: str


class Kind(Enum):
    """As many as the real form knows."""

    ENV_SANITATION = "env_sanitation"
    CONSTRUCTION_ORDER = "construction_order"
    ADMIN_PROCEDURE = "admin_procedure"
    URBAN_ORDER = "urban_order"


class Form(BaseModel):
    """What is sent."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    category: Kind
    unit: str = UNIT


class Told(BaseModel):
    """The fact that goes into the outbox."""

    feedback_id: UUID
    unit: str
    category: str
    received_on: date
    due_on: date


def _told(case: UUID, form: Form, today: date) -> bytes:
    fact = Told(
        feedback_id=case,
        unit=form.unit,
        category=form.category.value,
        received_on=today,
        due_on=today,
    )
    return fact.model_dump_json().encode()


def raw() -> FastAPI:
    """The limit: FastAPI, and two statements in one transaction on the driver."""
    pool: asyncpg.Pool

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        nonlocal pool
        url = RivalSettings().database_url
        async with asyncpg.create_pool(url, min_size=POOL, max_size=POOL) as pool:
            yield

    app = FastAPI(lifespan=lifespan)

    @app.post("/feedback", status_code=201)
    async def take(form: Form) -> dict[str, str]:
        now, case = datetime.now(UTC), uuid4()
        today = now.date()
        row = (case, case.hex[:8], form.unit, form.category.value, form.text, now, today)
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(CASE, *row)
            await connection.execute(OUTBOX, uuid4(), NAME, _told(case, form, today), now)
        return {"tracking_code": case.hex[:8], "due_on": today.isoformat()}

    return app


class Base(orm.DeclarativeBase):
    """Where the mapped classes meet."""


class Case(Base):
    """A case, mapped."""

    __tablename__ = "bench_case"

    id: orm.Mapped[UUID] = orm.mapped_column(primary_key=True)
    number: orm.Mapped[str]
    unit: orm.Mapped[str]
    category: orm.Mapped[str]
    text: orm.Mapped[str]
    received_at: orm.Mapped[datetime] = orm.mapped_column(DateTime(timezone=True))
    due_on: orm.Mapped[date]


class OutboxRow(Base):
    """A fact that waits, mapped."""

    __tablename__ = "bench_outbox"

    pos: orm.Mapped[int] = orm.mapped_column(
        BigInteger, Identity(always=True), primary_key=True
    )
    id: orm.Mapped[UUID]
    name: orm.Mapped[str]
    body: orm.Mapped[bytes]
    occurred_at: orm.Mapped[datetime] = orm.mapped_column(DateTime(timezone=True))


def obvious() -> FastAPI:
    """A session per request, two mapped objects, one commit."""
    url = RivalSettings().database_url.replace("postgresql:", "postgresql+asyncpg:")
    engine = create_async_engine(url, pool_size=POOL, max_overflow=0)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    app = FastAPI()

    async def session() -> AsyncIterator[AsyncSession]:
        async with sessions() as opened:
            yield opened

    @app.post("/feedback", status_code=201)
    async def take(form: Form, db: Annotated[AsyncSession, Depends(session)]) -> dict[str, str]:
        now, case = datetime.now(UTC), uuid4()
        today = now.date()
        db.add(
            Case(
                id=case,
                number=case.hex[:8],
                unit=form.unit,
                category=form.category.value,
                text=form.text,
                received_at=now,
                due_on=today,
            )
        )
        body = _told(case, form, today)
        db.add(OutboxRow(id=uuid4(), name=NAME, body=body, occurred_at=now))
        await db.commit()
        return {"tracking_code": case.hex[:8], "due_on": today.isoformat()}

    return app
