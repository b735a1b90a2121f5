"""Changes of units in and out of Postgres."""

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
from services.registry.units.tables.changes import (
    unit_change_parts,
    unit_changes,
    unit_changes_undone,
)
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode, UnitCode

TEXTS = sa.ARRAY(sa.Text)
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
