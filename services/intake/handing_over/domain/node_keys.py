"""Keys of nodes: whose they are, which one counts, and when they are told again."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from shared.kernel.rejection import Rejection

TOLD_AGAIN_AFTER = timedelta(days=30)
"""A node that joins late hears of every key within a month, however short streams are kept."""
LOST_AGAIN_AFTER = timedelta(hours=1)
"""A key is not made anew more often than this, whoever says that the last one was lost."""


class KeyOfAnother(Rejection):
    """Nút này báo khóa thay cho nút khác; mỗi nút chỉ được báo khóa của chính mình.
    This node tells the key of another; a node tells only its own.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKey:
    """A key that things meant for the node of `host` are sealed to."""

    host: str
    id: UUID
    public: bytes
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKey:
    """A key of this node; older ones stay, for what was sealed to them may come late."""

    id: UUID
    public: bytes
    private: bytes = field(repr=False)
    made_at: datetime
    told_at: datetime

    def is_due_again(self, now: datetime) -> bool:
        """Whether it was told so long ago that a newcomer may not have heard it."""
        return now - self.told_at >= TOLD_AGAIN_AFTER

    def may_be_replaced(self, now: datetime) -> bool:
        """Whether it is old enough to be given up for a new one."""
        return now - self.made_at >= LOST_AGAIN_AFTER


def refuse_key_of_another(key: KnownKey, speaker: str) -> None:
    """Let a node speak of its own key only.

    Raises:
        KeyOfAnother: if it speaks of somebody else's.

    """
    if key.host != speaker:
        raise KeyOfAnother


def newest(keys: Collection[KnownKey]) -> KnownKey | None:
    """The key that counts: the last made; of two made at once the greater id, everywhere.

    >>> newest([]) is None
    True
    """
    return max(keys, key=lambda key: (key.made_at, key.id.int), default=None)
