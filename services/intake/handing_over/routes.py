"""Handing cases over by HTTP: to another unit, back, and by a superior's decision."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.intake.cases import queries as cases
from services.intake.cases.domain.cases import CaseId, FeedbackUnknown
from services.intake.cases.domain.tracking import TrackingNumber, number_in
from services.intake.cases.routes import PREFIX, Code, answered
from services.intake.handing_over import queries
from services.intake.handing_over.domain import Bounce, Decision, HandOver, HandReason
from services.intake.handing_over.queries import Whereabouts
from services.intake.handing_over.workflows import deciding, outbound
from services.intake.handing_over.workflows.node_keys import renew_key
from services.intake.handing_over.workflows.outbound import HandOverRequest
from services.intake.org.queries import must
from services.intake.org.web import Web
from shared.chassis.access import acting_or_operator, operator, staff_or_operator, to_anyone
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right

KEYS = "/api/intake/v1/node-keys"
DECISIONS = "/api/intake/v1/decisions"


class HandOverForm(BaseModel):
    """Whom the case goes to, and what the next officer should know."""

    to_unit: Code
    reason: HandReason = HandReason.NOT_OURS
    words: str = ""
    version: int | None = Field(default=None, ge=1, lt=2**31)


class SeenForm(BaseModel):
    """Which version of the case was looked at."""

    version: int | None = Field(default=None, ge=1, lt=2**31)


class DecisionForm(BaseModel):
    """Whose case it is."""

    unit: Code


class HandOverView(BaseModel):
    """How far a hand-over has come."""

    id: UUID
    unit: str
    to_unit: str
    state: str
    why: str
    bounces: int
    decided: bool


class WhereaboutsView(BaseModel):
    """Where a case is now."""

    unit: str
    since: datetime
    is_taken_over: bool
    waits_for: str
    stands: str
    due_on: date | None


class BounceView(BaseModel):
    """Who said that the case is not theirs."""

    unit: str
    reason: str
    happened_on: date


class DecisionView(BaseModel):
    """What a superior has to decide, or has decided; nothing of what was written."""

    feedback_id: UUID
    holder: str
    category: str
    received_on: date
    due_on: date
    asked_on: date
    named: str | None
    decided_on: date | None
    bounces: list[BounceView]


class DecisionsView(BaseModel):
    """All of them."""

    decisions: list[DecisionView]


Worker = Annotated[Acting, Depends(acting_or_operator(Right.WORK))]
Reader = Depends(staff_or_operator(Right.READ, over_here=True))
Leader = Annotated[Acting, Depends(acting_or_operator(Right.DECIDE, over_here=True))]


handing_over_routes = APIRouter(prefix=PREFIX, tags=["intake"])


@handing_over_routes.post("/{tracking_code}/hand-over", response_model=HandOverView)
async def hand_over_feedback(
    web: Web, *, tracking_code: str, form: HandOverForm, acting: Worker
) -> HandOver:
    """Give a case to another unit; its promise goes along."""
    number, acting = number_in(tracking_code), replace(acting, seen_version=form.version)
    wanted = HandOverRequest(
        to_unit=UnitCode(form.to_unit), reason=form.reason, words=form.words
    )
    async with web.database.transaction() as tx:
        await _must_work_on(tx, number, acting)
        return await outbound.hand_over(tx, number, acting, wanted=wanted)


@handing_over_routes.post("/{tracking_code}/hand-back", response_model=HandOverView)
async def hand_back_feedback(
    web: Web, *, tracking_code: str, form: SeenForm, acting: Worker
) -> HandOver:
    """Say that a case that was handed over is not ours."""
    number, acting = number_in(tracking_code), replace(acting, seen_version=form.version)
    async with web.database.transaction() as tx:
        await _must_work_on(tx, number, acting)
        return await outbound.hand_back(tx, number, acting)


@handing_over_routes.post("/{tracking_code}/withdraw-hand-over", response_model=HandOverView)
async def withdraw_hand_over(
    web: Web, *, tracking_code: str, form: SeenForm, acting: Worker
) -> HandOver:
    """Ask a case back that nobody has taken over yet."""
    number, acting = number_in(tracking_code), replace(acting, seen_version=form.version)
    async with web.database.transaction() as tx:
        await _must_work_on(tx, number, acting)
        return await outbound.withdraw(tx, number, acting)


whereabouts_routes = APIRouter(prefix=PREFIX, tags=["intake"], dependencies=[to_anyone])


@whereabouts_routes.get("/{tracking_code}/whereabouts", response_model=WhereaboutsView)
async def get_whereabouts(web: Web, tracking_code: str) -> Response:
    """Where a case went from here, for whoever holds its number."""
    async with web.database.transaction() as tx:
        whereabouts = await _whereabouts(tx, number_in(tracking_code))
    shown = ("unit", "since", "is_taken_over", "waits_for", "stands")
    view = {name: getattr(whereabouts, name) for name in shown}
    return answered(200, view | {"due_on": whereabouts.stands_due_on})


decision_routes = APIRouter(prefix=DECISIONS, tags=["intake"])


@decision_routes.get("", dependencies=[Reader], response_model=DecisionsView)
async def get_decisions(web: Web, *, decided: bool = False) -> dict[str, Any]:
    """What waits to be decided here, or was."""
    async with web.database.transaction() as tx:
        decisions, bounces = await queries.decisions(tx, is_open=not decided)
    return {"decisions": [_decision(decision, bounces) for decision in decisions]}


@decision_routes.post("/{feedback_id}", response_model=DecisionView)
async def post_decision(
    web: Web, *, feedback_id: UUID, form: DecisionForm, acting: Leader
) -> dict[str, Any]:
    """Name the unit whose case it is."""
    case_id, named = CaseId(feedback_id), UnitCode(form.unit)
    async with web.database.transaction() as tx:
        decision = await deciding.decide(tx, case_id, named=named, acting=acting)
    return _decision(decision, [])


key_routes = APIRouter(prefix=KEYS, tags=["intake"])


@key_routes.post("", dependencies=[Depends(operator)], status_code=204)
async def post_node_key(web: Web) -> Response:
    """Make a new key and tell it to everybody; older ones still open what was sealed."""
    async with web.database.transaction() as tx:
        await renew_key(tx, Acting(place=web.place, now=datetime.now(UTC)))
    return Response(status_code=204)


async def _must_work_on(tx: Transaction, number: TrackingNumber, acting: Acting) -> None:
    case = await cases.find_case(tx, number)
    await must(tx, acting.principal, Right.WORK, unit=case.unit, day=acting.today)


async def _whereabouts(tx: Transaction, number: TrackingNumber) -> Whereabouts:
    try:
        case = await cases.find_case(tx, number)
    except FeedbackUnknown:
        elsewhere = await queries.whereabouts_of_number(tx, number)
        if elsewhere is None:
            raise
        return elsewhere
    whereabouts = await queries.whereabouts_of_case(tx, case.id)
    here = Whereabouts(unit=case.unit, since=case.received_at, is_taken_over=True)
    return whereabouts or here


def _decision(decision: Decision, bounces: Sequence[Bounce]) -> dict[str, Any]:
    said = [asdict(bounce) for bounce in bounces if bounce.case_id == decision.case_id]
    return asdict(decision) | {"feedback_id": decision.case_id, "bounces": said}
