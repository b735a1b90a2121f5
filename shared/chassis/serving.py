"""From services to one ASGI application: routes, problems, metrics, lifespan."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from time import perf_counter
from uuid import UUID

from fastapi import FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.chassis.access import Access
from shared.chassis.body_limit import bound_bodies
from shared.chassis.broker_metrics import BrokerCollector
from shared.chassis.gc_tuning import sweep_seldom
from shared.chassis.health import health_routes
from shared.chassis.logs import correlation, set_up_logs
from shared.chassis.metrics import HTTP_REQUESTS, HTTP_SECONDS
from shared.chassis.parked_routes import parked_routes
from shared.chassis.problems import explain_problems
from shared.chassis.recognising import Recognised
from shared.chassis.refusals import REFUSALS, describe_refusals
from shared.chassis.service import Service, running

CORRELATION_HEADER = b"x-correlation-id"
"""In lower case, as ASGI hands headers over."""


def as_web_app(*services: Service) -> FastAPI:
    """One ASGI application that runs `services` of one node."""
    settings = services[0].settings

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        set_up_logs(settings.place_code, settings.log_format)
        sweep_seldom()
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
    describe_refusals(app)
    access = Access.of(settings)
    app.state.access, app.state.place = access, settings.place
    app.state.contexts = {service.name: service.context for service in services}
    _stand_in_front(app, access)
    app.include_router(health_routes(services))
    app.add_api_route("/metrics", _metrics, include_in_schema=False)
    for service in services:
        for router in (*service.routers, parked_routes(service)):
            app.include_router(router, responses=REFUSALS)
        if service.install:
            service.install(app)
    return app


def _stand_in_front(app: FastAPI, access: Access) -> None:
    """What is added last meets a request first."""
    bound_bodies(app, access)
    app.add_middleware(Recognised, access=access)
    app.add_middleware(Measured)


def _metrics() -> Response:
    """Everything Prometheus may read; in a thread, since the collector asks the broker."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


class Measured:
    """Counts and times every request, under its route and never under its address.

    Plain ASGI: Starlette's middleware for functions costs as much as the rest of the way in.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or whatever else the server hands in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        started = perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        mark = correlation.set(_given(scope))
        try:
            await self._app(scope, receive, noting)
        finally:
            correlation.reset(mark)
            _count(scope, status, perf_counter() - started)


def _count(scope: Scope, status: int, seconds: float) -> None:
    route, service = _route_of(scope)
    HTTP_SECONDS.labels(service, route).observe(seconds)
    HTTP_REQUESTS.labels(service, scope["method"], route, status).inc()


def _given(scope: Scope) -> UUID | None:
    given = next((value for name, value in scope["headers"] if name == CORRELATION_HEADER), b"")
    try:
        return UUID(given.decode("latin-1"))
    except ValueError:
        return None


def _route_of(scope: Scope) -> tuple[str, str]:
    route = scope.get("route")
    path = getattr(route, "path", "other")
    tokens = path.split("/")
    is_api = len(tokens) > 2 and tokens[1] == "api"  # noqa: PLR2004 - /api/<service>/…
    return path, tokens[2] if is_api else "page"
