"""Asking a server on this machine, without proxies and without certificates."""

import asyncio
import ssl
from time import monotonic

import httpx

GLANCE = 2.0
"""Seconds one question may take."""


def local_client(address: str = "", *, timeout: float = 30.0) -> httpx.AsyncClient:
    """A client that talks to `address` directly, whatever proxies the machine knows."""
    return httpx.AsyncClient(
        base_url=address,
        timeout=timeout,
        trust_env=False,
        verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
    )


async def answers(address: str) -> bool:
    """Whether `address` answers with 200 right now."""
    async with local_client(timeout=GLANCE) as client:
        try:
            return (await client.get(address)).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False


async def is_listening(port: int) -> bool:
    """Whether somebody accepts connections on `port` of this machine."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


class Deadline:
    """A moment until which waiting makes sense."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    @property
    def passed(self) -> bool:
        """Whether waiting any longer is pointless."""
        return monotonic() > self._end
