"""Keys: who may send over Open311, how much, and until when. The key itself is kept nowhere."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NewType
from uuid import UUID

from services.intake.open311.domain.refusals import KeySpent, KeyUnknown
from shared.kernel.rejection import NotFound, Rejection

KeyId = NewType("KeyId", UUID)

PREFIX = "kheo311_"
"""What every key begins with, so that a leaked one is found."""
MINUTE = timedelta(minutes=1)
USUAL_PER_MINUTE, MOST_PER_MINUTE = 60, 6_000
MOST_NAME_CHARS = 200


class KeyNotGiven(NotFound):
    """Không có khóa Open311 nào mang số này.
    No Open311 key has this id.
    """


class KeyNameless(Rejection):
    """Khóa cần tên ứng dụng và người chịu trách nhiệm, mỗi mục không quá 200 ký tự.
    A key needs a label and an owner, of at most 200 characters each.
    """


class KeyRateUnusable(Rejection):
    """Mỗi khóa gửi từ 1 đến 6.000 lần mỗi phút.
    A key may send 1 to 6,000 times a minute.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key that was given out: `label` names the program, `owner` whoever answers for it."""

    id: KeyId
    label: str
    owner: str
    per_minute: int
    made_at: datetime
    revoked_at: datetime | None = None
    minute: datetime | None = None
    used: int = 0
    """How often since `minute`."""

    @property
    def references(self) -> str:
        """What the references of everything this key brings begin with."""
        return f"{self.id}:"


def digest(key: str) -> bytes:
    """What is kept of a key: it is long and random, so a plain hash cannot be turned back."""
    return hashlib.sha256(key.encode()).digest()


def new_key(key_id: KeyId, *, label: str, owner: str, per_minute: int, now: datetime) -> Key:
    """A key about to be given out.

    Raises:
        KeyNameless: if nobody would know whose it is.
        KeyRateUnusable: if it could send never, or without end.

    """
    named = [" ".join(text.split()) for text in (label, owner)]
    if not all(named) or any(len(text) > MOST_NAME_CHARS for text in named):
        raise KeyNameless
    if not 1 <= per_minute <= MOST_PER_MINUTE:
        raise KeyRateUnusable
    return Key(id=key_id, label=named[0], owner=named[1], per_minute=per_minute, made_at=now)


def used_once_more(key: Key, now: datetime) -> Key:
    """The key after one more use.

    Raises:
        KeyUnknown: if it was revoked.
        KeySpent: if it was used too often within this minute.

    """
    if key.revoked_at is not None:
        raise KeyUnknown
    if key.minute is None or now - key.minute >= MINUTE:
        return replace(key, minute=now, used=1)
    if key.used >= key.per_minute:
        raise KeySpent
    return replace(key, used=key.used + 1)


def revoked(key: Key, now: datetime) -> Key:
    """The key, good for nothing any more; what it was revoked at first stays."""
    return replace(key, revoked_at=key.revoked_at or now)
