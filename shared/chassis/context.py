"""What the endpoints of a service are given: made once by `build`, found by each request."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from shared.chassis.access import Access
from shared.chassis.database import Database
from shared.kernel.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceContext:
    """The least that every service gives."""

    database: Database
    place: Place
    access: Access


def given_by(service: str) -> Callable[[Request], Awaitable[Any]]:
    """A dependency: the context of one service, whichever services share the process.

    Asynchronous, as all our dependencies: FastAPI would give a plain function to a thread.

    Each service names the type once: `Web = Annotated[MyContext, Depends(given_by("my"))]`.
    """

    async def context(request: Request) -> Any:
        return request.app.state.contexts[service]

    return context
