"""Requests as Open311 shows them, keys, published words, and what other servers know."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.intake.cases.domain.cases import CaseId, CaseKind, CaseState, Visibility
from services.intake.cases.tables import messages
from services.intake.open311.domain.keys import Key, KeyId, KeyNotGiven
from services.intake.open311.domain.requests import (
    OPEN_STATES,
    PublicCase,
    RequestQuery,
    RequestStep,
    Status,
    TimeSpan,
)
from services.intake.open311.domain.servers import (
    DUE_STAGES,
    Forwarding,
    ForwardingId,
    RemoteUpdate,
    Stage,
)
from services.intake.open311.tables import (
    forwarding_updates,
    forwardings,
    open311_keys,
    open311_servers,
    publications,
)
from services.intake.photos.tables import photos
from shared.chassis.database import Transaction

Answers = Mapping[str, tuple[str, ...]]


async def list_answers(tx: Transaction, cases: Collection[UUID]) -> dict[UUID, Answers]:
    """What was answered to the questions of a category by the message that opened each case."""
    query = sa.select(messages.c.case_id, messages.c.answers).where(
        messages.c.case_id.in_(cases), messages.c.opened, messages.c.answers != {}
    )
    rows = await tx.execute(query)
    return {
        row.case_id: {n: _texts(answer) for n, answer in row.answers.items()} for row in rows
    }


async def list_published_photos(
    tx: Transaction, cases: Collection[UUID]
) -> dict[UUID, list[UUID]]:
    """The photos of each case, and of its messages, that an officer has published."""
    shown = (photos.c.id, photos.c.kept_at)
    of_messages = (
        sa.select(messages.c.case_id.label("owner"), *shown)
        .join(photos, photos.c.message_id == messages.c.id)
        .where(messages.c.case_id.in_(cases), photos.c.published_at.is_not(None))
    )
    of_cases = sa.select(photos.c.case_id.label("owner"), *shown).where(
        photos.c.case_id.in_(cases), photos.c.published_at.is_not(None)
    )
    query = of_messages.union_all(of_cases).order_by("kept_at", "id")
    by_case: dict[UUID, list[UUID]] = {}
    for row in await tx.execute(query):
        by_case.setdefault(row.owner, []).append(row.id)
    return by_case


def _texts(answer: object) -> tuple[str, ...]:
    return tuple(map(str, answer)) if isinstance(answer, list) else (str(answer),)


FORWARDED = (
    "id", "server", "may_name", "asked_at", "try_at", "attempts", "first_sent_at", "token",
    "remote_id", "reason",
)  # fmt: skip
"""The columns that are called as the fields are."""
LIVING = [Stage.SENT]
MOST_LIVING = 5_000


async def add_forwarding(tx: Transaction, forwarding: Forwarding) -> bool:
    """Put a case in the queue; False if it is on its way to that server already."""
    added = insert(forwardings).values(_row(forwarding)).on_conflict_do_nothing()
    return bool((await tx.execute(added.returning(forwardings.c.id))).one_or_none())


async def list_forwardings(tx: Transaction, case: UUID) -> list[Forwarding]:
    """Where a case was sent on to."""
    query = sa.select(forwardings).where(forwardings.c.case_id == case)
    rows = (await tx.execute(query.order_by(forwardings.c.asked_at))).mappings()
    return [_forwarding(row) for row in rows]


async def find_due(tx: Transaction, now: datetime) -> Forwarding | None:
    """The one that has waited longest and may be tried; nobody else takes it meanwhile."""
    is_due = forwardings.c.stage.in_(sorted(DUE_STAGES)) & (forwardings.c.try_at <= now)
    query = sa.select(forwardings).where(is_due).order_by(forwardings.c.try_at).limit(1)
    row = (await tx.execute(query.with_for_update(skip_locked=True))).mappings().one_or_none()
    return _forwarding(row) if row else None


async def load_forwarding(tx: Transaction, forwarding_id: ForwardingId) -> Forwarding | None:
    """One, to be changed."""
    query = sa.select(forwardings).where(forwardings.c.id == forwarding_id).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return _forwarding(row) if row else None


async def save_forwarding(tx: Transaction, forwarding: Forwarding) -> None:
    """Keep how far it is."""
    kept = forwardings.update().where(forwardings.c.id == forwarding.id)
    await tx.execute(kept.values(_row(forwarding)))


async def find_by_remote(
    tx: Transaction, server: str, remote_ids: Sequence[str]
) -> dict[str, Forwarding]:
    """Those that have these numbers over there, by number."""
    of_them = (forwardings.c.server == server) & forwardings.c.remote_id.in_(remote_ids)
    rows = (await tx.execute(sa.select(forwardings).where(of_them))).mappings()
    return {row["remote_id"]: _forwarding(row) for row in rows}


async def list_living(tx: Transaction, server: str) -> list[Forwarding]:
    """Those that are over there and not closed, the oldest first."""
    is_living = (forwardings.c.server == server) & forwardings.c.stage.in_(LIVING)
    query = sa.select(forwardings).where(is_living).order_by(forwardings.c.asked_at)
    return [_forwarding(r) for r in (await tx.execute(query.limit(MOST_LIVING))).mappings()]


async def add_update(
    tx: Transaction, forwarding: Forwarding, update: RemoteUpdate, *, now: datetime
) -> bool:
    """Note that an update was taken; False if it was taken before."""
    row = {
        "forwarding_id": forwarding.id,
        "update_id": update.update_id,
        "status": update.status,
        "taken_at": now,
    }
    added = insert(forwarding_updates).values(row).on_conflict_do_nothing()
    result = await tx.execute(added.returning(forwarding_updates.c.update_id))
    return result.one_or_none() is not None


def _row(forwarding: Forwarding) -> dict[str, Any]:
    row = {name: getattr(forwarding, name) for name in FORWARDED}
    return row | {"case_id": forwarding.case, "stage": forwarding.stage.value}


def _forwarding(row: sa.RowMapping) -> Forwarding:
    same = {name: row[name] for name in FORWARDED}
    return Forwarding(case=row["case_id"], stage=Stage(row["stage"]), **same)


KEPT = (
    "id", "label", "owner", "per_minute", "made_at", "revoked_at", "minute", "used",
)  # fmt: skip


async def add_key(tx: Transaction, key: Key, *, digest: bytes) -> None:
    """A key that is given out now."""
    row: dict[str, Any] = {name: getattr(key, name) for name in KEPT}
    await tx.execute(open311_keys.insert().values(row | {"digest": digest}))


async def find_key(tx: Transaction, digest: bytes, *, to_use: bool = False) -> Key | None:
    """The key with this digest; `to_use`: held, so that nobody else counts its uses."""
    query = sa.select(open311_keys).where(open311_keys.c.digest == digest)
    query = query.with_for_update() if to_use else query
    row = (await tx.execute(query)).mappings().one_or_none()
    return _key(row) if row else None


async def load_key(tx: Transaction, key_id: KeyId) -> Key:
    """One key.

    Raises:
        KeyNotGiven: if none has this id.

    """
    query = sa.select(open311_keys).where(open311_keys.c.id == key_id).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise KeyNotGiven
    return _key(row)


async def save_key(tx: Transaction, key: Key) -> None:
    """Keep how often a key was used, and whether it is revoked."""
    kept = {"revoked_at": key.revoked_at, "minute": key.minute, "used": key.used}
    await tx.execute(open311_keys.update().where(open311_keys.c.id == key.id).values(kept))


async def list_keys(tx: Transaction) -> list[Key]:
    """Every key there is, the newest first."""
    query = sa.select(open311_keys).order_by(open311_keys.c.made_at.desc(), open311_keys.c.id)
    return [_key(row) for row in (await tx.execute(query)).mappings()]


def _key(row: sa.RowMapping) -> Key:
    return Key(**{name: row[name] for name in KEPT})


async def keep_publication(
    tx: Transaction, case: CaseId, *, words: str, by: str, at: datetime
) -> None:
    """Keep what anybody may read of a case; said again, the newer words stand."""
    row = {"case_id": case, "words": words, "by": by, "at": at}
    added = insert(publications).values(row)
    await tx.execute(added.on_conflict_do_update(index_elements=["case_id"], set_=row))


async def drop_publication(tx: Transaction, case: CaseId) -> bool:
    """Let nobody read them any more; False if nobody could."""
    gone = publications.delete().where(publications.c.case_id == case)
    result = await tx.execute(gone.returning(publications.c.case_id))
    return result.one_or_none() is not None


async def find_words(tx: Transaction, case: CaseId) -> str | None:
    """What anybody may read of a case, if anything."""
    query = sa.select(publications.c.words).where(publications.c.case_id == case)
    words: str | None = (await tx.execute(query)).scalar_one_or_none()
    return words


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
) -> list[PublicCase]:
    """The requests asked for, the newest first; `key` is whose words are shown besides."""
    params: dict[str, Any] = {"key": key, "most": wanted.size, "skipped": wanted.skipped}
    query = SEEN + (BY_ID if wanted.ids is not None else _listed(wanted, params, units=units))
    params |= {"ids": list(wanted.ids)} if wanted.ids is not None else {}
    rows = await tx.execute(sa.text(f"{query} {NEWEST_FIRST}"), params)
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
    params: dict[str, Any] = {
        "key": key,
        "kinds": PUBLIC_KINDS,
        "units": None if units is None else sorted(units),
        "most": size,
        "skipped": (number - 1) * size,
    }
    query = STEPS
    if cases is not None:
        query += "AND entries.case_id = ANY(CAST(:cases AS uuid[]))"
        params["cases"] = list(cases)
    if span is not None:
        query += "AND entries.at BETWEEN :since AND :until"
        params |= {"since": span.since, "until": span.until}
    ordered = f"{query} ORDER BY entries.at, entries.id LIMIT :most OFFSET :skipped"
    return [
        RequestStep(**row) for row in (await tx.execute(sa.text(ordered), params)).mappings()
    ]


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
    case_id: UUID | None = (await tx.execute(query, {"message": message})).scalar_one_or_none()
    return case_id


def _listed(
    wanted: RequestQuery, params: dict[str, Any], *, units: Collection[str] | None
) -> str:
    params |= {
        "units": None if units is None else sorted(units),
        "codes": list(wanted.codes) or None,
        "kinds": PUBLIC_KINDS,
    }
    query = LISTED
    if wanted.statuses != frozenset(Status):
        params["states"] = OPEN if wanted.statuses == {Status.OPEN} else CLOSED
        query += f"AND {STATE} = ANY(:states)"
    query += _spanned(params, wanted.requested, REQUESTED, names=("since", "until"))
    return query + _spanned(params, wanted.updated, UPDATED, names=("after", "before"))


def _spanned(
    params: dict[str, Any], span: TimeSpan | None, query: str, *, names: tuple[str, str]
) -> str:
    if span is None:
        return ""
    params |= dict(zip(names, (span.since, span.until), strict=True))
    return f" {query}"


def _seen(row: sa.RowMapping) -> PublicCase:
    enums = {"visibility": Visibility(row["visibility"]), "state": CaseState(row["state"])}
    return PublicCase(**{**row, **enums})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listened:
    """Until when a server's updates are known, and when it is asked next."""

    code: str
    heard_until: datetime
    speaks_updates: bool
    try_at: datetime
    silence: str = ""


async def find_listened(tx: Transaction, code: str) -> Listened | None:
    """How far a server was listened to; nobody else listens meanwhile."""
    query = sa.select(open311_servers).where(open311_servers.c.code == code)
    row = (await tx.execute(query.with_for_update(skip_locked=True))).mappings().one_or_none()
    return Listened(**row) if row else None


async def keep_listened(tx: Transaction, listened: Listened) -> None:
    """Keep how far a server was listened to."""
    row = asdict(listened)
    kept = insert(open311_servers).values(row)
    await tx.execute(kept.on_conflict_do_update(index_elements=["code"], set_=row))
