"""Cases in and out of Postgres."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.intake.cases.domain.cases import (
    Case,
    CaseId,
    CaseKind,
    CaseState,
    FeedbackUnknown,
    Visibility,
)
from services.intake.cases.domain.duplicates import Point, cells_around
from services.intake.cases.domain.messages import Message, MessageId
from services.intake.cases.domain.tracking import TrackingNumber
from services.intake.cases.tables import WAITING, contacts, feedback, messages
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which ways there are to reach whoever wrote a message."""

    message: UUID
    has_name: bool
    has_phone: bool
    has_email: bool


async def list_reaches(tx: Transaction, messages: Sequence[UUID]) -> dict[UUID, Reach]:
    """By message, for those who left a contact."""
    query = sa.select(
        contacts.c.message_id.label("message"),
        (contacts.c.full_name != "").label("has_name"),
        (contacts.c.phone != "").label("has_phone"),
        (contacts.c.email != "").label("has_email"),
    ).where(contacts.c.message_id.in_(messages))
    rows = await tx.execute(query)
    return {row["message"]: Reach(**row) for row in rows.mappings()}


async def lock_cases(tx: Transaction, ids: Sequence[UUID]) -> None:
    """Let nobody else change these cases, taken in the order of their ids."""
    query = sa.select(feedback.c.id).where(feedback.c.id.in_(ids))
    await tx.execute(query.order_by(feedback.c.id).with_for_update())


async def lead_to(tx: Transaction, old: CaseId, new: CaseId) -> None:
    """What was merged into one case is merged into another from now on."""
    along = feedback.update().where(feedback.c.merged_into == old)
    await tx.execute(along.values(merged_into=new))


async def open_with(tx: Transaction, case: Case, message: MessageId) -> None:
    """Write down a case that a message opens which was there already."""
    await tx.execute(feedback.insert().values(row_of(case)))
    moved = messages.update().where(messages.c.id == message)
    await tx.execute(moved.values(case_id=case.id, opened=True))


async def move_message(tx: Transaction, message: MessageId, *, to: CaseId) -> None:
    """A message belongs to another case from now on; its number leads there."""
    moved = messages.update().where(messages.c.id == message)
    await tx.execute(moved.values(case_id=to))


async def list_merged(tx: Transaction, case_id: CaseId) -> list[tuple[CaseId, str]]:
    """The cases a case speaks for, by id and number, the oldest first."""
    query = sa.select(feedback.c.id, feedback.c.number).where(feedback.c.merged_into == case_id)
    rows = await tx.execute(query.order_by(feedback.c.received_at))
    return [(CaseId(row.id), row.number) for row in rows]


MOST_COMPARED = 200
COMPARED_COLUMNS = (
    "id, number, unit, category, leaf, text, address, latitude, longitude, received_at, state,"
    " promised_on"
)
# Two ways in, each by an index of its own; what waits or was answered lately may be the same.
NEARBY = f"""
SELECT {COMPARED_COLUMNS} FROM feedback
WHERE latitude IS NOT NULL AND (floor(latitude * 200)::int, floor(longitude * 200)::int)
    IN (SELECT * FROM unnest(CAST(:rows AS int[]), CAST(:columns AS int[])))
  AND received_on >= :since AND {WAITING} AND id <> :itself
ORDER BY received_on DESC LIMIT {MOST_COMPARED}"""
ALIKE = f"""
SELECT {COMPARED_COLUMNS} FROM feedback
WHERE category = :category AND unit = :unit AND received_at >= :since
  AND {WAITING} AND id <> :itself
ORDER BY received_at DESC LIMIT {MOST_COMPARED}"""
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A case with what is compared of it."""

    id: UUID
    number: str
    unit: str
    category: str
    leaf: str
    text: str
    address: str
    latitude: float | None
    longitude: float | None
    received_at: datetime
    state: str
    promised_on: date


async def list_nearby(
    tx: Transaction, location: Point, *, since: date, itself: UUID = NOBODY
) -> list[Known]:
    """Cases in the cell of a spot and those beside it."""
    cells = cells_around(location)
    told = {"rows": [row for row, _ in cells], "columns": [column for _, column in cells]}
    return await _list(tx, NEARBY, told | {"since": since, "itself": itself})


async def list_alike(
    tx: Transaction, *, category: str, unit: str, since: datetime, itself: UUID = NOBODY
) -> list[Known]:
    """The newest cases of a unit about the same topmost category."""
    told = {"category": category, "unit": unit, "since": since, "itself": itself}
    return await _list(tx, ALIKE, told)


async def _list(tx: Transaction, query: str, told: dict[str, Any]) -> list[Known]:
    rows = await tx.execute(sa.text(query), told)
    return [Known(**row) for row in rows.mappings()]
