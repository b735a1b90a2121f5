"""Dialling another Open311 server: bounded in time and size, believed in nothing.

Redirects are not followed: a server that is configured is the only one that gets a key.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, ParseError

import httpx
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from services.intake.open311.domain.servers import Server, Servers, reasons_in

MOST_BYTES = 4_000_000
WHOLE_SECONDS = 30.0
"""However slowly they drip, by then it is over."""
STEP_SECONDS = httpx.Timeout(10.0, connect=5.0)
ANSWERED, TAKEN_UNTIL = 200, 300
NOT_THEIR_LAST_WORD = frozenset({401, 403, 404, 408, 425, 429})
"""A key that is mended, an address that is put right, a quieter minute: it may work later."""

Fields = Sequence[tuple[str, str]]


class Silent(Exception):  # noqa: N818 - an outage of theirs, not a mistake of ours
    """They cannot be reached, or what they say is no answer. `is_unheard`: nothing left us."""

    def __init__(self, why: str, *, is_unheard: bool = False) -> None:
        super().__init__(why)
        self.is_unheard = is_unheard


class Declined(Exception):  # noqa: N818 - an answer
    """They read it and say no; `may_change` if the same may be taken another time."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(f"{status} {why}".strip())
        self.status = status
        self.may_change = status in NOT_THEIR_LAST_WORD


@dataclass(frozen=True, slots=True)
class RemoteLine:
    """A line to one server, over a client that is shared."""

    client: httpx.AsyncClient
    server: Server
    whole_seconds: float = WHOLE_SECONDS

    async def ask(self, resource: str, params: Mapping[str, str]) -> Element:
        """What a resource of theirs says.

        Raises:
            Silent: if there is no answer, or none that can be read.
            Declined: if they say no.

        """
        return await self._talk("GET", resource, params=self._jurisdiction | dict(params))

    async def send(self, resource: str, fields: Fields, *, reference: str) -> Element:
        """What they say to a form; the same reference is the same request.

        Raises:
            Silent: if there is no answer, or none that can be read.
            Declined: if they say no.

        """
        items = [*fields, *self._jurisdiction.items(), *self.with_key.items()]
        body = urlencode(items).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "Idempotency-Key": reference,
        }
        return await self._talk("POST", resource, content=body, headers=headers)

    @property
    def with_key(self) -> dict[str, str]:
        """For servers that show more to whoever brought a request."""
        return {"api_key": self.server.key} if self.server.key else {}

    @property
    def _jurisdiction(self) -> dict[str, str]:
        jurisdiction = self.server.jurisdiction
        return {"jurisdiction_id": jurisdiction} if jurisdiction else {}

    async def _talk(self, method: str, resource: str, **more: object) -> Element:
        try:
            async with asyncio.timeout(self.whole_seconds):
                status, body = await self._heard(method, resource, more)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as gone:
            raise Silent(type(gone).__name__, is_unheard=True) from gone
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as gone:
            raise Silent(type(gone).__name__) from gone
        return _document(status, body)

    async def _heard(
        self, method: str, resource: str, more: Mapping[str, object]
    ) -> tuple[int, bytes]:
        url = f"{self.server.url}/{resource}"
        request = self.client.build_request(method, url, timeout=STEP_SECONDS, **more)  # type: ignore[arg-type] # one of three kinds, by keyword
        # What is packed can unpack to anything; plain bytes can be counted.
        request.headers["Accept-Encoding"] = "identity"
        answer = await self.client.send(request, stream=True, follow_redirects=False)
        try:
            body = bytearray()
            async for part in answer.aiter_raw():
                body += part
                if len(body) > MOST_BYTES:
                    raise Silent("their answer has no end")
        finally:
            await answer.aclose()
        return answer.status_code, bytes(body)


@asynccontextmanager
async def lines_to(servers: Servers) -> AsyncIterator[dict[str, RemoteLine]]:
    """Lines to all servers, by their codes."""
    async with httpx.AsyncClient(trust_env=False) as client:
        yield {server.code: RemoteLine(client, server) for server in servers}


def _document(status: int, body: bytes) -> Element:
    document = _parsed(body)
    if ANSWERED <= status < TAKEN_UNTIL:
        if document is None:
            raise Silent(f"{status}, but no document that can be read")
        return document
    if status < 400 or status >= 500:  # noqa: PLR2004 - neither taken nor refused
        raise Silent(str(status))
    raise Declined(status, reasons_in(document) if document is not None else "")


def _parsed(body: bytes) -> Element | None:
    """A document without declarations of types or entities; such a one is none."""
    try:
        document: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return document
