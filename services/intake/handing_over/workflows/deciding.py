"""Deciding: two units said “not ours”; the node above both names the one whose case it is."""

from dataclasses import replace
from datetime import date, datetime

from services.intake.cases.domain.cases import Case, CaseId
from services.intake.cases.store import cases
from services.intake.cases.workflows.entries import SYSTEM, note
from services.intake.handing_over import outgoing, store
from services.intake.handing_over.domain import (
    Bounce,
    Decision,
    HandOver,
    HandReason,
    NobodyServesIt,
    NotDecided,
    SuperiorHasDecided,
    asked_of,
    needs_decision,
)
from services.intake.handing_over.workflows.handing_over import HandOverRequest, hand_over
from services.intake.handing_over.workflows.node_relay import Arrived, post
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.directory import host_line
from shared.events.handing_over import (
    FeedbackHandedBack,
    FeedbackHandedOver,
    FeedbackHostDecided,
    FeedbackTakenOver,
)
from shared.kernel.places import Place, UnitCode
from shared.kernel.rejection import NotFound
from shared.kernel.tree_routes import Towards

NOT_OURS = HandReason.NOT_OURS.value


class NothingToDecide(NotFound):
    """Không có phản ánh nào như vậy đang chờ quyết định ở đây.
    No such case is waiting for a decision here.
    """


async def decide(
    tx: Transaction, case_id: CaseId, *, named: UnitCode, officer: Acting
) -> Decision:
    """Name the unit whose case it is; it cannot hand the case back.

    Raises:
        NothingToDecide: if this node was not asked.
        SuperiorHasDecided: if it was decided before.
        NobodyServesIt: if nobody knows who serves the unit named.

    """
    decision = await store.find_decision(tx, case_id, to_change=True)
    if decision is None or not decision.is_ours:
        raise NothingToDecide
    if decision.named is not None:
        raise SuperiorHasDecided
    if (await host_line(tx, named)).host is None:
        raise NobodyServesIt
    by = None if officer.principal is None else officer.principal.account
    made = replace(decision, named=named, decided_by=by, decided_on=officer.today)
    await store.save_decision(tx, made)
    line = await host_line(tx, decision.holder)
    if line.towards(officer.place.code) is Towards.HERE:
        await obey(tx, case_id, named, place=officer.place, now=officer.now)
    else:
        told = outgoing.host_decided(
            decision, by=officer.place.code, named=named, on=officer.today
        )
        place, now = officer.place, officer.now
        await post(tx, told, to_unit=decision.holder, place=place, now=now)
    return made


async def obey(
    tx: Transaction, case_id: CaseId, named: UnitCode, *, place: Place, now: datetime
) -> None:
    """The unit that has the case meanwhile keeps it, or gives it to the one named."""
    case = await cases.load_case_by_id(tx, case_id, to_change=True)
    await note(
        tx, case, who=SYSTEM, what="host_decided", now=now, is_public=True,
        data={"to_unit": named},
    )  # fmt: skip
    if case.is_open and case.unit != named:
        wanted = HandOverRequest(to_unit=named, reason=HandReason.DECIDED)
        nobody = Acting(principal=None, place=place, now=now)
        await hand_over(tx, case.number, nobody, wanted=wanted, actor_id=SYSTEM)


async def hear_decision(
    tx: Transaction,
    event: FeedbackHostDecided,
    arrived: Arrived,
    *,
    place: Place,
    now: datetime,
) -> None:
    """A superior has decided; whoever has the case obeys, whoever tells it on knows it."""
    await note_decided(tx, event, arrived)
    if arrived is Arrived.HERE:
        case, named = CaseId(event.feedback_id), UnitCode(event.named)
        await obey(tx, case, named, place=place, now=now)


async def note_decided(tx: Transaction, event: FeedbackHostDecided, arrived: Arrived) -> None:
    """Keep what was decided: a hand-over that names the decision can then be believed."""
    known = await store.find_decision(tx, event.feedback_id, to_change=True)
    if known is not None:
        told = replace(known, named=UnitCode(event.named), decided_on=event.decided_on)
    elif arrived is Arrived.TOLD_ON:
        told = Decision(
            case_id=CaseId(event.feedback_id),
            handover_id=event.handover_id,
            holder=UnitCode(event.holder),
            category="",
            received_on=event.decided_on,
            due_on=event.decided_on,
            is_ours=False,
            asked_on=event.decided_on,
            named=UnitCode(event.named),
            decided_on=event.decided_on,
        )
    else:
        return
    await store.save_decision(tx, told)


async def keep_decided(tx: Transaction, event: FeedbackHandedOver, *, on: date) -> None:
    """The unit that was named remembers it: it hands the case to nobody else."""
    decision = Decision(
        case_id=CaseId(event.feedback_id),
        handover_id=event.handover_id,
        holder=UnitCode(event.unit),
        category=event.category,
        received_on=event.received_on,
        due_on=event.due_on,
        is_ours=False,
        asked_on=on,
        named=UnitCode(event.to_unit),
        decided_on=on,
    )
    await store.save_decision(tx, decision)


async def ask_ourselves(
    tx: Transaction, case: Case, way: HandOver, *, place: Place, now: datetime
) -> None:
    """A case came back once too often: until a superior has decided it stays here."""
    if not needs_decision(case.bounces):
        return
    line, today = await host_line(tx, way.to_unit), place.day_of(now)
    is_ours = line.towards(place.code) is Towards.DOWN
    asked = asked_of(case, way, holder=case.unit, is_ours=is_ours, on=today)
    await store.save_decision(tx, asked)


async def refuse_undecided(tx: Transaction, event: FeedbackHandedOver) -> None:
    """Nobody names a decision that was not taken.

    Raises:
        NotDecided: if somebody does.

    """
    if not event.decided:
        return
    decision = await store.find_decision(tx, event.feedback_id)
    if decision is None or decision.named != event.to_unit:
        raise NotDecided


async def witness_hand_over(
    tx: Transaction, event: FeedbackHandedOver, arrived: Arrived, *, now: datetime
) -> None:
    """A node the case passes can say which way it went to whoever holds its number."""
    if arrived is Arrived.HERE:
        return
    if arrived is Arrived.TURNED:
        await refuse_undecided(tx, event)
    await store.add_trails(
        tx, event.trails, case_id=event.feedback_id, unit=event.to_unit, since=now
    )


async def witness_taking_over(
    tx: Transaction, event: FeedbackTakenOver, *, now: datetime
) -> None:
    """The case is there now, and so do the trails say."""
    await store.move_trails(tx, event.feedback_id, unit=event.unit, since=now)


async def witness_bounce(
    tx: Transaction, event: FeedbackHandedBack, arrived: Arrived, *, place: Place, now: datetime
) -> None:
    """Every node above notes who said “not ours”; where two ways meet it is decided whose."""
    await store.move_trails(tx, event.feedback_id, unit=event.from_unit, since=now)
    if event.reason != NOT_OURS:
        return
    bounce = Bounce(
        id=event.handover_id,
        case_id=CaseId(event.feedback_id),
        unit=UnitCode(event.unit),
        from_unit=UnitCode(event.from_unit),
        reason=event.reason,
        happened_on=event.handed_back_on,
    )
    await store.add_bounce(tx, bounce)
    if arrived is Arrived.TURNED and needs_decision(event.bounces):
        asked = Decision(
            case_id=CaseId(event.feedback_id),
            handover_id=event.handover_id,
            holder=UnitCode(event.from_unit),
            category=event.category,
            received_on=event.received_on,
            due_on=event.due_on,
            is_ours=True,
            asked_on=place.day_of(now),
        )
        await store.save_decision(tx, asked)
