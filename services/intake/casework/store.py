"""The inbox out of Postgres: one page by its key, and how many there are in each view."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.intake.cases.tables import WAITING
from services.intake.casework.domain import (
    NOBODY,
    PAGE,
    Given,
    InboxQuery,
    InboxTab,
    Order,
    Row,
)
from shared.chassis.database import Transaction
from shared.kernel.folding import folded

# Words are found without their marks; only those waiting are looked through.
PLAIN = (
    "regexp_replace(normalize(translate(lower(f.text || ' ' || f.address), 'đ', 'd'), NFD),"
    " '[\\u0300-\\u036f]', '', 'g')"
)
OPEN = "f.state IN ('received', 'acknowledged', 'in_progress')"
CONDITION = {
    InboxTab.ALL: "f.state IN ('received', 'acknowledged', 'in_progress', 'handed_over')",
    InboxTab.TRIAGE: "f.state = 'received'",
    InboxTab.MINE: f"{OPEN} AND f.assigned_to = :me",
    InboxTab.OVERDUE: f"{OPEN} AND f.promised_on < :today",
    InboxTab.OTHERS: "f.state = 'handed_over'",
    InboxTab.CITIZEN: "f.state = 'resolved'",
    InboxTab.REOPENED: f"{OPEN} AND f.reopened > 0",
}
ORDER = {
    Order.DUE: ("(f.promised_on, f.id) > (:key, :last)", "f.promised_on, f.id"),
    Order.NEWEST: ("(f.received_at, f.id) < (:key, :last)", "f.received_at DESC, f.id DESC"),
}
ROWS = """
SELECT f.id, f.number, f.unit, f.category, f.leaf, f.channel, f.visibility, f.text, f.address,
  f.state, f.version, f.received_at, f.promised_on, f.due_on, f.reopen_until, f.reopened,
  f.assigned_to, officers.name AS assignee, leases.holder, leases.name AS holder_name,
  leases.until AS held_until,
  (SELECT count(*) FROM messages WHERE messages.case_id = f.id)
  + (SELECT count(*) FROM feedback AS m JOIN messages ON messages.case_id = m.id
     WHERE m.merged_into = f.id) AS messages
FROM ({page}) AS f
LEFT JOIN officers ON officers.account = f.assigned_to
LEFT JOIN leases ON leases.case_id = f.id AND leases.until > :now
ORDER BY {order}"""
GIVEN = f"""
SELECT f.number, f.text, e.at, e.who AS by FROM feedback AS f
JOIN case_entries AS e ON e.case_id = f.id AND e.what = 'assigned'
  AND e.data ->> 'to' = :written AND e.at >= :since AND e.who <> :written
WHERE f.assigned_to = :me AND {OPEN} AND {WAITING.replace("state", "f.state")}
ORDER BY e.at DESC LIMIT 5"""
COUNTS = f"""
SELECT {", ".join(f"count(*) FILTER (WHERE {c}) AS {v.value}" for v, c in CONDITION.items())}
FROM feedback AS f WHERE {WAITING.replace("state", "f.state")} AND f.unit = ANY(:units)"""


async def list_rows(tx: Transaction, wanted: InboxQuery, *, now: datetime) -> list[Row]:
    """One page, and one row more if there is another page."""
    told, conditions = _conditions(wanted)
    follows, order = ORDER[wanted.order]
    if wanted.after is not None:
        conditions.append(follows)
        told |= {"key": _key(wanted), "last": wanted.after.id}
    page = (
        f"SELECT f.* FROM feedback AS f WHERE {' AND '.join(conditions)}"
        f" ORDER BY {order} LIMIT {PAGE + 1}"
    )
    query = sa.text(ROWS.format(page=page, order=order))
    rows = await tx.execute(query, told | {"now": now})
    return [Row(**row) for row in rows.mappings()]


async def list_given(tx: Transaction, me: UUID, *, since: datetime) -> list[Given]:
    """What others have given to somebody lately, the newest first; who takes it up knows."""
    told = {"me": me, "written": str(me), "since": since}
    rows = await tx.execute(sa.text(GIVEN), told)
    return [Given(**row) for row in rows.mappings()]


async def count_views(tx: Transaction, wanted: InboxQuery) -> Mapping[InboxTab, int]:
    """How many cases there are in each view, whatever else is asked."""
    told = {"units": list(wanted.units), "me": wanted.me, "today": wanted.today}
    row = (await tx.execute(sa.text(COUNTS), told)).mappings().one()
    return {view: int(row[view.value]) for view in InboxTab}


def _conditions(wanted: InboxQuery) -> tuple[dict[str, Any], list[str]]:
    told: dict[str, Any] = {"units": list(wanted.units)}
    conditions = ["f.unit = ANY(:units)", CONDITION[wanted.view]]
    if ":me" in conditions[-1]:
        told["me"] = wanted.me
    if ":today" in conditions[-1]:
        told["today"] = wanted.today
    for condition, name, value in _asked(wanted):
        conditions.append(condition)
        if name:
            told[name] = value
    return told, conditions


def _asked(wanted: InboxQuery) -> list[tuple[str, str, Any]]:
    asked: list[tuple[str, str, Any]] = []
    if wanted.categories:
        codes = list(wanted.categories)
        asked.append(("f.leaf = ANY(:categories)", "categories", codes))
    if wanted.channel:
        asked.append(("f.channel = :channel", "channel", wanted.channel))
    if wanted.assigned == NOBODY:
        asked.append(("f.assigned_to IS NULL", "", None))
    elif wanted.assigned:
        asked.append(("f.assigned_to = CAST(:assigned AS uuid)", "assigned", wanted.assigned))
    for nth, word in enumerate(folded(wanted.words).split()):
        asked.append((f"{PLAIN} LIKE :word{nth}", f"word{nth}", f"%{word}%"))
    return asked


def _key(wanted: InboxQuery) -> date | datetime:
    assert wanted.after is not None
    key = datetime.fromisoformat(wanted.after.key)
    return key.date() if wanted.order is Order.DUE else key
