"""Keys: made once, told to everybody, kept of everybody."""

from dataclasses import replace
from datetime import datetime

from uuid_utils.compat import uuid7

from services.intake.handing_over import store
from services.intake.handing_over.domain import KnownKey, OwnKey, newest, refuse_key_of_another
from services.intake.handing_over.outgoing import key_told, own_key_told
from shared.chassis.database import Transaction
from shared.chassis.directory import host_line
from shared.chassis.outbox import publish, publish_all
from shared.chassis.sealing import new_key_pair
from shared.events.subjects import Reach
from shared.kernel.places import Place
from shared.kernel.tree_routes import Towards


async def keep_own_key(tx: Transaction, *, place: Place, now: datetime) -> None:
    """See to it that there is a key, and that newcomers hear of it."""
    await store.hold_keys(tx)
    own = await store.list_own(tx)
    if not own:
        await _make(tx, place=place, now=now)
    elif own[0].is_due_again(now):
        await _tell(tx, replace(own[0], told_at=now), place=place, now=now)


async def renew_key(tx: Transaction, *, place: Place, now: datetime) -> None:
    """Make a new key; what was sealed to an older one can still be opened."""
    await store.hold_keys(tx)
    await _make(tx, place=place, now=now)


async def replace_lost_key(tx: Transaction, *, place: Place, now: datetime) -> None:
    """Somebody sealed to a key that is not here: a restored database has lost it."""
    await store.hold_keys(tx)
    own = await store.list_own(tx)
    if not own or own[0].may_be_replaced(now):
        await _make(tx, place=place, now=now)


async def note_key_from_below(
    tx: Transaction, key: KnownKey, *, speaker: str, now: datetime
) -> None:
    """Keep what a node below tells of itself, and pass it on to all below.

    Raises:
        KeyOfAnother: if it tells of another node.

    """
    refuse_key_of_another(key, speaker)
    await store.add_known(tx, key)
    await publish(tx, key_told(key, now=now, reach=Reach.DOWN))


async def note_key_from_above(tx: Transaction, key: KnownKey, *, place: Place) -> None:
    """Keep what the parent passes on; of nodes below, only they themselves are believed."""
    if key.host == place.code:
        return
    line = await host_line(tx, key.host)
    if line.towards(place.code) is not Towards.DOWN:
        await store.add_known(tx, key)


async def key_of(tx: Transaction, host: str) -> KnownKey | None:
    """The key to seal to for a node; nothing as long as none was told."""
    return newest(await store.list_known(tx, host))


async def _make(tx: Transaction, *, place: Place, now: datetime) -> None:
    pair = new_key_pair()
    made = OwnKey(
        id=uuid7(), public=pair.public, private=pair.private, made_at=now, told_at=now
    )
    await _tell(tx, made, place=place, now=now)


async def _tell(tx: Transaction, own: OwnKey, *, place: Place, now: datetime) -> None:
    await store.save_own(tx, own)
    shown = KnownKey(host=place.code, id=own.id, public=own.public, made_at=own.made_at)
    await publish_all(tx, own_key_told(shown, place, now=now))
