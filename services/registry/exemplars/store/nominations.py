"""Nominations in and out of Postgres, with the steps they took."""

from collections.abc import Collection, Sequence
from hashlib import sha256
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry.exemplars.domain.exemplars import (
    Moved,
    Nomination,
    NominationState,
    NominationStep,
    NominationUnknown,
    Reason,
    Subject,
)
from services.registry.exemplars.domain.nominees import NomineeQuery
from services.registry.exemplars.tables.nominations import nomination_moves, nominations
from shared.chassis.database import Transaction
from shared.kernel.places import PlaceCode, UnitCode

COLUMNS = [column for column in nominations.c if column.name != "nominee_digest"]


def digest_of(nominee_key: str) -> bytes:
    """What the same nominee is found by without reading any name."""
    return sha256(nominee_key.encode()).digest()


async def add_nomination(
    tx: Transaction, nomination: Nomination, *, digest: bytes | None
) -> bool:
    """Keep a nomination, unless there is one of the same nominee, year and achievement."""
    added = insert(nominations).values(_row(nomination) | {"nominee_digest": digest})
    kept = await tx.execute(added.on_conflict_do_nothing().returning(nominations.c.id))
    return kept.scalar_one_or_none() is not None


async def save_nomination(tx: Transaction, nomination: Nomination) -> bool:
    """Keep what a nomination has become, if nobody changed it meanwhile."""
    before = sa.and_(
        nominations.c.id == nomination.id, nominations.c.version == nomination.version - 1
    )
    changed = nominations.update().where(before).values(_row(nomination))
    return (await tx.execute(changed)).rowcount == 1


async def find_nomination(
    tx: Transaction, nomination_id: UUID, *, for_update: bool = False
) -> Nomination | None:
    """One nomination; `for_update` keeps others waiting until this transaction ends."""
    query = sa.select(*COLUMNS).where(nominations.c.id == nomination_id)
    found = (await tx.execute(query.with_for_update() if for_update else query)).mappings()
    row = found.first()
    return _nomination(row) if row else None


async def load_nomination(
    tx: Transaction, nomination_id: UUID, *, for_update: bool = False
) -> Nomination:
    """One nomination.

    Raises:
        NominationUnknown: if there is none.

    """
    found = await find_nomination(tx, nomination_id, for_update=for_update)
    if found is None:
        raise NominationUnknown
    return found


async def find_same(tx: Transaction, digest: bytes, *, year: int) -> Nomination | None:
    """The nomination of the same nominee and achievement in a year."""
    same = sa.and_(nominations.c.nominee_digest == digest, nominations.c.year == year)
    row = (await tx.execute(sa.select(*COLUMNS).where(same))).mappings().first()
    return _nomination(row) if row else None


async def find_taken_up(tx: Transaction, origin: UUID) -> Nomination | None:
    """The nomination that was taken up from one below."""
    query = sa.select(*COLUMNS).where(nominations.c.origin == origin)
    row = (await tx.execute(query)).mappings().first()
    return _nomination(row) if row else None


async def find_achievement(tx: Transaction, digest: bytes) -> UUID | None:
    """The id under which an achievement was nominated in any year before."""
    query = (
        sa.select(nominations.c.achievement_id)
        .where(nominations.c.nominee_digest == digest)
        .limit(1)
    )
    found: UUID | None = (await tx.execute(query)).scalar_one_or_none()
    return found


async def list_by_codes(tx: Transaction, codes: Collection[str]) -> dict[str, Nomination]:
    """Nominations by their codes."""
    query = sa.select(*COLUMNS).where(nominations.c.code.in_(list(codes)))
    found = [_nomination(row) for row in (await tx.execute(query)).mappings()]
    return {nomination.code: nomination for nomination in found}


async def list_nominations(tx: Transaction, sought: NomineeQuery) -> list[Nomination]:
    """The nominations looked for, the newest first."""
    query = sa.select(*COLUMNS).order_by(nominations.c.id.desc()).limit(sought.limit)
    for condition in _conditions(sought):
        query = query.where(condition)
    return [_nomination(row) for row in (await tx.execute(query)).mappings()]


async def count_by_state(tx: Transaction, sought: NomineeQuery) -> dict[NominationState, int]:
    """How many nominations stand where."""
    query = sa.select(nominations.c.state, sa.func.count()).group_by(nominations.c.state)
    for condition in _conditions(sought):
        query = query.where(condition)
    return {NominationState(state): count for state, count in await tx.execute(query)}


def _conditions(sought: NomineeQuery) -> list[sa.ColumnElement[bool]]:
    equal = {"year": sought.year, "state": sought.state, "subject": sought.subject}
    equal |= {"unit": sought.unit, "host": sought.host}
    found = [nominations.c[name] == value for name, value in equal.items() if value]
    if sought.not_host:
        found.append(nominations.c.host != sought.not_host)
    if sought.units is not None:
        found.append(nominations.c.unit.in_(list(sought.units)))
    if sought.states is not None:
        found.append(nominations.c.state.in_(list(sought.states)))
    if sought.is_proposed:
        found += [nominations.c.proposed_up_on.is_not(None), ~_taken_up()]
    if sought.after is not None:
        found.append(nominations.c.id < sought.after)
    return found


def _taken_up() -> sa.ColumnElement[bool]:
    above = nominations.alias()
    return sa.exists().where(above.c.origin == nominations.c.id)


async def add_move(tx: Transaction, nomination_id: UUID, move: Moved) -> None:
    """Keep a step; told again, the same step is kept once."""
    row = {
        "nomination": nomination_id,
        "step": move.step.value,
        "happened_on": move.happened_on,
        "document": move.document,
        "by": move.by,
        "reason": move.reason.value if move.reason else None,
        "award": move.award,
    }
    await tx.execute(insert(nomination_moves).values(row).on_conflict_do_nothing())


async def list_moves(tx: Transaction, nomination_id: UUID) -> Sequence[Moved]:
    """The steps that were taken, in their order."""
    query = sa.select(nomination_moves).where(nomination_moves.c.nomination == nomination_id)
    moves = [_move(row) for row in (await tx.execute(query)).mappings()]
    return sorted(moves, key=lambda move: list(NominationStep).index(move.step))


def _row(nomination: Nomination) -> dict[str, object]:
    told = {column.name: getattr(nomination, column.name) for column in COLUMNS}
    return told | {"subject": nomination.subject.value, "state": nomination.state.value}


def _nomination(row: sa.RowMapping) -> Nomination:
    return Nomination(
        **{
            **row,
            "subject": Subject(row["subject"]),
            "state": NominationState(row["state"]),
            "unit": UnitCode(row["unit"]),
            "host": PlaceCode(row["host"]),
        }
    )


def _move(row: sa.RowMapping) -> Moved:
    return Moved(
        step=NominationStep(row["step"]),
        happened_on=row["happened_on"],
        document=row["document"],
        by=row["by"],
        reason=Reason(row["reason"]) if row["reason"] else None,
        award=row["award"],
    )
