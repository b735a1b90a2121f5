"""Changes of units: planned, undone, and kept as others tell them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from services.registry.units.catalogue import unit_kinds
from services.registry.units.domain.change_rules import (
    Surroundings,
    refuse_misshapen,
    refuse_unlawful,
)
from services.registry.units.domain.changes import (
    ENDING,
    ChangeId,
    ChangeKind,
    Part,
    Seat,
    UnitChange,
)
from services.registry.units.domain.undoing import (
    AlreadyUndone,
    ChangedMeanwhile,
    ChangeUnknown,
    DecidedElsewhere,
    refuse_dangling,
    refuse_undoing,
)
from services.registry.units.domain.unit_versions import chapters_of
from services.registry.units.domain.units import UnitOfAnother, UnitVersion
from services.registry.units.outgoing.changes import change_told, undoing_told
from services.registry.units.store import changes as store
from services.registry.units.store import timelines as history_store
from services.registry.units.store import tree as tree_store
from services.registry.units.store import units as unit_store
from services.registry.units.workflows.hosting import refuse_outsider
from services.registry.units.workflows.timelines import write_histories
from shared.chassis.access import Principal
from shared.chassis.database import Transaction
from shared.chassis.outbox import publish_all
from shared.kernel.places import Place, PlaceCode, UnitCode
from shared.kernel.roles import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who decides, where, and when."""

    principal: Principal
    place: Place
    now: datetime

    @property
    def today(self) -> date:
        """The civic day here."""
        return self.place.day_of(self.now)


async def weighed(
    tx: Transaction,
    change: UnitChange,
    *,
    children_to: UnitCode | None = None,
    web: Desk,
) -> UnitChange:
    """The change with all who follow it, if it may be made; nothing is written down.

    Raises:
        NotYours: if a unit it touches is another's to keep.
        Rejection: if it breaks a rule; the unit and the mend are named.

    """
    refuse_misshapen(change)
    children = await _children(tx, change)
    whole = _with_followers(change, children, children_to)
    await _refuse_others(tx, whole, web)
    refuse_unlawful(whole, await _surroundings(tx, whole, children))
    return whole


async def plan_change(
    tx: Transaction,
    change: UnitChange,
    *,
    children_to: UnitCode | None = None,
    version: int | None = None,
    web: Desk,
) -> UnitChange:
    """Write a change down and tell it; `version` is what was seen of the units' histories.

    Raises:
        ChangedMeanwhile: if somebody changed one of the units since.
        Rejection: see `weighed`.

    """
    await unit_store.lock_units(tx)
    if version is not None and version != await version_of(tx, change.touched):
        raise ChangedMeanwhile
    whole = await weighed(tx, change, children_to=children_to, web=web)
    await store.save_change(tx, whole)
    await write_histories(tx, whole.touched, now=web.now)
    await publish_all(tx, change_told(whole, web.place))
    return whole


async def undo_change(tx: Transaction, change_id: ChangeId, *, web: Desk) -> UnitChange:
    """Take a planned change back, as if it had never been stated.

    Raises:
        ChangeUnknown: if there is none.
        AlreadyUndone: if somebody was faster.
        DecidedElsewhere: if it is another node's decision.
        AlreadyInForce: if its day has come.
        OthersRestOnIt: if something else needs it.

    """
    await unit_store.lock_units(tx)
    change = await store.get_change(tx, change_id)
    if change is None:
        raise ChangeUnknown
    if await store.is_undone(tx, change_id):
        raise AlreadyUndone
    if change.decided_by != web.place.code:
        raise DecidedElsewhere
    await _refuse_others(tx, change, web)
    begun = [part.unit for part in change.begun]
    resting = await store.list_changes_around(tx, [*change.touched, *begun])
    refuse_undoing(change, resting, today=web.today)
    await _refuse_dangling(tx, change)
    await store.save_undoing(tx, change_id, undone_at=web.now)
    await write_histories(tx, change.touched, now=web.now)
    await publish_all(tx, undoing_told(change, web.place, now=web.now))
    return change


async def note_change(
    tx: Transaction, change: UnitChange, *, speaker: PlaceCode | None, now: datetime
) -> None:
    """Keep a change told here or elsewhere; from below only of units its speaker may tell of.

    Raises:
        UnitOfAnother: if a node below decides on units that are not its own.

    """
    await unit_store.lock_units(tx)
    if speaker is not None:
        if change.decided_by != speaker:
            raise UnitOfAnother
        drafts = [part.begins for part in change.parts if part.begins]
        parents = [draft.parent for draft in drafts if draft.parent]
        for about in (*change.touched, *parents):
            await refuse_outsider(tx, about, node=speaker, day=change.effective_on)
    if await store.save_change(tx, change):
        await write_histories(tx, change.touched, now=now)


async def note_undoing(
    tx: Transaction, change_id: ChangeId, *, speaker: PlaceCode | None, now: datetime
) -> None:
    """Take a change back that was undone elsewhere, whether or not it was heard of yet."""
    await unit_store.lock_units(tx)
    change = await store.get_change(tx, change_id)
    if speaker is not None and (change is None or change.decided_by != speaker):
        raise ChangeUnknown
    if await store.save_undoing(tx, change_id, undone_at=now) and change:
        await write_histories(tx, change.touched, now=now)


async def version_of(tx: Transaction, units: Collection[str]) -> int:
    """A number that grows whenever the history of one of these units is written anew."""
    return await history_store.versions_of(tx, units)


async def _children(tx: Transaction, change: UnitChange) -> dict[UnitCode, list[UnitCode]]:
    found = await unit_store.list_children(tx, change.ended, day=change.effective_on)
    below: dict[UnitCode, list[UnitCode]] = {}
    for chapter in found:
        if chapter.unit.parent:
            below.setdefault(chapter.unit.parent, []).append(chapter.unit.code)
    return below


def _with_followers(
    change: UnitChange,
    children: dict[UnitCode, list[UnitCode]],
    children_to: UnitCode | None,
) -> UnitChange:
    """Children go to whoever takes over, or where they are sent."""
    if change.kind not in ENDING:
        return change
    parent = children_to or (change.targets[0] if change.kind is ChangeKind.MERGE else None)
    taking_part = set(change.touched)
    going = [c for below in children.values() for c in below if c not in taking_part]
    if parent is None:
        return change
    followers = (Part(unit=child, seat=Seat.FOLLOWER, parent=parent) for child in going)
    return replace(change, parts=(*change.parts, *followers))


async def _surroundings(
    tx: Transaction, change: UnitChange, children: dict[UnitCode, list[UnitCode]]
) -> Surroundings:
    parents = _parents(change.parts)
    lines = {
        parent: await tree_store.list_line(tx, parent, day=change.effective_on)
        for parent in parents
    }
    return Surroundings(
        lives=await _lives(tx, {*change.touched, *parents}),
        children=children,
        lines=lines,
        standing=await store.list_changes_of(tx, change.touched),
        kinds=unit_kinds(),
    )


async def _refuse_others(tx: Transaction, change: UnitChange, web: Desk) -> None:
    concerned = [part.unit for part in change.parts if not part.begins]
    begun = {part.unit for part in change.begun}
    for unit in dict.fromkeys([*concerned, *_parents(change.parts)]):
        if unit not in begun:
            line = await _last_line(tx, unit, day=web.today)
            web.principal.must(Right.ADMINISTER, line or [unit])


async def _last_line(tx: Transaction, unit: UnitCode, *, day: date) -> tuple[UnitCode, ...]:
    """Its superiors today, or on the nearest day on which it is there."""
    line = await tree_store.list_line(tx, unit, day=day)
    chapters = [] if line else await unit_store.list_histories(tx, [unit])
    for chapter in reversed(chapters):
        first, end = chapter.unit.valid_from, chapter.valid_to
        nearest = max(first, min(day, end - timedelta(days=1) if end else day))
        return await tree_store.list_line(tx, unit, day=nearest)
    return line


async def _refuse_dangling(tx: Transaction, change: UnitChange) -> None:
    told = await unit_store.list_tellings(tx, change.touched)
    standing = await store.list_changes_of(tx, change.touched)
    others = [other for other in standing if other.id != change.id]
    chapters = [one for code in change.touched for one in chapters_of(code, told, others)]
    lives = await _lives(tx, {one.unit.parent for one in chapters if one.unit.parent})
    after = {code: chapters_of(code, told, others) for code in change.touched}
    refuse_dangling(chapters, lives | after)


async def _lives(
    tx: Transaction, codes: Collection[UnitCode]
) -> dict[UnitCode, list[UnitVersion]]:
    lives: dict[UnitCode, list[UnitVersion]] = {}
    for chapter in await unit_store.list_histories(tx, codes):
        lives.setdefault(chapter.unit.code, []).append(chapter)
    return lives


def _parents(parts: Iterable[Part]) -> list[UnitCode]:
    told = [part.begins or part for part in parts]
    named = [parent for one in told for parent in (one.parent, one.sector_parent) if parent]
    return list(dict.fromkeys(named))
