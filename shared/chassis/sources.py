"""Sources: where a request comes from, for whoever counts wrong guesses; never written down."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from shared.kernel.attempt_limiter import AttemptLimiter


def source_of(request: Request) -> str:
    """Where a guess comes from: what the gateway saw, or who dials. Never written down."""
    seen = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return seen or (request.client.host if request.client else "")


def attempts_at(codes: str) -> Callable[[Request], Awaitable[AttemptLimiter]]:
    """Who tried wrong codes of a kind, by whichever page or route: one count for all ways in.

    Kept in the memory of a process: replicas multiply the free tries, and it is not written
    down who asked.
    """

    async def attempts(request: Request) -> AttemptLimiter:
        state = request.app.state
        if not hasattr(state, "attempt_limiters"):
            state.attempt_limiters = {}
        limiters: dict[str, AttemptLimiter] = state.attempt_limiters
        return limiters.setdefault(codes, AttemptLimiter())

    return attempts
