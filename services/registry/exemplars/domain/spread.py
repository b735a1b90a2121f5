"""Spread: where an exemplar was copied or spoken of."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.kernel.rejection import Rejection

MAX_NOTE_CHARS = 300


class SpreadKind(StrEnum):
    """How an exemplar spreads."""

    REPLICATION = "replication"
    COMMUNICATION = "communication"


class SpreadNoteMissing(Rejection):
    """Hãy ghi nơi nhân rộng, hoặc báo, đài, bài đã đăng (tối đa 300 ký tự).
    Say where it was copied, or where it was published (300 characters at most).
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """One time an exemplar was copied or spoken of; the note stays at the node."""

    id: UUID
    nomination: UUID
    kind: SpreadKind
    happened_on: date
    note: str


def checked_spread(spread: Spread) -> Spread:
    """A record that says where.

    Raises:
        SpreadNoteMissing: if it does not.

    """
    if not 0 < len(spread.note.strip()) <= MAX_NOTE_CHARS:
        raise SpreadNoteMissing
    return spread
