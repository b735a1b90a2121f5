"""Promises in and out of Postgres, thousands at a time."""

from collections.abc import Collection, Sequence
from datetime import date

from asyncpg import Record

from services.compliance.domain.promises import (
    Kind,
    Promise,
    State,
    StateChange,
    state_when_settled,
)
from shared.chassis.database import Transaction, driver
from shared.kernel.places import UnitCode

# `least` passes over NULL, as `domain.promises.merged` does.
MERGE = """
    INSERT INTO promises AS known
        (kind, subject_id, unit, due_on, settled_on, state, moved_to, moved_at)
    SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::date[], $5::date[], $6::text[],
        $7::date[], $8::timestamptz[])
    ON CONFLICT (kind, subject_id) DO UPDATE SET
        unit = least(known.unit, excluded.unit),
        due_on = least(known.due_on, excluded.due_on),
        settled_on = least(known.settled_on, excluded.settled_on),
        moved_to = CASE WHEN known.moved_at >= excluded.moved_at OR excluded.moved_at IS NULL
            THEN known.moved_to ELSE excluded.moved_to END,
        moved_at = greatest(known.moved_at, excluded.moved_at)
    RETURNING kind, subject_id, unit, due_on, settled_on, moved_to, moved_at, state,
        xmax = 0 AS is_new
"""
SAVE_STATES = """
    UPDATE promises SET state = turned.state
    FROM unnest($1::text[], $2::uuid[], $3::text[]) AS turned (kind, subject_id, state)
    WHERE promises.kind = turned.kind AND promises.subject_id = turned.subject_id
"""
BREAK_OVERDUE = """
    WITH overdue AS (
        SELECT kind, subject_id FROM promises
        WHERE state = 'open' AND settled_on IS NULL AND due_on < $1
        AND coalesce(moved_to, due_on) < $1
        ORDER BY due_on LIMIT $2 FOR UPDATE SKIP LOCKED)
    UPDATE promises SET state = 'breached' FROM overdue
    WHERE promises.kind = overdue.kind AND promises.subject_id = overdue.subject_id
    RETURNING promises.kind, promises.subject_id, unit, due_on, settled_on, moved_to, moved_at
"""


async def merge_promises(tx: Transaction, heard: Collection[Promise]) -> list[StateChange]:
    """Add what was heard to what is known; how each promise turns, if it does.

    The rows stay locked until the transaction ends. They are taken in one order, so that
    two replicas never wait for each other in a circle.
    """
    ordered = sorted(heard, key=lambda promise: promise.key)
    connection = await driver(tx)
    rows = await connection.fetch(
        MERGE,
        [promise.kind for promise in ordered],
        [promise.subject_id for promise in ordered],
        [promise.unit for promise in ordered],
        [promise.due_on for promise in ordered],
        [promise.settled_on for promise in ordered],
        [state_when_settled(promise) for promise in ordered],
        [promise.moved_to for promise in ordered],
        [promise.moved_at for promise in ordered],
    )
    turns = [_turn(row) for row in rows]
    return [turn for turn in turns if turn.before is not turn.after]


async def save_states(tx: Transaction, turns: Sequence[StateChange]) -> None:
    """Write down how promises stand now."""
    connection = await driver(tx)
    await connection.execute(
        SAVE_STATES,
        [turn.promise.kind for turn in turns],
        [turn.promise.subject_id for turn in turns],
        [turn.after for turn in turns],
    )


async def break_overdue(tx: Transaction, *, today: date, limit: int) -> list[Promise]:
    """The promises that break today, marked so; those in another's hands are passed over."""
    connection = await driver(tx)
    return [_promise(row) for row in await connection.fetch(BREAK_OVERDUE, today, limit)]


def _turn(row: Record) -> StateChange:
    promise = _promise(row)
    before = State.OPEN if row["is_new"] else State(row["state"])
    return StateChange(
        promise=promise, before=before, after=state_when_settled(promise, before)
    )


def _promise(row: Record) -> Promise:
    return Promise(
        kind=Kind(row["kind"]),
        subject_id=row["subject_id"],
        unit=UnitCode(row["unit"]),
        due_on=row["due_on"],
        settled_on=row["settled_on"],
        moved_to=row["moved_to"],
        moved_at=row["moved_at"],
    )
