"""Where a case is: what its old address, and every node it passed, can truthfully say."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.intake.cases.domain.cases import CaseId, CaseState
from services.intake.cases.domain.tracking import TrackingNumber, tracking_hash_of
from services.intake.cases.store import cases
from services.intake.handing_over import store
from services.intake.handing_over.domain import Bounce, Decision, HandOver, HandState, Why
from services.intake.handing_over.store import list_addressees
from services.intake.org.queries import UnitName
from shared.chassis.database import Transaction

MOST_DECISIONS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Which way a case went from here."""

    unit: str
    """Where it is, or is on its way to."""
    since: datetime
    is_taken_over: bool
    waits_for: Why = Why.NOTHING
    stands: str = ""
    """How far it has come there, as last told; empty: not told."""
    stands_due_on: date | None = None
    stands_at: datetime | None = None


async def whereabouts_of_case(tx: Transaction, case_id: CaseId) -> Whereabouts | None:
    """Where a case is that this node handed over, or handed back; nothing if it is here."""
    case = await cases.load_case_by_id(tx, case_id)
    way = await store.last_handover(tx, case_id)
    if way is None or case.state is not CaseState.HANDED_OVER:
        return None
    if way.is_out:
        return _gone(way)
    if way.state is not HandState.HANDED_BACK:
        return None
    return Whereabouts(unit=way.unit, since=way.settled_at or way.handed_at, is_taken_over=True)


async def whereabouts_of_number(tx: Transaction, number: TrackingNumber) -> Whereabouts | None:
    """Which way the case of a number went that passed here without being read."""
    if not await store.has_trails(tx):
        return None
    found = await store.find_trail(tx, await asyncio.to_thread(tracking_hash_of, number))
    if found is None:
        return None
    unit, since = found
    return Whereabouts(unit=unit, since=since, is_taken_over=True)


async def last_handover(tx: Transaction, case_id: CaseId) -> HandOver | None:
    """The newest hand-over of a case, in or out."""
    return await store.last_handover(tx, case_id)


async def decision_of(tx: Transaction, case_id: CaseId) -> Decision | None:
    """What is to be decided of a case, or was."""
    return await store.find_decision(tx, case_id)


async def decisions(
    tx: Transaction, *, is_open: bool
) -> tuple[Sequence[Decision], Sequence[Bounce]]:
    """What this node has to decide, or has decided, and who said “not ours”."""
    found = await store.list_decisions(tx, is_open=is_open, most=MOST_DECISIONS)
    return found, await store.list_bounces(tx, [one.case_id for one in found])


def _gone(way: HandOver) -> Whereabouts | None:
    if way.state in {HandState.HANDED_BACK, HandState.WITHDRAWN}:
        return None
    return Whereabouts(
        unit=way.to_unit,
        since=way.settled_at or way.handed_at,
        is_taken_over=way.state is HandState.TAKEN_OVER,
        waits_for=way.why,
        stands=way.stands,
        stands_due_on=way.stands_due_on,
        stands_at=way.stands_at,
    )


async def addressees(
    tx: Transaction, *, here: str, day: date
) -> Sequence[tuple[UnitName, bool]]:
    """Units a case can be handed to, and whether this node serves them."""
    return await list_addressees(tx, here=here, day=day)
