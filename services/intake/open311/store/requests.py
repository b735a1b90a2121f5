"""Requests as Open311 asks for them, and the steps that anybody may know of."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.intake.cases.domain.cases import CaseKind, CaseState, Visibility
from services.intake.cases.tables.messages import messages
from services.intake.open311.domain.asking import RequestQuery, Status, TimeSpan
from services.intake.open311.domain.requests import RequestStep, Seen
from services.intake.open311.domain.standing import OPEN_STATES
from shared.chassis.database import Transaction

CHANNEL = "open311"
PUBLIC_KINDS = sorted({kind.value for kind in CaseKind} - {"complaint", "denunciation"})
OPEN = sorted(state.value for state in OPEN_STATES)
CLOSED = sorted({state.value for state in CaseState} - set(OPEN))
# A request that is closed was last changed when it was closed, whatever was said of it since.
MOVES = "is_public AND what NOT IN ('confirmed', 'closed')"
CODE = "coalesce(nullif(feedback.leaf, ''), feedback.category)"
STATE = "coalesce(target.state, feedback.state)"
CHANGED = "coalesce(moved.at, feedback.received_at)"
SEEN = f"""
SELECT feedback.id, feedback.unit, {CODE} AS category, feedback.visibility,
  {STATE} AS state, feedback.channel, feedback.address, feedback.latitude,
  feedback.longitude, feedback.received_at, feedback.promised_on, {CHANGED} AS updated_at,
  publications.words AS published, own.text AS own_words,
  coalesce(own.opened, false) AS own_place
FROM feedback
LEFT JOIN feedback AS target ON target.id = feedback.merged_into
LEFT JOIN publications ON publications.case_id = feedback.id
LEFT JOIN LATERAL (
  SELECT max(at) AS at FROM case_entries
  WHERE case_id = feedback.id AND {MOVES}) AS moved ON true
LEFT JOIN LATERAL (
  SELECT text, opened FROM messages
  WHERE case_id = feedback.id AND channel = '{CHANNEL}'
    AND CAST(:key AS text) <> '' AND starts_with(external_ref, :key)
  ORDER BY received_at, messages.id LIMIT 1) AS own ON true
"""
LISTED = f"""
WHERE (CAST(:units AS text[]) IS NULL OR feedback.unit = ANY(:units))
  AND (CAST(:codes AS text[]) IS NULL OR {CODE} = ANY(:codes)
    OR feedback.category = ANY(:codes))
  AND feedback.kind = ANY(:kinds)
"""
BY_ID = "WHERE feedback.id = ANY(CAST(:ids AS uuid[]))"
REQUESTED = "AND feedback.received_at BETWEEN :since AND :until"
UPDATED = f"""
  AND feedback.id IN (
    SELECT case_id FROM case_entries WHERE at BETWEEN :after AND :before AND {MOVES}
    UNION SELECT id FROM feedback AS newer WHERE newer.received_at BETWEEN :after AND :before)
  AND {CHANGED} BETWEEN :after AND :before
"""
NEWEST_FIRST = (
    "ORDER BY feedback.received_at DESC, feedback.id DESC LIMIT :most OFFSET :skipped"
)
STEPS = f"""
SELECT entries.id, entries.case_id AS "case", what, at, words, EXISTS (
  SELECT 1 FROM messages WHERE messages.case_id = entries.case_id
    AND channel = '{CHANNEL}' AND CAST(:key AS text) <> ''
    AND starts_with(external_ref, :key)) AS is_own
FROM case_entries AS entries JOIN feedback ON feedback.id = entries.case_id
WHERE is_public AND feedback.kind = ANY(:kinds)
  AND (CAST(:units AS text[]) IS NULL OR feedback.unit = ANY(:units))
"""


async def list_requests(
    tx: Transaction, wanted: RequestQuery, *, units: Collection[str] | None, key: str
) -> list[Seen]:
    """The requests asked for, the newest first; `key` is whose words are shown besides."""
    told: dict[str, Any] = {"key": key, "most": wanted.size, "skipped": wanted.skipped}
    query = SEEN + (BY_ID if wanted.ids is not None else _listed(wanted, told, units=units))
    told |= {"ids": list(wanted.ids)} if wanted.ids is not None else {}
    rows = await tx.execute(sa.text(f"{query} {NEWEST_FIRST}"), told)
    return [_seen(row) for row in rows.mappings()]


async def list_steps(
    tx: Transaction,
    *,
    key: str,
    units: Collection[str] | None = None,
    cases: Collection[UUID] | None = None,
    span: TimeSpan | None = None,
    page: tuple[int, int] = (1, 1000),
) -> list[RequestStep]:
    """What happened to requests and may be known, the oldest first."""
    number, size = page
    told: dict[str, Any] = {
        "key": key,
        "kinds": PUBLIC_KINDS,
        "units": None if units is None else sorted(units),
        "most": size,
        "skipped": (number - 1) * size,
    }
    query = STEPS
    if cases is not None:
        query += "AND entries.case_id = ANY(CAST(:cases AS uuid[]))"
        told["cases"] = list(cases)
    if span is not None:
        query += "AND entries.at BETWEEN :since AND :until"
        told |= {"since": span.since, "until": span.until}
    ordered = f"{query} ORDER BY entries.at, entries.id LIMIT :most OFFSET :skipped"
    return [RequestStep(**row) for row in (await tx.execute(sa.text(ordered), told)).mappings()]


async def brings_case(tx: Transaction, case: UUID, *, key: str) -> bool:
    """Whether a message of a case was brought by this key."""
    query = sa.select(messages.c.id).where(
        messages.c.case_id == case,
        messages.c.channel == CHANNEL,
        messages.c.external_ref.startswith(key, autoescape=True),
    )
    return (await tx.execute(query.limit(1))).one_or_none() is not None


async def find_case_of_message(tx: Transaction, message: UUID) -> UUID | None:
    """The case a message belongs to now."""
    query = sa.text("SELECT case_id FROM messages WHERE id = :message")
    found: UUID | None = (await tx.execute(query, {"message": message})).scalar_one_or_none()
    return found


def _listed(
    wanted: RequestQuery, told: dict[str, Any], *, units: Collection[str] | None
) -> str:
    told |= {
        "units": None if units is None else sorted(units),
        "codes": list(wanted.codes) or None,
        "kinds": PUBLIC_KINDS,
    }
    query = LISTED
    if wanted.statuses != frozenset(Status):
        told["states"] = OPEN if wanted.statuses == {Status.OPEN} else CLOSED
        query += f"AND {STATE} = ANY(:states)"
    query += _spanned(told, wanted.requested, REQUESTED, names=("since", "until"))
    return query + _spanned(told, wanted.updated, UPDATED, names=("after", "before"))


def _spanned(
    told: dict[str, Any], span: TimeSpan | None, query: str, *, names: tuple[str, str]
) -> str:
    if span is None:
        return ""
    told |= dict(zip(names, (span.since, span.until), strict=True))
    return f" {query}"


def _seen(row: sa.RowMapping) -> Seen:
    told: dict[str, Any] = dict(row)
    told |= {"visibility": Visibility(told["visibility"]), "state": CaseState(told["state"])}
    return Seen(**told)
