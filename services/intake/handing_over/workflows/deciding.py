"""Deciding: two units said “not ours”; the node above both names the one whose case it is."""

from dataclasses import replace
from datetime import date

from services.intake.cases.domain.cases import Case, CaseId
from services.intake.cases.store import cases
from services.intake.cases.workflows.entries import SYSTEM, note
from services.intake.handing_over import store
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
from services.intake.handing_over.workflows.node_relay import (
    Relayed,
    is_below,
    is_served_here,
    send_to_node,
)
from services.intake.handing_over.workflows.outbound import HandOverRequest, hand_over
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.directory import host_line
from shared.events.handing_over import (
    FeedbackHandedBack,
    FeedbackHandedOver,
    FeedbackHostDecided,
    FeedbackTakenOver,
)
from shared.kernel.places import UnitCode
from shared.kernel.rejection import NotFound


class NothingToDecide(NotFound):
    """Không có phản ánh nào như vậy đang chờ quyết định ở đây.
    No such case is waiting for a decision here.
    """


async def decide(
    tx: Transaction, case_id: CaseId, *, named: UnitCode, acting: Acting
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
    today = acting.today
    made = replace(decision, named=named, decided_by=acting.account, decided_on=today)
    await store.save_decision(tx, made)
    if await is_served_here(tx, decision.holder, acting.place):
        await _obey(tx, case_id, named, acting)
        return made
    event = FeedbackHostDecided(
        handover_id=decision.handover_id,
        feedback_id=case_id,
        unit=acting.place.code,
        holder=decision.holder,
        named=named,
        decided_on=today,
    )
    await send_to_node(tx, event, to_unit=decision.holder, acting=acting)
    return made


async def hear_decision(
    tx: Transaction, event: FeedbackHostDecided, acting: Acting, *, relayed: Relayed
) -> None:
    """A superior has decided; whoever has the case obeys, whoever tells it on knows it."""
    known = await store.find_decision(tx, event.feedback_id, to_change=True)
    named, on = UnitCode(event.named), event.decided_on
    if known is not None:
        await store.save_decision(tx, replace(known, named=named, decided_on=on))
    elif relayed is Relayed.PASSED_DOWN:
        # A hand-over that names the decision can then be believed.
        decision = Decision(
            case_id=CaseId(event.feedback_id),
            handover_id=event.handover_id,
            holder=UnitCode(event.holder),
            category="",
            received_on=on,
            due_on=on,
            is_ours=False,
            asked_on=on,
            named=named,
            decided_on=on,
        )
        await store.save_decision(tx, decision)
    if relayed is Relayed.HERE:
        await _obey(tx, CaseId(event.feedback_id), named, acting)


async def keep_decided(tx: Transaction, event: FeedbackHandedOver, *, on: date) -> None:
    """The unit that was named remembers it: it hands the case to nobody else."""
    decision = replace(
        _question(event, UnitCode(event.unit), is_ours=False, on=on),
        named=UnitCode(event.to_unit),
        decided_on=on,
    )
    await store.save_decision(tx, decision)


async def ask_ourselves(
    tx: Transaction, case: Case, handover: HandOver, acting: Acting
) -> None:
    """A case came back once too often: until a superior has decided it stays here."""
    if not needs_decision(case.bounces):
        return
    is_ours = await is_below(tx, handover.to_unit, acting.place)
    decision = asked_of(case, handover, holder=case.unit, is_ours=is_ours, on=acting.today)
    await store.save_decision(tx, decision)


async def witness_hand_over(
    tx: Transaction, event: FeedbackHandedOver, acting: Acting, *, relayed: Relayed
) -> None:
    """A node the case passes can say which way it went to whoever holds its number.

    Raises:
        NotDecided: if it names a decision that was not taken.

    """
    if relayed is Relayed.HERE:
        return
    if relayed is Relayed.TURNED and event.decided:
        decision = await store.find_decision(tx, event.feedback_id)
        if decision is None or decision.named != event.to_unit:
            raise NotDecided
    await store.add_trails(
        tx, event.trails, case_id=event.feedback_id, unit=event.to_unit, since=acting.now
    )


async def witness_taking_over(
    tx: Transaction, event: FeedbackTakenOver, acting: Acting
) -> None:
    """The case is there now, and so it is said to whoever holds its number."""
    await store.move_trails(tx, event.feedback_id, unit=event.unit, since=acting.now)


async def witness_bounce(
    tx: Transaction, event: FeedbackHandedBack, acting: Acting, *, relayed: Relayed
) -> None:
    """Every node above notes who said “not ours”; where two ways meet it is decided whose."""
    await store.move_trails(tx, event.feedback_id, unit=event.from_unit, since=acting.now)
    if event.reason != HandReason.NOT_OURS.value:
        return
    sender = UnitCode(event.from_unit)
    bounce = Bounce(
        id=event.handover_id,
        case_id=CaseId(event.feedback_id),
        unit=UnitCode(event.unit),
        from_unit=sender,
        reason=event.reason,
        happened_on=event.handed_back_on,
    )
    await store.add_bounce(tx, bounce)
    if relayed is Relayed.TURNED and needs_decision(event.bounces):
        decision = _question(event, sender, is_ours=True, on=acting.today)
        await store.save_decision(tx, decision)


async def _obey(tx: Transaction, case_id: CaseId, named: UnitCode, acting: Acting) -> None:
    """The unit that has the case meanwhile keeps it, or gives it to the one named."""
    case, data = await cases.load_case_by_id(tx, case_id, to_change=True), {"to_unit": named}
    await note(
        tx, case, who=SYSTEM, what="host_decided", now=acting.now, is_public=True, data=data
    )
    if case.is_open and case.unit != named:
        wanted = HandOverRequest(to_unit=named, reason=HandReason.DECIDED)
        node = Acting(place=acting.place, now=acting.now)
        await hand_over(tx, case.number, node, wanted=wanted, actor_id=SYSTEM)


def _question(
    event: FeedbackHandedOver | FeedbackHandedBack, holder: UnitCode, *, is_ours: bool, on: date
) -> Decision:
    return Decision(
        case_id=CaseId(event.feedback_id),
        handover_id=event.handover_id,
        holder=holder,
        category=event.category,
        received_on=event.received_on,
        due_on=event.due_on,
        is_ours=is_ours,
        asked_on=on,
    )
