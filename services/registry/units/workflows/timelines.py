"""Histories: folded anew whenever something is told, and told on within this node."""

from collections.abc import Collection, Sequence
from datetime import datetime

from services.registry.units.domain.changes import UnitChange
from services.registry.units.domain.unit_versions import chapters_of, links_of
from services.registry.units.domain.units import Unit
from services.registry.units.outgoing.units import history_told
from services.registry.units.store import changes as change_store
from services.registry.units.store import timelines as history_store
from services.registry.units.store import units as store
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish_all
from shared.kernel.places import UnitCode

SHAPE = 1
"""Grows when a history is told in another shape: then every one is told once more."""
AT_ONCE = 500


async def write_histories(tx: Transaction, codes: Collection[str], *, now: datetime) -> None:
    """Fold the histories of these units from all that is known, and tell them."""
    wanted = sorted(set(codes))
    for start in range(0, len(wanted), AT_ONCE):
        await _write(tx, wanted[start : start + AT_ONCE], now=now)


async def tell_untold(tx: Transaction, *, now: datetime) -> int:
    """Tell a handful of histories that never were; says how many."""
    await store.lock_units(tx)
    codes = await history_store.list_untold(tx, told_as=SHAPE, most=AT_ONCE)
    await write_histories(tx, codes, now=now)
    return len(codes)


async def _write(tx: Transaction, codes: Sequence[str], *, now: datetime) -> None:
    told = _by_code(await store.list_tellings(tx, codes))
    changes = await change_store.list_changes_of(tx, codes)
    concerned = _by_touched(changes)
    units = [UnitCode(code) for code in codes]
    chapters = {u: chapters_of(u, told.get(u, ()), concerned.get(u, ())) for u in units}
    everything = [one for u in units for one in chapters[u]]
    await store.replace_chapters(tx, codes, everything, told_at=now)
    await history_store.note_told(tx, codes, told_as=SHAPE)
    links = {u: links_of(u, concerned.get(u, ())) for u in units}
    await publish_all(tx, (history_told(u, chapters[u], links[u], now=now) for u in units))


def _by_code(told: Sequence[Unit]) -> dict[UnitCode, list[Unit]]:
    found: dict[UnitCode, list[Unit]] = {}
    for unit in told:
        found.setdefault(unit.code, []).append(unit)
    return found


def _by_touched(changes: Sequence[UnitChange]) -> dict[UnitCode, list[UnitChange]]:
    found: dict[UnitCode, list[UnitChange]] = {}
    for change in changes:
        for code in change.touched:
            found.setdefault(code, []).append(change)
    return found
