"""Hearing: what another server's documents say, whatever their author took for granted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from unicodedata import category as kind_of_character
from unicodedata import normalize
from xml.etree.ElementTree import Element

from services.intake.open311.domain.moments import MomentUnreadable, read_moment
from shared.kernel.places import CIVIC_TIME

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
        remote_id, token = _told(request, "service_request_id"), _told(request, "token")
        if remote_id or token:
            return RemoteReceipt(remote_id, "" if remote_id else token)
    return RemoteReceipt()


def found_in(document: Element, reference: str) -> RemoteReceipt:
    """The request whose words hold our reference, if it is among those listed."""
    for request in _all(document, "request"):
        if reference in _told(request, "description", most=MOST_WORDS * 2):
            return RemoteReceipt(_told(request, "service_request_id"))
    return RemoteReceipt()


def updates_in(document: Element) -> list[RemoteUpdate]:
    """The updates listed; one without an id or a request of its own says nothing to us."""
    found = [_update(one, one_id="update_id") for one in _all(document, "request_update")]
    return [one for one in found if one.remote_id and one.update_id]


def standings_in(document: Element) -> list[RemoteUpdate]:
    """Where requests stand, as updates: for servers that know no updates.

    The same standing has the same id however often it is read.
    """
    found = [_update(one, one_id="") for one in _all(document, "request")]
    return [one for one in found if one.remote_id and one.status]


def reasons_in(document: Element) -> str:
    """Why they do not take it, in their words."""
    told = [_told(one, "description") for one in _all(document, "error")]
    return "; ".join(text for text in told if text)[:MOST_WORDS]


def _update(one: Element, *, one_id: str) -> RemoteUpdate:
    status = _told(one, "status").lower()
    moment = _told(one, "updated_datetime")
    words = "description" if one_id else "status_notes"
    return RemoteUpdate(
        remote_id=_told(one, "service_request_id"),
        update_id=_told(one, one_id) if one_id else f"{status} {moment}".strip(),
        status=status,
        words=_told(one, words, most=MOST_WORDS),
        at=_moment(moment),
    )


def _all(document: Element, name: str) -> Iterator[Element]:
    return (one for one in document.iter() if _plain(one.tag) == name)


def _told(one: Element, name: str, *, most: int = MOST_ID_CHARS) -> str:
    found: Sequence[str] = [child.text or "" for child in one if _plain(child.tag) == name]
    return _readable(found[0])[:most] if found else ""


def _readable(text: str) -> str:
    """What can be kept: no control characters but line breaks and tabs."""
    kept = (one for one in text if one in "\n\t" or kind_of_character(one) != "Cc")
    return normalize("NFC", "".join(kept)).strip()


def _plain(tag: object) -> str:
    """A tag without the namespace some servers add."""
    return str(tag).rpartition("}")[2]


def _moment(text: str) -> datetime | None:
    try:
        return read_moment(text, zone=CIVIC_TIME) if text else None
    except MomentUnreadable:
        return None
