"""From services to one ASGI application: routes, problems, metrics, lifespan."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from time import perf_counter
from uuid import UUID

from fastapi import FastAPI, Request, Response
from prometheus_client import REGISTRY, make_asgi_app

from shared.chassis.broker_metrics import BrokerCollector
from shared.chassis.health import health_routes
from shared.chassis.logs import correlation, set_up_logs
from shared.chassis.metrics import HTTP_REQUESTS, HTTP_SECONDS
from shared.chassis.parked_routes import parked_routes
from shared.chassis.problems import explain_problems
from shared.chassis.service import Service, running

CORRELATION_HEADER = "X-Correlation-Id"


def as_web_app(*services: Service) -> FastAPI:
    """One ASGI application that runs `services` of one node."""
    settings = services[0].settings

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        set_up_logs(settings.place_code, settings.log_format)
        collector = BrokerCollector(settings.monitor_url)
        REGISTRY.register(collector)
        try:
            async with AsyncExitStack() as stack:
                for service in services:
                    await stack.enter_async_context(running(service))
                yield
        finally:
            REGISTRY.unregister(collector)

    title = "Khéo " + " ".join(service.name for service in services)
    app = FastAPI(title=title, version="0.1.0", lifespan=lifespan)
    explain_problems(app)
    app.middleware("http")(_measured)
    app.include_router(health_routes(services))
    app.mount("/metrics", make_asgi_app())
    for service in services:
        for router in (*service.routers, parked_routes(service)):
            app.include_router(router)
        if service.dress:
            service.dress(app)
    return app


async def _measured(
    request: Request, answer: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Count and time every request, under its route and never under its address."""
    mark = correlation.set(_given(request))
    started = perf_counter()
    try:
        response = await answer(request)
    finally:
        correlation.reset(mark)
    route, service = _route_of(request)
    HTTP_SECONDS.labels(service=service, route=route).observe(perf_counter() - started)
    HTTP_REQUESTS.labels(
        service=service, method=request.method, route=route, status=response.status_code
    ).inc()
    return response


def _given(request: Request) -> UUID | None:
    try:
        return UUID(request.headers[CORRELATION_HEADER])
    except (KeyError, ValueError):
        return None


def _route_of(request: Request) -> tuple[str, str]:
    route = request.scope.get("route")
    path = getattr(route, "path", "other")
    tokens = path.split("/")
    is_api = len(tokens) > 2 and tokens[1] == "api"  # noqa: PLR2004 - /api/<service>/…
    return path, tokens[2] if is_api else "page"
