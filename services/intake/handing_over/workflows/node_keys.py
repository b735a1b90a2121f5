"""Keys of nodes: made once, told to everybody, kept of everybody."""

from dataclasses import replace

from uuid_utils.compat import uuid7

from services.intake.handing_over import store
from services.intake.handing_over.domain import KnownKey, OwnKey, newest, refuse_key_of_another
from services.intake.handing_over.outgoing import key_told
from services.intake.handing_over.workflows.node_relay import is_below
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.directory import host_line
from shared.chassis.outbox import publish
from shared.chassis.sealing import new_key_pair
from shared.events.subjects import Reach


async def keep_own_key(tx: Transaction, acting: Acting) -> None:
    """See to it that there is a key, and that newcomers hear of it."""
    await store.lock_keys(tx)
    own = await store.list_own(tx)
    if not own:
        await _make(tx, acting)
    elif own[0].is_due_again(acting.now):
        await _tell(tx, replace(own[0], told_at=acting.now), acting)


async def renew_key(tx: Transaction, acting: Acting) -> None:
    """Make a new key; what was sealed to an older one can still be opened."""
    await store.lock_keys(tx)
    await _make(tx, acting)


async def replace_lost_key(tx: Transaction, acting: Acting) -> None:
    """Somebody sealed to a key that is not here: a restored database has lost it."""
    await store.lock_keys(tx)
    own = await store.list_own(tx)
    if not own or own[0].may_be_replaced(acting.now):
        await _make(tx, acting)


async def note_key_from_below(
    tx: Transaction, key: KnownKey, acting: Acting, *, speaker: str
) -> None:
    """Keep what a node below tells of itself, and pass it on to all below.

    Raises:
        KeyOfAnother: if it tells of another node.

    """
    refuse_key_of_another(key, speaker)
    await store.add_known(tx, key)
    await publish(tx, key_told(key, now=acting.now, reach=Reach.DOWN))


async def note_key_from_above(tx: Transaction, key: KnownKey, acting: Acting) -> None:
    """Keep what the parent passes on; of nodes below, only they themselves are believed."""
    is_own = key.host == acting.place.code
    if not is_own and not await is_below(tx, key.host, acting.place):
        await store.add_known(tx, key)


async def key_of_host(tx: Transaction, unit: str) -> KnownKey | None:
    """The key to seal to for whoever serves a unit; nothing as long as none was told."""
    line = await host_line(tx, unit)
    return newest(await store.list_known(tx, line.host or ""))


async def _make(tx: Transaction, acting: Acting) -> None:
    pair, now = new_key_pair(), acting.now
    key = OwnKey(id=uuid7(), public=pair.public, private=pair.private, made_at=now, told_at=now)
    await _tell(tx, key, acting)


async def _tell(tx: Transaction, own: OwnKey, acting: Acting) -> None:
    """Both ways, as far as there is somebody to tell."""
    await store.save_own(tx, own)
    place, now = acting.place, acting.now
    key = KnownKey(host=place.code, id=own.id, public=own.public, made_at=own.made_at)
    if not place.is_top:
        await publish(tx, key_told(key, now=now, reach=Reach.UP))
    if place.has_children:
        await publish(tx, key_told(key, now=now, reach=Reach.DOWN))
