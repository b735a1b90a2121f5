"""Units in and out of Postgres: what was told of them, and the chapters folded from it."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.units.domain.changes import (
    ChangeId,
    ChangeKind,
    Draft,
    Part,
    Seat,
    UnitChange,
)
from services.registry.units.domain.heads import HeadCount
from services.registry.units.domain.units import Unit, UnitVersion
from services.registry.units.tables import (
    unit_change_parts,
    unit_changes,
    unit_changes_undone,
    unit_heads,
    unit_histories,
    unit_tellings,
    units,
)
from shared.chassis.database import Transaction
from shared.kernel.folding import folded
from shared.kernel.places import PlaceCode, UnitCode

KEY = ("code", "valid_from")
TEXTS = sa.ARRAY(sa.Text)
ONE_AT_A_TIME = 7_401_820_180_102
"""Advisory lock: a history is folded from all that is known, and two may tell at once."""


async def lock_units(tx: Transaction) -> None:
    """Wait until nobody else tells of units; until the transaction ends it is our turn."""
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


async def save_tellings(tx: Transaction, told: Sequence[Unit], *, told_at: datetime) -> None:
    """Keep what was told; what was told later stands, whatever comes first."""
    if not told:
        return
    kept = insert(unit_tellings)
    names = [column.name for column in unit_tellings.columns if column.name not in KEY]
    newer = kept.excluded.told_at >= unit_tellings.c.told_at
    statement = kept.on_conflict_do_update(
        index_elements=KEY, set_={name: kept.excluded[name] for name in names}, where=newer
    )
    await tx.execute(statement, [_row(unit) | {"told_at": told_at} for unit in told])


async def list_tellings(tx: Transaction, codes: Collection[str] | None = None) -> list[Unit]:
    """What was told of some units, or of all."""
    query = sa.select(unit_tellings)
    if codes is not None:
        query = query.where(unit_tellings.c.code == sa.any_(sa.literal(list(codes), TEXTS)))
    return [_unit(row) for row in (await tx.execute(query)).mappings()]


async def replace_chapters(
    tx: Transaction,
    codes: Collection[str],
    chapters: Sequence[UnitVersion],
    *,
    told_at: datetime,
) -> None:
    """Write down the histories of some units anew."""
    await tx.execute(units.delete().where(_among(codes)))
    rows = [
        _row(one.unit)
        | {"valid_to": one.valid_to, "told_at": told_at, "folded": folded(one.unit.vi)}
        for one in chapters
    ]
    if rows:
        await tx.execute(units.insert(), rows)


async def list_chapters(
    tx: Transaction, *, as_of: date | None = None, code: str | None = None
) -> list[UnitVersion]:
    """What was known on `as_of`, or all that ever was; by code and day."""
    query = sa.select(units).order_by(units.c.code, units.c.valid_from)
    if as_of is not None:
        query = query.where(_on(as_of))
    if code is not None:
        query = query.where(units.c.code == code)
    return as_chapters((await tx.execute(query)).mappings().all())


async def list_histories(tx: Transaction, codes: Collection[str]) -> list[UnitVersion]:
    """All chapters of some units, by code and day."""
    query = sa.select(units).where(_among(codes)).order_by(units.c.code, units.c.valid_from)
    return as_chapters((await tx.execute(query)).mappings().all())


async def list_children(
    tx: Transaction, parents: Collection[str], *, day: date
) -> list[UnitVersion]:
    """The units right under some others on a day, by code."""
    among = units.c.territorial_parent == sa.any_(sa.literal(list(parents), TEXTS))
    query = sa.select(units).where(among, _on(day)).order_by(units.c.code)
    return as_chapters((await tx.execute(query)).mappings().all())


def as_chapters(rows: Sequence[Mapping[Any, Any]]) -> list[UnitVersion]:
    """Chapters as they are kept."""
    return [UnitVersion(unit=_unit(row), valid_to=row["valid_to"]) for row in rows]


def _among(codes: Collection[str]) -> sa.ColumnElement[bool]:
    return units.c.code == sa.any_(sa.literal(list(codes), TEXTS))


def _on(day: date) -> sa.ColumnElement[bool]:
    return sa.and_(
        units.c.valid_from <= day, sa.or_(units.c.valid_to.is_(None), units.c.valid_to > day)
    )


def _row(unit: Unit) -> dict[str, object]:
    return {
        "code": unit.code,
        "valid_from": unit.valid_from,
        "kind": unit.kind,
        "vi": unit.vi,
        "en": unit.en,
        "territorial_parent": unit.parent,
        "sector_parent": unit.sector_parent,
        "host": unit.host,
        "gso_code": unit.gso_code,
        "eid": unit.eid,
        "basis": unit.basis,
        "made_up": unit.made_up,
    }


def _unit(row: Mapping[Any, Any]) -> Unit:
    return Unit(
        code=UnitCode(row["code"]),
        parent=row["territorial_parent"],
        host=PlaceCode(row["host"]),
        kind=row["kind"],
        vi=row["vi"],
        en=row["en"],
        valid_from=row["valid_from"],
        made_up=row["made_up"],
        sector_parent=row["sector_parent"],
        gso_code=row["gso_code"],
        eid=row["eid"],
        basis=row["basis"],
    )


EDITED = ("vi", "en", "parent", "sector_parent", "host")


async def save_change(tx: Transaction, change: UnitChange) -> bool:
    """Keep a change; says whether it was new."""
    row = {
        "id": change.id,
        "kind": change.kind.value,
        "effective_on": change.effective_on,
        "basis": change.basis,
        "decided_by": change.decided_by,
        "stated_at": change.stated_at,
    }
    added = insert(unit_changes).values(row).on_conflict_do_nothing()
    new = (await tx.execute(added.returning(unit_changes.c.id))).first() is not None
    if new:
        parts = [_part_row(change.id, nth, part) for nth, part in enumerate(change.parts)]
        await tx.execute(unit_change_parts.insert(), parts)
    return new


async def save_undoing(tx: Transaction, change: UUID, *, undone_at: datetime) -> bool:
    """Note that a change will not be; says whether that was new."""
    row = {"change": change, "undone_at": undone_at}
    added = insert(unit_changes_undone).values(row).on_conflict_do_nothing()
    said = added.returning(unit_changes_undone.c.change)
    return (await tx.execute(said)).first() is not None


async def get_change(tx: Transaction, change: UUID) -> UnitChange | None:
    """A change, undone or not."""
    found = await _list(tx, unit_changes.c.id == change)
    return found[0] if found else None


async def is_undone(tx: Transaction, change: UUID) -> bool:
    """Whether a change was taken back."""
    query = sa.select(unit_changes_undone).where(unit_changes_undone.c.change == change)
    return (await tx.execute(query)).first() is not None


async def list_changes_of(tx: Transaction, codes: Collection[str]) -> list[UnitChange]:
    """The standing changes with a part for one of these units, by day."""
    concerned = sa.select(unit_change_parts.c.change).where(
        unit_change_parts.c.unit == sa.any_(sa.literal(list(codes), TEXTS))
    )
    return await _list(tx, unit_changes.c.id.in_(concerned), _stands())


async def list_changes_around(tx: Transaction, codes: Collection[str]) -> list[UnitChange]:
    """The standing changes with a part for one of these units, or that name one as parent."""
    named = sa.literal(list(codes), TEXTS)
    columns = (unit_change_parts.c[name] for name in ("unit", "parent", "sector_parent"))
    either = sa.or_(*(column == sa.any_(named) for column in columns))
    concerned = sa.select(unit_change_parts.c.change).where(either)
    return await _list(tx, unit_changes.c.id.in_(concerned), _stands())


async def list_planned(tx: Transaction, *, after: date) -> list[UnitChange]:
    """The standing changes that take effect later than a day, the nearest first."""
    return await _list(tx, unit_changes.c.effective_on > after, _stands())


async def list_days(tx: Transaction) -> list[date]:
    """The days on which anything changes, in order."""
    query = sa.select(unit_changes.c.effective_on).where(_stands()).distinct()
    return sorted((await tx.execute(query)).scalars())


def _stands() -> sa.ColumnElement[bool]:
    return unit_changes.c.id.not_in(sa.select(unit_changes_undone.c.change))


async def _list(tx: Transaction, *where: sa.ColumnElement[bool]) -> list[UnitChange]:
    order = (unit_changes.c.effective_on, unit_changes.c.stated_at, unit_changes.c.id)
    rows = (await tx.execute(sa.select(unit_changes).where(*where).order_by(*order))).mappings()
    changes = rows.all()
    ids = [row["id"] for row in changes]
    query = sa.select(unit_change_parts).where(unit_change_parts.c.change.in_(ids))
    parts = (await tx.execute(query.order_by("change", "nth"))).mappings().all()
    by_change: dict[UUID, list[Part]] = {}
    for part in parts:
        by_change.setdefault(part["change"], []).append(_part(part))
    return [_change(row, by_change.get(row["id"], ())) for row in changes]


def _change(row: Mapping[Any, Any], parts: Sequence[Part]) -> UnitChange:
    return UnitChange(
        id=ChangeId(row["id"]),
        kind=ChangeKind(row["kind"]),
        effective_on=row["effective_on"],
        basis=row["basis"],
        decided_by=PlaceCode(row["decided_by"]),
        stated_at=row["stated_at"],
        parts=tuple(parts),
    )


def _part_row(change: UUID, nth: int, part: Part) -> dict[str, object]:
    share, draft = part.share, part.begins
    row: dict[str, object] = {
        "change": change,
        "nth": nth,
        "unit": part.unit,
        "seat": part.seat.value,
        "share_numerator": share and share.numerator,
        "share_denominator": share and share.denominator,
        "begins": draft is not None,
        "kind": draft and draft.kind,
        "gso_code": draft and draft.gso_code,
        "eid": draft and draft.eid,
        "made_up": draft is not None and draft.made_up,
    }
    return row | {name: getattr(draft or part, name) for name in EDITED}


def _part(row: Mapping[Any, Any]) -> Part:
    numerator, denominator = row["share_numerator"], row["share_denominator"]
    share = None if denominator is None else Fraction(numerator, denominator)
    unit, seat = UnitCode(row["unit"]), Seat(row["seat"])
    if row["begins"]:
        return Part(unit=unit, seat=seat, share=share, begins=_draft(row))
    return Part(unit=unit, seat=seat, share=share, **{name: row[name] for name in EDITED})


def _draft(row: Mapping[Any, Any]) -> Draft:
    return Draft(
        kind=row["kind"],
        gso_code=row["gso_code"],
        eid=row["eid"],
        made_up=row["made_up"],
        **{name: row[name] for name in EDITED},
    )


HEAD_COUNT_KEY = ("unit", "counted_on")


async def save_heads(tx: Transaction, count: HeadCount, *, told_at: datetime) -> None:
    """Keep a count; of one day the last telling stands."""
    row = {"unit": count.unit, "counted_on": count.counted_on, "heads": count.heads}
    kept = insert(unit_heads).values(row | {"told_at": told_at})
    newer = kept.excluded.told_at >= unit_heads.c.told_at
    told = {name: kept.excluded[name] for name in ("heads", "told_at")}
    await tx.execute(
        kept.on_conflict_do_update(index_elements=HEAD_COUNT_KEY, set_=told, where=newer)
    )


async def list_heads(tx: Transaction, unit: str) -> list[HeadCount]:
    """All counts of a unit, the newest first."""
    query = sa.select(unit_heads).where(unit_heads.c.unit == unit)
    rows = await tx.execute(query.order_by(unit_heads.c.counted_on.desc()))
    return [_count(row.unit, row.counted_on, row.heads) for row in rows]


def _count(unit: str, day: date, heads: int) -> HeadCount:
    return HeadCount(unit=UnitCode(unit), counted_on=day, heads=heads)


async def note_told(tx: Transaction, codes: Collection[str], *, told_as: int) -> None:
    """Write down that these histories were told in the present shape."""
    rows = [{"unit": code, "version": 1, "told_as": told_as} for code in codes]
    if not rows:
        return
    added = insert(unit_histories)
    again = {"version": unit_histories.c.version + 1, "told_as": added.excluded.told_as}
    await tx.execute(added.on_conflict_do_update(index_elements=["unit"], set_=again), rows)


async def list_untold(tx: Transaction, *, told_as: int, most: int) -> list[str]:
    """Units whose history was never told in the present shape."""
    told = sa.exists().where(
        unit_histories.c.unit == unit_tellings.c.code, unit_histories.c.told_as >= told_as
    )
    query = sa.select(unit_tellings.c.code).where(~told).distinct().limit(most)
    return list((await tx.execute(query)).scalars())


async def versions_of(tx: Transaction, codes: Collection[str]) -> int:
    """A number that grows whenever the history of one of these units is written anew."""
    mine = unit_histories.c.unit.in_(list(codes))
    query = sa.select(sa.func.coalesce(sa.func.sum(unit_histories.c.version), 0)).where(mine)
    return int((await tx.execute(query)).scalar_one())


ON = "valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)"
DEEPEST = 20
NO_CODE = "?"
"""Stands in no name and no code, so that a text of nothing finds nothing."""
BELOW = sa.text(f"""
WITH RECURSIVE below (code, depth) AS (
  SELECT code, 0 FROM units WHERE code = :unit AND {ON}
  UNION
  SELECT units.code, depth + 1
  FROM below JOIN units ON units.territorial_parent = below.code AND {ON}
  WHERE depth < {DEEPEST}
)
SELECT code FROM below ORDER BY depth, code
""")
# Without an order Postgres stops as soon as it has enough: level by level from the top.
SOME_BELOW = sa.text(f"""
WITH RECURSIVE below (code, depth) AS (
  SELECT code, 0 FROM units WHERE code = :unit AND {ON}
  UNION ALL
  SELECT units.code, depth + 1
  FROM below JOIN units ON units.territorial_parent = below.code AND {ON}
  WHERE depth < {DEEPEST}
)
SELECT code FROM below LIMIT :most
""")
LEVEL = sa.text(f"""
SELECT units.*, (
  SELECT count(*) FROM units AS child WHERE child.territorial_parent = units.code
  AND child.valid_from <= :day AND (child.valid_to IS NULL OR child.valid_to > :day)
) AS below
FROM units WHERE territorial_parent IS NOT DISTINCT FROM :parent AND {ON}
ORDER BY code LIMIT :most OFFSET :after
""")
NAMED = sa.text(f"""
SELECT * FROM units
WHERE (folded LIKE :pattern OR code LIKE :code OR gso_code = :exact) AND {ON}
ORDER BY length(folded), code LIMIT :most
""")
HOSTED = sa.text(
    f"SELECT * FROM units WHERE host = :host AND code <> :host AND {ON}"
    " ORDER BY code LIMIT :most"
)


async def list_below(tx: Transaction, unit: str, *, day: date) -> list[UnitCode]:
    """A unit and everyone below it on a day, from the top down."""
    rows = await tx.execute(BELOW, {"unit": unit, "day": day})
    return [UnitCode(code) for code in rows.scalars()]


async def list_some_below(
    tx: Transaction, unit: str, *, day: date, most: int
) -> list[UnitCode]:
    """A unit and the first of those below it, the highest first."""
    rows = await tx.execute(SOME_BELOW, {"unit": unit, "day": day, "most": most})
    return [UnitCode(code) for code in rows.scalars()]


async def list_level(
    tx: Transaction, parent: str | None, *, day: date, most: int, after: int = 0
) -> list[tuple[UnitVersion, int]]:
    """The units right under another on a day, each with how many stand under it."""
    query = LEVEL.bindparams(sa.bindparam("parent", type_=sa.Text))
    asked = {"parent": parent, "day": day, "most": most, "after": after}
    rows = (await tx.execute(query, asked)).mappings().all()
    return list(zip(as_chapters(rows), [row["below"] for row in rows], strict=True))


async def search(tx: Transaction, text: str, *, day: date, most: int) -> list[UnitVersion]:
    """Units of a day whose name, with or without marks, or code holds a text."""
    name, code = folded(text), re.sub(r"[^a-z0-9-]", "", text.lower()) or NO_CODE
    asked: dict[str, Any] = {
        "pattern": f"%{name or NO_CODE}%",
        "code": f"%{code}%",
        "exact": text.strip(),
    }
    asked |= {"day": day, "most": most}
    return as_chapters((await tx.execute(NAMED, asked)).mappings().all())


async def list_hosted(tx: Transaction, host: str, *, day: date, most: int) -> list[UnitVersion]:
    """The units without a node of their own that a place serves on a day."""
    asked = {"host": host, "day": day, "most": most}
    return as_chapters((await tx.execute(HOSTED, asked)).mappings().all())


async def get_first_day(tx: Transaction) -> date | None:
    """The day on which the oldest of those that stand under nobody began, if there is any."""
    query = sa.text("SELECT min(valid_from) FROM units WHERE territorial_parent IS NULL")
    return (await tx.execute(query)).scalar_one_or_none()
