"""A mailbox: one folder read over IMAP, in threads, one letter at a time.

Nothing is believed of flags, which anybody may change: letters are told apart by the
mailbox's own numbers, and whoever reads remembers which were taken.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, ParamSpec, TypeVar

from imapclient import SEEN, IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError
from pydantic import SecretStr

from shared.chassis.outage import Outage

CONNECT_SECONDS, READ_SECONDS = 10.0, 30.0
LOST = (IMAPClientError, OSError, ssl.SSLError, socket.timeout, EOFError, ValueError)
"""How a mail server, or the way to it, says not now."""
SIZE, BODY, WHOLE = b"RFC822.SIZE", "BODY.PEEK[]", b"BODY[]"
UIDVALIDITY = b"UIDVALIDITY"

P = ParamSpec("P")
T = TypeVar("T")


class Tls(StrEnum):
    """How the way to a mail server is sealed."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"
    """Only for a server on the same machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxPlan:
    """Where a mailbox is, and what becomes of letters that were taken from it."""

    host: str
    port: int
    tls: Tls
    user: str
    password: SecretStr
    folder: str = "INBOX"
    done_folder: str = ""
    """Where taken letters go; empty: they stay, and are marked as read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """An open folder."""

    client: IMAPClient
    plan: MailboxPlan
    validity: int
    """A new one says that the mailbox has numbered its letters anew."""

    async def list_after(self, uid: int) -> list[int]:
        """The numbers of the letters that came after `uid`, in their order."""
        answer = await _beside(self.client.search, ["UID", f"{uid + 1}:*"])
        return sorted(
            number for number in answer if number > uid
        )  # `*` finds the last one, too

    async def size_of(self, uid: int) -> int | None:
        """How large a letter is, or nothing if it is not there any more."""
        answer = await _beside(self.client.fetch, [uid], [SIZE.decode()])
        return int(answer[uid][SIZE]) if uid in answer else None

    async def letter(self, uid: int) -> bytes | None:
        """A whole letter, or nothing if it is not there any more; it is not marked as read."""
        answer = await _beside(self.client.fetch, [uid], [BODY])
        return bytes(answer[uid][WHOLE]) if uid in answer else None

    async def file_away(self, uids: list[int]) -> None:
        """Mark letters as read, and move them where taken letters go."""
        await _beside(self.client.add_flags, uids, [SEEN], True)  # noqa: FBT003 - imapclient's `silent`
        if self.plan.done_folder:
            await _beside(_moved, self.client, uids, self.plan.done_folder)


@asynccontextmanager
async def opened(plan: MailboxPlan) -> AsyncIterator[Mailbox]:
    """The mailbox for a while.

    Raises:
        Outage: if the server cannot be reached, refuses us, or goes away meanwhile.

    """
    client = await _beside(_connected, plan)
    try:
        validity = await _beside(_selected, client, plan)
        yield Mailbox(client=client, plan=plan, validity=validity)
    finally:
        await asyncio.to_thread(_left, client)


async def _beside(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    with _outages():
        return await asyncio.to_thread(partial(call, *args, **kwargs))


@contextmanager
def _outages() -> Iterator[None]:
    try:
        yield
    except LOST as error:
        raise Outage(f"mailbox: {error}") from error


def _connected(plan: MailboxPlan) -> IMAPClient:
    client = IMAPClient(
        plan.host,
        port=plan.port,
        ssl=plan.tls is Tls.IMPLICIT,
        timeout=SocketTimeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
    )
    try:
        if plan.tls is Tls.STARTTLS:
            client.starttls(ssl.create_default_context())
        client.login(plan.user, plan.password.get_secret_value())
    except LOST:
        client.shutdown()
        raise
    return client


def _selected(client: IMAPClient, plan: MailboxPlan) -> int:
    if plan.done_folder and not client.folder_exists(plan.done_folder):
        client.create_folder(plan.done_folder)
    state: dict[bytes, Any] = client.select_folder(plan.folder)
    return int(state[UIDVALIDITY])


def _moved(client: IMAPClient, uids: list[int], folder: str) -> None:
    if client.has_capability("MOVE"):
        client.move(uids, folder)
    else:
        client.copy(uids, folder)
        client.delete_messages(uids)
        client.uid_expunge(uids)


def _left(client: IMAPClient) -> None:
    try:
        client.logout()
    except LOST:
        client.shutdown()
