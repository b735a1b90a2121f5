"""Waiting for something to become true, and saying what was seen last when it did not."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

POLL_SECONDS = 0.05
GENEROUS = 60.0
"""A busy machine is no reason to fail."""


async def eventually(
    sample: Callable[[], Awaitable[object]], *, shows: object, within_seconds: float = GENEROUS
) -> None:
    """Sample until the answer is `shows`, or, for texts, contains it; "" is shown by "" alone.

    Raises:
        AssertionError: quoting the last answer, if it never did.

    """
    deadline = monotonic() + within_seconds
    while not _shows(last := await sample(), shows):
        assert monotonic() < deadline, f"wanted {shows!r}, last saw {last!r}"
        await asyncio.sleep(POLL_SECONDS)


def _shows(seen: object, wanted: object) -> bool:
    if isinstance(seen, str) and isinstance(wanted, str) and wanted:
        return wanted in seen
    return seen == wanted
