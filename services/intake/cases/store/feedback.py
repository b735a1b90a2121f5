"""Cases in and out of Postgres."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

import sqlalchemy as sa

from services.intake.cases.domain.cases import (
    Case,
    CaseId,
    CaseKind,
    CaseState,
    FeedbackUnknown,
    Visibility,
)
from services.intake.cases.domain.messages import Message
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.tables import feedback as table
from shared.chassis.database import Transaction, driver

OPENING = (
    *("id", "number", "unit", "category", "kind", "channel", "visibility", "text"),
    *("latitude", "longitude", "address", "received_at", "received_on"),
    *("acknowledge_by", "answer_by", "promise_id", "due_on", "due_is_provisional"),
    *("promised_on", "state", "routed_by", "leaf"),
)
MESSAGE = ("id", "number", "channel", "external_ref", "received_at", "text")
MESSAGE_REST = ("visibility", "language", "opened")
# Said to the driver directly: this is the statement a thousand citizens a second wait for. The
# message takes the number; a case is opened only where it got it.
ADD = f"""
WITH message AS (
  INSERT INTO messages (case_id, {", ".join((*MESSAGE, *MESSAGE_REST))})
  VALUES ($1, ${len(OPENING) + 1}, $2, $6, ${len(OPENING) + 2}, $12, $8, $7,
          ${len(OPENING) + 3}, true)
  ON CONFLICT (number) DO NOTHING RETURNING id)
INSERT INTO feedback ({", ".join(OPENING)})
SELECT {", ".join(f"${place}" for place in range(1, len(OPENING) + 1))} FROM message"""
ADDED = "INSERT 0 1"
CHANGING = tuple(
    field.name for field in fields(Case) if field.name not in {"id", "number", "received_at"}
)
COLUMNS = tuple(table.c[field.name] for field in fields(Case))
# Every step of every case passes these; so they are said to the driver directly, too.
LOAD = f"SELECT {', '.join(column.name for column in COLUMNS)} FROM feedback WHERE id = "
NUMBERED = f"{LOAD}(SELECT case_id FROM messages WHERE number = $1)"
SAVE = "UPDATE feedback SET {} WHERE id = $1".format(
    ", ".join(f"{name} = ${place}" for place, name in enumerate(CHANGING, start=2))
)
KINDS = {"kind": CaseKind, "visibility": Visibility, "state": CaseState}


async def add_case(tx: Transaction, case: Case, message: Message) -> bool:
    """Write down a case and the message that opens it; False if the number is taken.

    Raises:
        UniqueViolationError: if the channel brought this very message before; the transaction
            is then void.

    """
    connection = await driver(tx)
    values = [_plain(getattr(case, name)) for name in OPENING]
    told = await connection.execute(
        ADD, *values, message.id, message.external_ref, message.language
    )
    return bool(told == ADDED)


def row_of(case: Case) -> dict[str, Any]:
    """A case as a row, every column of it."""
    return {name: _plain(getattr(case, name)) for name in Case.__dataclass_fields__}


async def load_case(
    tx: Transaction, number: TrackingNumber, *, to_change: bool = False
) -> Case:
    """The case with a message of this number; `to_change` lets nobody else change it meanwhile.

    Raises:
        FeedbackUnknown: if there is none.

    """
    return await _load(tx, NUMBERED, number, to_change=to_change)


async def load_case_by_id(tx: Transaction, case_id: CaseId, *, to_change: bool = False) -> Case:
    """The case with this id.

    Raises:
        FeedbackUnknown: if there is none.

    """
    return await _load(tx, f"{LOAD}$1", case_id, to_change=to_change)


async def save_case(tx: Transaction, case: Case) -> None:
    """Keep what became of a case."""
    connection = await driver(tx)
    await connection.execute(SAVE, case.id, *(_plain(getattr(case, name)) for name in CHANGING))


async def list_over(tx: Transaction, *, day: date, most: int) -> list[Case]:
    """Resolved cases nobody may reopen any more on a day, locked; what others hold is left."""
    query = (
        sa.select(*COLUMNS)
        .where(table.c.state == CaseState.RESOLVED.value, table.c.reopen_until < day)
        .order_by(table.c.reopen_until)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [as_case(row) for row in (await tx.execute(query)).mappings()]


def as_case(row: Mapping[Any, Any]) -> Case:
    """A row of `COLUMNS` as a case."""
    told: dict[str, Any] = dict(row)
    told |= {name: kind(told[name]) for name, kind in KINDS.items()}
    before = told["state_before"]
    return Case(**told | {"state_before": CaseState(before) if before else None})


async def _load(tx: Transaction, query: str, which: object, *, to_change: bool) -> Case:
    connection = await driver(tx)
    row = await connection.fetchrow(f"{query} FOR UPDATE" if to_change else query, which)
    if row is None:
        raise FeedbackUnknown
    return as_case(dict(row.items()))


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, CaseKind | Visibility | CaseState) else value
