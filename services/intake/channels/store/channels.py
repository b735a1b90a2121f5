"""How the channels fare, in and out of Postgres."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.channels.tables import channel_states
from shared.chassis.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """When a channel last worked, and when and why it last failed."""

    channel: str
    worked_at: datetime | None = None
    failed_at: datetime | None = None
    failure: str = ""


async def note_worked(tx: Transaction, channel: str, *, now: datetime) -> None:
    """The channel works."""
    await _note(tx, channel, {"worked_at": now})


async def note_failed(tx: Transaction, channel: str, *, why: str, now: datetime) -> None:
    """The channel does not work."""
    await _note(tx, channel, {"failed_at": now, "failure": why})


async def list_states(tx: Transaction) -> dict[str, ChannelState]:
    """How every channel fares that was used at all."""
    rows = (await tx.execute(sa.select(channel_states))).mappings()
    return {row["channel"]: ChannelState(**row) for row in rows}


async def _note(tx: Transaction, channel: str, changed: dict[str, object]) -> None:
    added = insert(channel_states).values({"channel": channel, **changed})
    await tx.execute(added.on_conflict_do_update(index_elements=["channel"], set_=changed))
