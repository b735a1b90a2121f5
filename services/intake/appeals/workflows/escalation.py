"""Escalation: late cases come before superiors, level by level; nobody is skipped."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.intake.appeals.catalogue import ladder
from services.intake.appeals.domain.escalation import (
    Escalation,
    EscalationReason,
    EscalationUnknown,
    LateState,
    escalation_id,
    last_day_late,
    next_above,
    superior,
)
from services.intake.appeals.outgoing import feedback_escalated
from services.intake.appeals.store import escalations as store
from services.intake.cases.domain.cases import Case
from services.intake.cases.workflows.answering import Officer
from services.intake.cases.workflows.entries import SYSTEM, note
from services.intake.org.store import lines
from shared.chassis.calendars.known import known_calendar
from shared.chassis.database import Transaction
from shared.chassis.outbox import OutgoingEvent, publish
from shared.chassis.tree_route import host_line
from shared.events.handing_over import FeedbackEscalated
from shared.kernel.places import Place, UnitCode
from shared.kernel.tree_routes import Towards

AT_ONCE = 200


async def raise_what_is_late(tx: Transaction, *, place: Place, now: datetime) -> int:
    """Bring late cases before the superiors whose turn it is; says how many."""
    today, calendar = place.day_of(now), await known_calendar(tx, now)
    raised = 0
    for rung in ladder().rungs:
        due_by = last_day_late(today, rung.after_working_days, calendar)
        late = await store.list_late(tx, due_by=due_by, level=rung.level, most=AT_ONCE)
        for case in late:
            await _raise(tx, case, rung.level, place=place, now=now)
        raised += len(late)
    return raised


async def raise_what_is_unseen(tx: Transaction, *, place: Place, now: datetime) -> None:
    """What nobody here has looked at goes one level further; at the top it stays, in sight."""
    today, calendar = place.day_of(now), await known_calendar(tx, now)
    since = last_day_late(today, ladder().unseen_working_days, calendar)
    above = {
        unit: next_above(await lines.list_line(tx, unit, day=today)) or place.parent
        for unit in await store.list_units_asked(tx, raised_by=since)
    }
    units = [unit for unit, superior_of_it in above.items() if superior_of_it is not None]
    for one in await store.list_unseen(tx, units=units, raised_by=since, most=AT_ONCE):
        await store.save_escalation(tx, replace(one, state=LateState.RAISED))
        level = one.level + 1
        further = replace(
            one,
            id=escalation_id(one.case_id, one.due_on, level),
            to_unit=UnitCode(above[one.to_unit] or ""),
            level=level,
            reason=EscalationReason.UNSEEN,
            raised_on=today,
        )
        await _keep_and_tell(tx, further, by=one.to_unit, place=place, now=now)


async def hear_escalated(
    tx: Transaction, event: FeedbackEscalated, *, place: Place, now: datetime
) -> None:
    """A late case comes before a superior of this node."""
    del place, now
    escalation = Escalation(
        id=event.escalation_id,
        case_id=event.feedback_id,
        unit=UnitCode(event.of_unit),
        to_unit=UnitCode(event.to_unit),
        category=event.category,
        due_on=event.due_on,
        level=event.level,
        reason=EscalationReason(event.reason),
        raised_on=event.escalated_on,
        is_here=True,
    )
    await store.add_escalation(tx, escalation)


async def see(tx: Transaction, escalation_id: UUID, officer: Officer) -> Escalation:
    """A superior has looked at it, and sees to it.

    Raises:
        EscalationUnknown: if it is not before anybody here.

    """
    found = await store.find_escalation(tx, escalation_id)
    if found is None or not found.is_here:
        raise EscalationUnknown
    by = None if officer.principal is None else officer.principal.account
    if found.state is LateState.OPEN:
        found = replace(found, state=LateState.SEEN, seen_by=by, seen_on=officer.today)
        await store.save_escalation(tx, found)
    return found


async def clear(tx: Transaction, cases: Sequence[UUID]) -> None:
    """These cases are answered, or somebody else's."""
    await store.clear(tx, cases)


async def _raise(
    tx: Transaction, case: Case, level: int, *, place: Place, now: datetime
) -> None:
    today = place.day_of(now)
    line = await lines.list_line(tx, case.unit, day=today)
    to_unit, reason = superior(line or (case.unit,), level, parent=place.parent)
    escalation = Escalation(
        id=escalation_id(case.id, case.due_on, level),
        case_id=case.id,
        unit=case.unit,
        to_unit=to_unit,
        category=case.category,
        due_on=case.due_on,
        level=level,
        reason=reason,
        raised_on=today,
        is_here=False,
    )
    if await _keep_and_tell(tx, escalation, by=case.unit, place=place, now=now):
        data = {"to_unit": to_unit, "level": level, "reason": reason.value}
        await note(tx, case, who=SYSTEM, what="escalated", now=now, data=data)


async def _keep_and_tell(
    tx: Transaction, escalation: Escalation, *, by: str, place: Place, now: datetime
) -> bool:
    line = await host_line(tx, escalation.to_unit)
    is_here = line.towards(place.code) is Towards.HERE
    if not await store.add_escalation(tx, replace(escalation, is_here=is_here)):
        return False
    told = feedback_escalated(escalation, by=by)
    await publish(tx, OutgoingEvent(event=told, occurred_at=now))
    return True
