"""Sources: where a request comes from, for whoever counts wrong guesses; never written down."""

from starlette.requests import Request


def source_of(request: Request) -> str:
    """Where a guess comes from: what the gateway saw, or who dials. Never written down."""
    seen = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return seen or (request.client.host if request.client else "")
