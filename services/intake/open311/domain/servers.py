"""Servers: those of others, to which cases may be sent on; who they are is data, not code."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from unicodedata import category as kind_of_character
from unicodedata import normalize
from urllib.parse import urlsplit
from uuid import UUID
from xml.etree.ElementTree import Element

from services.intake.open311.domain.documents import MomentUnreadable, read_moment
from shared.kernel.places import CIVIC_TIME
from shared.kernel.rejection import NotFound, Rejection

FIELDS = frozenset({
    "code", "name", "url", "jurisdiction", "key", "services", "default_service",
})  # fmt: skip
WEB = frozenset({"http", "https"})


class ServerUnknown(NotFound):
    """Không có máy chủ Open311 này trong danh sách của nút.
    This node knows no Open311 server of this name.
    """


class ServiceNotMapped(Rejection):
    """Máy chủ Open311 này không nhận lĩnh vực của phản ánh.
    This Open311 server does not take the category of this case.
    """


class ServersFileUnreadable(Rejection):
    """Danh sách máy chủ Open311 không đọc được.
    The list of Open311 servers cannot be read.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server of somebody else, and what its services are called there."""

    code: str
    name: str
    url: str
    jurisdiction: str = ""
    key: str = field(default="", repr=False)
    services: Mapping[str, str] = field(default_factory=dict)
    """Their service code by our category; the line of a category is searched upwards."""
    default_service: str = ""

    def service_for(self, line: Sequence[str]) -> str:
        """What a case of a category is called there; `line` is the category and all above it.

        Raises:
            ServiceNotMapped: if it takes no such case.

        """
        mapped = (self.services[code] for code in line if code in self.services)
        service = next(mapped, self.default_service)
        if not service:
            raise ServiceNotMapped
        return service


class Servers:
    """All servers this node knows."""

    def __init__(self, servers: Sequence[Server] = ()) -> None:
        self._by_code = {server.code: server for server in servers}

    def __iter__(self) -> Iterator[Server]:
        """In the order of the file."""
        return iter(self._by_code.values())

    def get(self, code: str) -> Server:
        """One server.

        Raises:
            ServerUnknown: if there is none of this code.

        """
        if code not in self._by_code:
            raise ServerUnknown
        return self._by_code[code]


def servers_in(content: object) -> Servers:
    """The servers a file lists.

    Raises:
        ServersFileUnreadable: if an entry is not one, with the reason.

    """
    listed = content.get("servers") if isinstance(content, Mapping) else None
    if not isinstance(listed, list):
        raise _unreadable("servers: […] is missing")
    servers = [_server(entry) for entry in listed]
    if len({server.code for server in servers}) < len(servers):
        raise _unreadable("a code is used twice")
    return Servers(servers)


def _server(entry: object) -> Server:
    if not isinstance(entry, Mapping) or not {"code", "url"} <= entry.keys() <= FIELDS:
        raise _unreadable(f"an entry has the fields {', '.join(sorted(FIELDS))}")
    url = str(entry["url"]).rstrip("/")
    if urlsplit(url).scheme not in WEB:
        raise _unreadable(f"{url} is no address of the web")
    services = entry.get("services") or {}
    if not isinstance(services, Mapping):
        raise _unreadable("services: is a mapping of our categories to their codes")
    return Server(
        code=str(entry["code"]),
        name=str(entry.get("name") or entry["code"]),
        url=url,
        jurisdiction=str(entry.get("jurisdiction") or ""),
        key=str(entry.get("key") or ""),
        services={str(ours): str(theirs) for ours, theirs in services.items()},
        default_service=str(entry.get("default_service") or ""),
    )


def _unreadable(why: str) -> ServersFileUnreadable:
    refusal = ServersFileUnreadable()
    return ServersFileUnreadable(f"{refusal.vi} ({why})", f"{refusal.en} ({why})")


ForwardingId = NewType("ForwardingId", UUID)

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=2)
"""The first is longer than a whole attempt, so that no two are ever under way at once."""
UPDATES_EVERY = timedelta(minutes=5)
REFERENCE_WORDS = "Mã đối chiếu"


class Stage(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    """To be sent; nothing has left yet."""
    IN_DOUBT = "in_doubt"
    """Sent, but no answer was read: it may have arrived."""
    TOKEN = "token"  # noqa: S105 - a word of the specification
    """Arrived; its number there is not known yet."""
    SENT = "sent"
    """Arrived, with its number there."""
    CLOSED = "closed"
    """Closed over there."""
    REFUSED = "refused"
    """Not taken there, with the reason; staff decide."""


DUE_STAGES = frozenset({Stage.WAITING, Stage.IN_DOUBT, Stage.TOKEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarding:
    """A case on its way to another server."""

    id: ForwardingId
    case: UUID
    server: str
    stage: Stage
    may_name: bool
    """Whether the reporter agreed that name and contact go along."""
    asked_at: datetime
    try_at: datetime
    attempts: int = 0
    first_sent_at: datetime | None = None
    token: str = ""
    remote_id: str = ""
    reason: str = ""

    @property
    def reference(self) -> str:
        """By what it is found again over there, if nobody can say whether it arrived."""
        return self.id.hex

    @property
    def reference_line(self) -> str:
        """The last line of its words, for servers that keep nothing else of ours."""
        return f"{REFERENCE_WORDS}: {self.reference}"


def about_to_send(forwarding: Forwarding, now: datetime) -> Forwarding:
    """Written down before anything leaves: from here on it may have arrived."""
    stage = Stage.TOKEN if forwarding.stage is Stage.TOKEN else Stage.IN_DOUBT
    return replace(
        forwarding,
        stage=stage,
        attempts=forwarding.attempts + 1,
        try_at=now + pause_after(forwarding.attempts),
        first_sent_at=forwarding.first_sent_at or now,
    )


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts in vain.

    >>> [pause_after(n).seconds for n in (0, 1, 2, 9)]
    [120, 240, 480, 7200]
    """
    return min(FIRST_PAUSE * (1 << min(attempts, 20)), LONGEST_PAUSE)


def arrived(forwarding: Forwarding, *, remote_id: str = "", token: str = "") -> Forwarding:
    """It is there: with its number, or with a token for one."""
    if remote_id:
        return replace(forwarding, stage=Stage.SENT, remote_id=remote_id, reason="")
    return replace(forwarding, stage=Stage.TOKEN, token=token, attempts=0, reason="")


def not_sent(forwarding: Forwarding, reason: str) -> Forwarding:
    """It certainly did not arrive; the next attempt need not look first."""
    stage = Stage.WAITING if forwarding.stage is Stage.IN_DOUBT else forwarding.stage
    return replace(forwarding, stage=stage, reason=reason)


def in_doubt(forwarding: Forwarding, reason: str) -> Forwarding:
    """Nobody can say whether it arrived."""
    return replace(forwarding, reason=reason)


def refused(forwarding: Forwarding, reason: str) -> Forwarding:
    """They do not take it, and sending it again unchanged would not help."""
    return replace(forwarding, stage=Stage.REFUSED, reason=reason)


def tried_again(forwarding: Forwarding, now: datetime) -> Forwarding:
    """Staff mended what was wrong: from the beginning, but never twice over there."""
    is_new = forwarding.first_sent_at is None
    return replace(
        forwarding,
        stage=Stage.WAITING if is_new else Stage.IN_DOUBT,
        attempts=0,
        try_at=now,
        reason="",
    )


MOST_WORDS = 4000
MOST_ID_CHARS = 200
CLOSED_WORDS = frozenset({
    "closed", "fixed", "duplicate", "no_further_action", "not_councils_responsibility",
    "cancelled", "completed", "resolved",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class RemoteReceipt:
    """What they say to a request: its number, or a token for one; nothing if neither."""

    remote_id: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteUpdate:
    """Something that happened to a request over there."""

    remote_id: str
    update_id: str
    status: str
    words: str
    at: datetime | None

    @property
    def is_closing(self) -> bool:
        """Whether they are done with it."""
        return self.status in CLOSED_WORDS


def receipt_in(document: Element) -> RemoteReceipt:
    """The receipt of a request that was sent, or of a token that was shown."""
    for request in _all(document, "request"):
        remote_id, token = _text(request, "service_request_id"), _text(request, "token")
        if remote_id or token:
            return RemoteReceipt(remote_id, "" if remote_id else token)
    return RemoteReceipt()


def found_in(document: Element, reference: str) -> RemoteReceipt:
    """The request whose words hold our reference, if it is among those listed."""
    for request in _all(document, "request"):
        if reference in _text(request, "description", most=MOST_WORDS * 2):
            return RemoteReceipt(_text(request, "service_request_id"))
    return RemoteReceipt()


def updates_in(document: Element) -> list[RemoteUpdate]:
    """The updates listed; one without an id or a request of its own says nothing to us."""
    updates = [_update(element, "update_id") for element in _all(document, "request_update")]
    return [update for update in updates if update.remote_id and update.update_id]


def standings_in(document: Element) -> list[RemoteUpdate]:
    """Where requests stand, as updates: for servers that know no updates.

    The same standing has the same id however often it is read.
    """
    updates = [_update(element) for element in _all(document, "request")]
    return [update for update in updates if update.remote_id and update.status]


def reasons_in(document: Element) -> str:
    """Why they do not take it, in their words."""
    reasons = [_text(error, "description") for error in _all(document, "error")]
    return "; ".join(reason for reason in reasons if reason)[:MOST_WORDS]


def _update(element: Element, id_field: str = "") -> RemoteUpdate:
    status = _text(element, "status").lower()
    moment = _text(element, "updated_datetime")
    words = "description" if id_field else "status_notes"
    return RemoteUpdate(
        remote_id=_text(element, "service_request_id"),
        update_id=_text(element, id_field) if id_field else f"{status} {moment}".strip(),
        status=status,
        words=_text(element, words, most=MOST_WORDS),
        at=_moment(moment),
    )


def _all(document: Element, name: str) -> Iterator[Element]:
    return (element for element in document.iter() if _plain(element.tag) == name)


def _text(element: Element, name: str, *, most: int = MOST_ID_CHARS) -> str:
    texts = (child.text or "" for child in element if _plain(child.tag) == name)
    return _readable(next(texts, ""))[:most]


def _readable(text: str) -> str:
    """What can be kept: no control characters but line breaks and tabs."""
    kept = (char for char in text if char in "\n\t" or kind_of_character(char) != "Cc")
    return normalize("NFC", "".join(kept)).strip()


def _plain(tag: object) -> str:
    """A tag without the namespace some servers add."""
    return str(tag).rpartition("}")[2]


def _moment(text: str) -> datetime | None:
    try:
        return read_moment(text, zone=CIVIC_TIME) if text else None
    except MomentUnreadable:
        return None
