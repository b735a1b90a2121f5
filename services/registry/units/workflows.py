"""Hosting: what comes from below counts for a unit only if its own node says it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.registry.org.domain import document_number
from services.registry.units import outgoing, store
from services.registry.units.catalogue import unit_kinds
from services.registry.units.domain.change_refusals import (
    CodeTaken,
    KindNotUnder,
    ParentNotThere,
    ParentOfAnotherSector,
)
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
from services.registry.units.domain.heads import HeadCount, refuse_count
from services.registry.units.domain.previews import Preview
from services.registry.units.domain.undoing import (
    AlreadyUndone,
    ChangedMeanwhile,
    ChangeUnknown,
    DecidedElsewhere,
    refuse_dangling,
    refuse_undoing,
)
from services.registry.units.domain.unit_codes import electronic_identifier, statistics_code
from services.registry.units.domain.unit_versions import chapters_of, links_of
from services.registry.units.domain.units import Unit, UnitOfAnother, UnitVersion
from services.registry.units.outgoing import change_told, heads_told, history_of, undoing_told
from shared.chassis.access import Principal
from shared.chassis.database import Transaction
from shared.chassis.directory import line_of
from shared.chassis.outbox import OutgoingEvent, publish, publish_all
from shared.chassis.sheet_cells import a_date
from shared.chassis.sheet_faults import RowErrors
from shared.chassis.sheet_rows import Column, Sheet
from shared.chassis.unit_timelines import write_timelines
from shared.events.subjects import Reach
from shared.kernel.places import Place, PlaceCode, UnitCode, place_code
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right


async def require_speaker(
    tx: Transaction, unit: UnitCode, *, node: PlaceCode, day: date
) -> None:
    """Let a node below speak for the units it hosts, and for those nobody knows yet.

    Raises:
        UnitOfAnother: if another node hosts `unit` on `day`, and hosted it all along.

    """
    chapters = await store.list_chapters(tx, code=unit)
    hosts = {chapter.unit.host for chapter in chapters}
    on_day = {
        chapter.unit.host
        for chapter in chapters
        if chapter.unit.valid_from <= day
        and (chapter.valid_to is None or day < chapter.valid_to)
    }
    if node not in (on_day or hosts or {node}):
        raise UnitOfAnother


async def refuse_outsider(
    tx: Transaction, unit: UnitCode, *, node: PlaceCode, day: date
) -> None:
    """Let a node speak for the units it hosts, and decide on those it stands above.

    Raises:
        UnitOfAnother: if it does neither.

    """
    above: str | None = unit
    while above is not None:
        chapters = await store.list_chapters(tx, as_of=day, code=above)
        above = chapters[0].unit.parent if chapters else None
        if above is not None and str(above) == str(node):
            return
    await require_speaker(tx, unit, node=node, day=day)


__all__ = ["HeadCount", "count_heads", "note_heads"]


async def count_heads(
    tx: Transaction, count: HeadCount, *, here: PlaceCode, today: date, now: datetime
) -> None:
    """Write down and tell how many people a unit has that is served here.

    Raises:
        UnitOfAnother: if another node serves it: two would tell of one unit.

    """
    refuse_count(count, today=today)
    await require_speaker(tx, count.unit, node=here, day=count.counted_on)
    await store.save_heads(tx, count, told_at=now)
    await publish(tx, heads_told(count.unit, count.counted_on, count.heads, now=now))


async def note_heads(
    tx: Transaction, count: HeadCount, *, speaker: PlaceCode, told_at: datetime
) -> None:
    """Keep what a node below tells of a unit it serves."""
    await require_speaker(tx, count.unit, node=speaker, day=count.counted_on)
    await store.save_heads(tx, count, told_at=told_at)


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
    codes = await store.list_untold(tx, told_as=SHAPE, most=AT_ONCE)
    await write_histories(tx, codes, now=now)
    return len(codes)


async def _write(tx: Transaction, codes: Sequence[str], *, now: datetime) -> None:
    established = _by_code(await store.list_tellings(tx, codes))
    changes = await store.list_changes_of(tx, codes)
    concerned = _by_touched(changes)
    units = [UnitCode(code) for code in codes]
    chapters = {u: chapters_of(u, established.get(u, ()), concerned.get(u, ())) for u in units}
    everything = [one for u in units for one in chapters[u]]
    await store.replace_chapters(tx, codes, everything, told_at=now)
    await store.note_told(tx, codes, told_as=SHAPE)
    links = {u: links_of(u, concerned.get(u, ())) for u in units}
    histories = [history_of(u, chapters[u], links[u]) for u in units]
    await write_timelines(tx, [(history, now) for history in histories])
    await publish_all(
        tx, (OutgoingEvent(event=h, occurred_at=now, reach=Reach.LOCAL) for h in histories)
    )


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


async def establish_units(tx: Transaction, wanted: Sequence[Unit], *, now: datetime) -> int:
    """Write down and tell what is not known yet; says how many units that were."""
    await store.lock_units(tx)
    known = set(await store.list_tellings(tx))
    new = [unit for unit in wanted if unit not in known]
    told = await publish_all(tx, (outgoing.unit_established(unit, now=now) for unit in new))
    await _keep(tx, new, told_at=now, now=now)
    return told


async def note_unit(
    tx: Transaction, unit: Unit, *, told_at: datetime, now: datetime | None = None
) -> None:
    """Keep what another node, or this one, told of a unit."""
    await store.lock_units(tx)
    if unit in await store.list_tellings(tx, [unit.code]):
        return
    await _keep(tx, [unit], told_at=told_at, now=now or told_at)


async def _keep(
    tx: Transaction, told: Sequence[Unit], *, told_at: datetime, now: datetime
) -> None:
    await store.save_tellings(tx, told, told_at=told_at)
    await write_histories(tx, [unit.code for unit in told], now=now)


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
    tx: Transaction, change: UnitChange, *, children_to: UnitCode | None = None, web: Desk
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
    await store.lock_units(tx)
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
    await store.lock_units(tx)
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
    await store.lock_units(tx)
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
    await store.lock_units(tx)
    change = await store.get_change(tx, change_id)
    if speaker is not None and (change is None or change.decided_by != speaker):
        raise ChangeUnknown
    if await store.save_undoing(tx, change_id, undone_at=now) and change:
        await write_histories(tx, change.touched, now=now)


async def version_of(tx: Transaction, units: Collection[str]) -> int:
    """A number that grows whenever the history of one of these units is written anew."""
    return await store.versions_of(tx, units)


async def _children(tx: Transaction, change: UnitChange) -> dict[UnitCode, list[UnitCode]]:
    found = await store.list_children(tx, change.ended, day=change.effective_on)
    below: dict[UnitCode, list[UnitCode]] = {}
    for chapter in found:
        if chapter.unit.parent:
            below.setdefault(chapter.unit.parent, []).append(chapter.unit.code)
    return below


def _with_followers(
    change: UnitChange, children: dict[UnitCode, list[UnitCode]], children_to: UnitCode | None
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
    lines = {parent: await line_of(tx, parent, day=change.effective_on) for parent in parents}
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
            web.principal.must(Right.ADMINISTER, await line_of(tx, unit, day=web.today))


async def _refuse_dangling(tx: Transaction, change: UnitChange) -> None:
    told = await store.list_tellings(tx, change.touched)
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
    for chapter in await store.list_histories(tx, codes):
        lives.setdefault(chapter.unit.code, []).append(chapter)
    return lives


def _parents(parts: Iterable[Part]) -> list[UnitCode]:
    told = [part.begins or part for part in parts]
    named = [parent for one in told for parent in (one.parent, one.sector_parent) if parent]
    return list(dict.fromkeys(named))


MOST_HOSTED = 200


async def preview(
    tx: Transaction, change: UnitChange, *, children_to: UnitCode | None = None, web: Desk
) -> Preview:
    """What a change would touch.

    Raises:
        Rejection: if it may not be made.

    """
    whole = await weighed(tx, change, children_to=children_to, web=web)
    units = _last_before(await store.list_histories(tx, whole.touched), whole)
    ending = whole.ended or whole.sources
    below = [
        code
        for unit in ending
        for code in (await store.list_below(tx, unit, day=whole.effective_on))[1:]
    ]
    hosted = [
        chapter.unit
        for unit in whole.ended
        for chapter in await store.list_hosted(
            tx, unit, day=whole.effective_on, most=MOST_HOSTED
        )
    ]
    drafts = {part.begins.host for part in whole.parts if part.begins}
    nodes = {unit.host for unit in units} | {unit.host for unit in hosted} | drafts
    return Preview(
        change=whole,
        units=units,
        below=below,
        hosted=hosted,
        nodes=sorted(nodes),
        version=await version_of(tx, change.touched),
    )


def _last_before(chapters: list[UnitVersion], change: UnitChange) -> list[Unit]:
    known = {
        chapter.unit.code: chapter.unit
        for chapter in chapters
        if chapter.unit.valid_from <= change.effective_on
    }
    return [known[code] for code in change.touched if code in known]


ROW_KEY = ("code",)
MOST_CHARS = 200


class NameTooLong(Rejection):
    """Tên đơn vị dài quá 200 ký tự.
    The name is longer than 200 characters.
    """


def unit_columns() -> Sequence[Column]:
    """The template of a file of units, the same as the tree of a day is taken home in."""
    return (
        Column("code", _code),
        Column("vi", _name),
        Column("en", _name),
        Column("kind", str),
        Column("parent", _code, required=False),
        Column("sector_parent", _code, required=False),
        Column("host", place_code, required=False),
        Column("gso_code", statistics_code, required=False),
        Column("eid", electronic_identifier, required=False),
        Column("basis", _number, required=False),
        Column("valid_from", a_date),
    )


async def import_units(tx: Transaction, sheet: Sheet, *, place: Place, now: datetime) -> int:
    """Establish the units of a file and tell them; says how many were new.

    Raises:
        SheetRefused: if a row contradicts the tree, with every such row.

    """
    await store.lock_units(tx)
    known = {chapter.unit.code: chapter.unit for chapter in await store.list_chapters(tx)}
    wanted = [_marked(_unit(row, place.code), known) for row in sheet.rows]
    fresh = [unit for unit in wanted if known.get(unit.code) != unit]
    _refuse_faults(sheet, wanted, known)
    return await establish_units(tx, fresh, now=now)


def _refuse_faults(
    sheet: Sheet, wanted: Sequence[Unit], known: Mapping[UnitCode, Unit]
) -> None:
    everyone = {**known, **{unit.code: unit for unit in wanted}}
    errors = RowErrors()
    for number, unit in zip(sheet.numbers, wanted, strict=True):
        was = known.get(unit.code)
        if was is not None and was != unit:
            errors.add(number, "code", _taken(was))
        for column, parent in (("parent", unit.parent), ("sector_parent", unit.sector_parent)):
            fault = _fault(unit, everyone, column=column, parent=parent)
            if fault is not None:
                errors.add(number, column, fault)
    errors.refuse_if_any()


def _fault(
    unit: Unit, everyone: Mapping[UnitCode, Unit], *, column: str, parent: UnitCode | None
) -> Rejection | None:
    if parent is None:
        return None
    above = everyone.get(parent)
    if above is None or above.valid_from > unit.valid_from or parent == unit.code:
        return ParentNotThere(
            f"Cấp trên “{parent}” không có vào ngày {unit.valid_from:%d/%m/%Y};"
            " hãy thêm vào tệp hoặc sửa mã.",
            f"The parent “{parent}” does not exist on {unit.valid_from}; add it, or mend it.",
        )
    kinds = unit_kinds()
    if column == "sector_parent":
        same = kinds.same_sector(unit.kind, above.kind)
        return None if same else ParentOfAnotherSector()
    return None if kinds.allow(unit.kind, under=above.kind) else KindNotUnder()


def _taken(was: Unit) -> CodeTaken:
    return CodeTaken(
        f"Mã “{was.code}” đã là của “{was.vi}”; hãy đặt mã khác, hoặc ghi một thay đổi.",
        f"The code “{was.code}” is that of “{was.en}”; choose another, or state a change.",
    )


def _unit(row: Mapping[str, object], here: PlaceCode) -> Unit:
    told = {name: value for name, value in row.items() if value is not None}
    return Unit(**({"host": here, "parent": None} | told))  # type: ignore[arg-type]  # each column makes its own type


def _marked(unit: Unit, known: Mapping[UnitCode, Unit]) -> Unit:
    """A file does not say whether a unit is made up; that stays as it is known."""
    was = known.get(unit.code)
    return unit if was is None else replace(unit, made_up=was.made_up)


def _code(text: str) -> UnitCode:
    return UnitCode(place_code(text))


def _name(text: str) -> str:
    if len(text) > MOST_CHARS:
        raise NameTooLong
    return text


def _number(text: str) -> str:
    return document_number(text).text
