"""Is it alive, and is it of use? Asked by Kubernetes, by compose and by `kheo status`."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.responses import JSONResponse

from shared.chassis.outage import Outage
from shared.chassis.service import Service

PATIENCE_SECONDS = 3
OLDEST_SECONDS = 120
"""A fact unpublished for longer means that the relay does not get through."""

Check = Callable[[], Awaitable[str]]
FINE = "ok"


def health_routes(services: Sequence[Service]) -> APIRouter:
    """`/health/live`, `/health/door` and `/health/ready` for everything in this process."""
    router = APIRouter(prefix="/health", tags=["health"])

    @router.get("/live")
    async def live() -> dict[str, str]:
        """The process answers."""
        return {"status": FINE}

    @router.get("/door")
    async def door() -> JSONResponse:
        """Requests can be served: Postgres is there, which is all a door needs."""
        return await _report([(s, "database", _checks(s)["database"]) for s in services])

    @router.get("/ready")
    async def ready() -> JSONResponse:
        """Every named check, and 503 if one of them is not “ok”."""
        named = [(s, name, check) for s in services for name, check in _checks(s).items()]
        return await _report(named)

    return router


async def _report(named: Sequence[tuple[Service, str, Check]]) -> JSONResponse:
    answers = await asyncio.gather(*(check() for _, _, check in named))
    report = {
        f"{service.name}.{name}": answer
        for (service, name, _), answer in zip(named, answers, strict=True)
    }
    is_ready = all(answer == FINE for answer in answers)
    status = {"status": FINE if is_ready else "not ready", "checks": report}
    return JSONResponse(status, status_code=200 if is_ready else 503)


def _checks(service: Service) -> dict[str, Check]:
    async def database() -> str:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), service.database.transaction() as tx:
                await tx.execute(sa.text("SELECT 1"))
        except (Outage, TimeoutError) as outage:
            return f"postgres: {outage}"
        return FINE

    async def broker() -> str:
        trouble = service.broker.trouble
        return f"broker: {trouble}" if trouble else FINE

    async def listening() -> str:
        return _listening(service)

    async def outbox() -> str:
        oldest = service.outbox_oldest_seconds
        return FINE if oldest < OLDEST_SECONDS else f"outbox: oldest waits {oldest:.0f} s"

    return {"database": database, "broker": broker, "listening": listening, "outbox": outbox}


def _listening(service: Service) -> str:
    if not service.is_listening:
        return "listening: not yet"
    stuck = ", ".join(service.outage_tracker.too_long())
    return f"listening: nothing gets through to {stuck}" if stuck else FINE
