"""Sources: where a request comes from, for whoever counts wrong guesses; never written down."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from shared.kernel.attempt_limiter import AttemptLimiter


def source_of(request: Request) -> str:
    """Where a guess comes from: what the gateway saw, or who dials. Never written down."""
    seen = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return seen or (request.client.host if request.client else "")


def attempts_at(name: str) -> Callable[[Request], Awaitable[AttemptLimiter]]:
    """The wrong codes tried at one place of a node, one for each app that has the place."""

    async def attempts(request: Request) -> AttemptLimiter:
        state = request.app.state
        if not hasattr(state, "attempt_limiters"):
            state.attempt_limiters = {}
        limiters: dict[str, AttemptLimiter] = state.attempt_limiters
        return limiters.setdefault(name, AttemptLimiter())

    return attempts
