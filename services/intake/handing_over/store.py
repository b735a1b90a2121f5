"""Hand-overs, trails, bounces and decisions, in and out of Postgres."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on, insert

from services.intake.cases.domain.cases import Case, CaseId, CaseState, FeedbackUnknown
from services.intake.cases.store.cases import load_case_by_id
from services.intake.handing_over import tables
from services.intake.handing_over.domain import (
    Bounce,
    CaseNeverLeft,
    Decision,
    HandOver,
    HandReason,
    HandState,
    KnownKey,
    OwnKey,
    Why,
)
from services.intake.handing_over.tables import (
    handover_bounces,
    handover_decisions,
    handover_trails,
    handovers,
)
from services.intake.org.store import UnitName
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode

KINDS = {"reason": HandReason, "state": HandState, "why": Why}
COLUMNS = tuple(handovers.c[field.name] for field in fields(HandOver))
DECISION = tuple(handover_decisions.c[field.name] for field in fields(Decision))
BOUNCE = tuple(handover_bounces.c[field.name] for field in fields(Bounce))


async def add_hand_over(tx: Transaction, way: HandOver) -> bool:
    """Write a hand-over down; False if it is known."""
    added = insert(handovers).values(_row(way)).on_conflict_do_nothing()
    return (await tx.execute(added.returning(handovers.c.id))).one_or_none() is not None


async def save_hand_over(tx: Transaction, way: HandOver) -> None:
    """Keep how far a hand-over has come."""
    kept = handovers.update().where(handovers.c.id == way.id)
    await tx.execute(kept.values(_row(way)))


async def find_hand_over(tx: Transaction, handover_id: UUID) -> HandOver | None:
    """One hand-over, locked until the transaction ends."""
    query = sa.select(*COLUMNS).where(handovers.c.id == handover_id).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _way(row)


async def find_case_handed(tx: Transaction, handover_id: UUID) -> CaseId | None:
    """The case of a hand-over that leaves from here, nothing locked."""
    query = sa.select(handovers.c.case_id)
    found = await tx.execute(query.where(handovers.c.id == handover_id, handovers.c.is_out))
    case_id: CaseId | None = found.scalar_one_or_none()
    return case_id


async def last_handover(
    tx: Transaction, case_id: CaseId, *, is_out: bool | None = None
) -> HandOver | None:
    """The newest hand-over of a case, either way or one way."""
    query = sa.select(*COLUMNS).where(handovers.c.case_id == case_id)
    if is_out is not None:
        query = query.where(handovers.c.is_out == is_out)
    newest = query.order_by(handovers.c.handed_at.desc(), handovers.c.id.desc()).limit(1)
    row = (await tx.execute(newest)).mappings().one_or_none()
    return None if row is None else _way(row)


async def list_waiting(
    tx: Transaction, *, after: HandOver | None = None, most: int
) -> list[HandOver]:
    """Hand-overs that were not sent, the oldest first, locked; `after` goes on from there."""
    order = (handovers.c.handed_at, handovers.c.id)
    query = sa.select(*COLUMNS).where(handovers.c.state == HandState.WAITING.value)
    if after is not None:
        query = query.where(sa.tuple_(*order) > sa.tuple_(after.handed_at, after.id))
    query = query.order_by(*order).limit(most).with_for_update(skip_locked=True)
    return [_way(row) for row in (await tx.execute(query)).mappings()]


async def list_taken_over(tx: Transaction, cases: Collection[UUID]) -> list[HandOver]:
    """The ways by which these cases came from other nodes, the newest of each."""
    query = (
        sa.select(*COLUMNS)
        .ext(distinct_on(handovers.c.case_id))
        .where(
            handovers.c.case_id.in_(cases),
            ~handovers.c.is_out,
            handovers.c.state == HandState.TAKEN_OVER.value,
        )
        .order_by(handovers.c.case_id, handovers.c.handed_at.desc())
    )
    return [_way(row) for row in (await tx.execute(query)).mappings()]


async def add_trails(
    tx: Transaction, trails: Collection[str], *, case_id: UUID, unit: str, since: datetime
) -> None:
    """Keep which way cases went, for those who ask by number."""
    rows = [
        {"trail": trail, "case_id": case_id, "unit": unit, "since": since}
        for trail in sorted(trails)
    ]
    if rows:
        added = insert(handover_trails).values(rows)
        newer = {"unit": added.excluded.unit, "since": added.excluded.since}
        await tx.execute(
            added.on_conflict_do_update(
                index_elements=["trail"],
                set_=newer,
                where=handover_trails.c.since < added.excluded.since,
            )
        )


async def move_trails(tx: Transaction, case_id: UUID, *, unit: str, since: datetime) -> None:
    """Note that a case is somewhere else now."""
    moved = handover_trails.update().where(
        handover_trails.c.case_id == case_id, handover_trails.c.since < since
    )
    await tx.execute(moved.values(unit=unit, since=since))


async def has_trails(tx: Transaction) -> bool:
    """Whether any case went through here."""
    query = sa.select(sa.exists().select_from(handover_trails))
    return bool((await tx.execute(query)).scalar_one())


async def find_trail(tx: Transaction, trail: str) -> tuple[UnitCode, datetime] | None:
    """Where the case of a number went from here, and when."""
    query = sa.select(handover_trails.c.unit, handover_trails.c.since)
    row = (await tx.execute(query.where(handover_trails.c.trail == trail))).one_or_none()
    return None if row is None else (UnitCode(row.unit), row.since)


async def add_bounce(tx: Transaction, bounce: Bounce) -> None:
    """Keep that a unit said a case is not its own."""
    added = insert(handover_bounces).values(asdict(bounce))
    await tx.execute(added.on_conflict_do_nothing())


async def list_bounces(tx: Transaction, cases: Collection[UUID]) -> list[Bounce]:
    """Who said so of these cases, in order."""
    query = sa.select(*BOUNCE).where(handover_bounces.c.case_id.in_(cases))
    rows = await tx.execute(query.order_by(BOUNCE[-1], BOUNCE[0]))
    return [Bounce(**row) for row in rows.mappings()]


async def save_decision(tx: Transaction, decision: Decision) -> None:
    """Keep what is to be decided, or was."""
    row = asdict(decision)
    kept = insert(handover_decisions).values(row)
    await tx.execute(kept.on_conflict_do_update(index_elements=["case_id"], set_=row))


async def find_decision(
    tx: Transaction, case_id: UUID, *, to_change: bool = False
) -> Decision | None:
    """What is to be decided of a case, or was."""
    query = sa.select(*DECISION).where(handover_decisions.c.case_id == case_id)
    if to_change:
        query = query.with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else Decision(**row)


async def list_decisions(tx: Transaction, *, is_open: bool, most: int) -> Sequence[Decision]:
    """What this node decides, or has decided; what waits longest first."""
    decided = handover_decisions.c.decided_on
    query = sa.select(*DECISION).where(
        handover_decisions.c.is_ours, decided.is_(None) if is_open else decided.is_not(None)
    )
    order = handover_decisions.c.due_on if is_open else decided.desc()
    rows = await tx.execute(query.order_by(order, handover_decisions.c.case_id).limit(most))
    return [Decision(**row) for row in rows.mappings()]


def _row(way: HandOver) -> dict[str, Any]:
    return asdict(way) | {name: getattr(way, name).value for name in KINDS}


def _way(row: sa.RowMapping) -> HandOver:
    told: dict[str, Any] = dict(row)
    return HandOver(**told | {name: kind(told[name]) for name, kind in KINDS.items()})


async def load_left(tx: Transaction, case_id: CaseId) -> Case | None:
    """A case as it was left here, nobody else changing it; none if it was never here.

    Raises:
        CaseNeverLeft: if it is here all the time: ids are no secret, and keys are public.

    """
    try:
        known = await load_case_by_id(tx, case_id, to_change=True)
    except FeedbackUnknown:
        return None
    if known.state is not CaseState.HANDED_OVER:
        raise CaseNeverLeft
    return known


# Whoever hosts a node takes cases in; so do the units it serves, for those who stand at it.
ADDRESSEES = sa.text("""
SELECT unit, vi, en, parent, host = :here AS is_here FROM known_chapters
WHERE valid_from <= :day AND (valid_to IS NULL OR :day < valid_to)
  AND (host = unit OR host = :here)
ORDER BY is_here DESC, vi""")


async def list_addressees(
    tx: Transaction, *, here: str, day: date
) -> list[tuple[UnitName, bool]]:
    """Who takes cases in on a day, and whether this very node serves them."""
    rows = await tx.execute(ADDRESSEES, {"here": here, "day": day})
    return [
        (UnitName(code=row.unit, vi=row.vi, en=row.en, parent=row.parent), row.is_here)
        for row in rows
    ]


own, known = tables.node_keys, tables.known_keys

ONE_AT_A_TIME = "intake keys"


async def lock_keys(tx: Transaction) -> None:
    """No replica makes a key until the transaction ends: two would tell two keys."""
    await tx.execute(
        sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))"),
        {"what": ONE_AT_A_TIME},
    )


async def list_own(tx: Transaction) -> list[OwnKey]:
    """The keys of this node, the newest first."""
    rows = await tx.execute(sa.select(own).order_by(own.c.made_at.desc(), own.c.id.desc()))
    return [
        OwnKey(
            id=row.id,
            public=row.public_key,
            private=row.private_key,
            made_at=row.made_at,
            told_at=row.told_at,
        )
        for row in rows
    ]


async def load_private(tx: Transaction, key_id: UUID) -> bytes | None:
    """What opens things sealed to one of this node's keys; nothing if it is none of them."""
    found = await tx.execute(sa.select(own.c.private_key).where(own.c.id == key_id))
    private: bytes | None = found.scalar_one_or_none()
    return private


async def save_own(tx: Transaction, key: OwnKey) -> None:
    """Keep a key of this node, and when it was last told."""
    row = {
        "id": key.id,
        "public_key": key.public,
        "private_key": key.private,
        "made_at": key.made_at,
        "told_at": key.told_at,
    }
    kept = insert(own).values(row)
    await tx.execute(
        kept.on_conflict_do_update(index_elements=["id"], set_={"told_at": key.told_at})
    )


async def add_known(tx: Transaction, key: KnownKey) -> bool:
    """Keep somebody's key; says whether it was new."""
    row = {"host": key.host, "id": key.id, "public_key": key.public, "made_at": key.made_at}
    added = insert(known).values(row).on_conflict_do_nothing().returning(known.c.id)
    return (await tx.execute(added)).scalar_one_or_none() is not None


async def list_known(tx: Transaction, host: str) -> list[KnownKey]:
    """Every key that was told of `host`."""
    rows = await tx.execute(sa.select(known).where(known.c.host == host))
    return [
        KnownKey(host=row.host, id=row.id, public=row.public_key, made_at=row.made_at)
        for row in rows
    ]
