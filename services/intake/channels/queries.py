"""Channels: how each fares, which letters wait for somebody, what could not be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.intake.cases.domain.notices import Notice
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.channels import store
from services.intake.channels.domain.mail_records import MailRecord
from services.intake.notices import queries as notices
from services.intake.notices.queries import ChannelState
from shared.chassis.database import Transaction

__all__ = ["ChannelState", "Faring", "Lost", "faring"]

LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A notice that could not be told, and the number it was about."""

    notice: Notice
    number: TrackingNumber | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Faring:
    """How the channels of a node fare."""

    states: Mapping[str, ChannelState]
    waiting: Mapping[str, int]
    """Notices on their way, by channel."""
    mails: Mapping[str, int]
    """Letters of the last seven days, by what became of them."""
    parked: Sequence[MailRecord]
    lost: Sequence[Lost]


async def faring(tx: Transaction, *, now: datetime) -> Faring:
    """How the channels fare now."""
    failed = await notices.list_failed(tx)
    return Faring(
        states=await notices.list_states(tx),
        waiting=await notices.count_waiting(tx),
        mails=await store.count_by_state(tx, since=now - LATELY),
        parked=await store.list_parked(tx),
        lost=[
            Lost(notice=notice, number=await notices.find_answered(tx, [notice.id]))
            for notice in failed
        ],
    )
