"""Handing cases over by HTTP: to another unit, back, and by a superior's decision."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.intake.cases import queries as cases
from services.intake.cases.domain.cases import CaseId, FeedbackUnknown
from services.intake.cases.domain.tracking import TrackingNumber, number_in
from services.intake.cases.routes import PREFIX, Code, answered
from services.intake.handing_over import queries
from services.intake.handing_over.domain import Bounce, Decision, HandOver, HandReason
from services.intake.handing_over.queries import CaseRoute
from services.intake.handing_over.workflows import deciding
from services.intake.handing_over.workflows import handing_over as workflows
from services.intake.handing_over.workflows.handing_over import HandOverRequest
from services.intake.handing_over.workflows.node_keys import renew_key
from services.intake.org.queries import must
from services.intake.org.web import Web
from shared.chassis.access import Principal, operator, staff_or_operator, to_anyone
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.kernel.places import Place, UnitCode
from shared.kernel.roles import Right

KEYS = "/api/intake/v1/node-keys"
DECISIONS = "/api/intake/v1/decisions"


class HandOverForm(BaseModel):
    """Whom the case goes to, and what the next officer should know."""

    to_unit: Code
    reason: HandReason = HandReason.NOT_OURS
    words: str = ""
    version: int | None = Field(default=None, ge=1, lt=2**31)

    def as_wanted(self) -> HandOverRequest:
        """The form in the words of the domain."""
        return HandOverRequest(
            to_unit=UnitCode(self.to_unit), reason=self.reason, words=self.words
        )


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


class WayView(BaseModel):
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


Worker = Annotated[Principal | None, Depends(staff_or_operator(Right.WORK))]
Reader = Depends(staff_or_operator(Right.READ, over_here=True))
leader = staff_or_operator(Right.DECIDE, over_here=True)


handing_over_routes = APIRouter(prefix=PREFIX, tags=["intake"])


@handing_over_routes.post("/{tracking_code}/hand-over", response_model=HandOverView)
async def hand_over_feedback(
    web: Web, *, tracking_code: str, form: HandOverForm, principal: Worker
) -> Response:
    """Give a case to another unit; its promise goes along."""
    number = number_in(tracking_code)
    async with web.database.transaction() as tx:
        officer = await _officer(tx, number, principal, version=form.version, place=web.place)
        way = await workflows.hand_over(tx, number, officer, wanted=form.as_wanted())
    return answered(200, _way(way))


@handing_over_routes.post("/{tracking_code}/hand-back", response_model=HandOverView)
async def hand_back_feedback(
    web: Web, *, tracking_code: str, form: SeenForm, principal: Worker
) -> Response:
    """Say that a case that was handed over is not ours."""
    number = number_in(tracking_code)
    async with web.database.transaction() as tx:
        officer = await _officer(tx, number, principal, version=form.version, place=web.place)
        way = await workflows.hand_back(tx, number, officer)
    return answered(200, _way(way))


@handing_over_routes.post("/{tracking_code}/withdraw-hand-over", response_model=HandOverView)
async def withdraw_hand_over(
    web: Web, *, tracking_code: str, form: SeenForm, principal: Worker
) -> Response:
    """Ask a case back that nobody has taken over yet."""
    number = number_in(tracking_code)
    async with web.database.transaction() as tx:
        officer = await _officer(tx, number, principal, version=form.version, place=web.place)
        way = await workflows.withdraw(tx, number, officer)
    return answered(200, _way(way))


whereabouts_routes = APIRouter(prefix=PREFIX, tags=["intake"], dependencies=[to_anyone])


@whereabouts_routes.get("/{tracking_code}/whereabouts", response_model=WayView)
async def get_whereabouts(web: Web, tracking_code: str) -> Response:
    """Where a case went from here, for whoever holds its number."""
    async with web.database.transaction() as tx:
        way = await _way_of(tx, number_in(tracking_code))
    return answered(200, _where(way))


decision_routes = APIRouter(prefix=DECISIONS, tags=["intake"])


@decision_routes.get("", dependencies=[Reader], response_model=DecisionsView)
async def get_decisions(web: Web, *, decided: bool = False) -> Response:
    """What waits to be decided here, or was."""
    async with web.database.transaction() as tx:
        found, bounces = await queries.decisions(tx, is_open=not decided)
    return answered(200, {"decisions": [_decision(one, bounces) for one in found]})


@decision_routes.post("/{feedback_id}", response_model=DecisionView)
async def post_decision(
    web: Web,
    *,
    feedback_id: UUID,
    form: DecisionForm,
    principal: Annotated[Principal | None, Depends(leader)],
) -> Response:
    """Name the unit whose case it is."""
    officer = Acting(principal=principal, place=web.place, now=datetime.now(UTC))
    async with web.database.transaction() as tx:
        made = await deciding.decide(
            tx, CaseId(feedback_id), named=UnitCode(form.unit), officer=officer
        )
    return answered(200, _decision(made, []))


key_routes = APIRouter(prefix=KEYS, tags=["intake"])


@key_routes.post("", dependencies=[Depends(operator)], status_code=204)
async def post_node_key(web: Web) -> Response:
    """Make a new key and tell it to everybody; older ones still open what was sealed."""
    async with web.database.transaction() as tx:
        await renew_key(tx, place=web.place, now=datetime.now(UTC))
    return Response(status_code=204)


async def _officer(
    tx: Transaction,
    number: TrackingNumber,
    principal: Principal | None,
    *,
    version: int | None,
    place: Place,
) -> Acting:
    officer = Acting(
        principal=principal, place=place, now=datetime.now(UTC), seen_version=version
    )
    case = await cases.find_case(tx, number)
    await must(tx, principal, Right.WORK, unit=case.unit, day=officer.today)
    return officer


async def _way_of(tx: Transaction, number: TrackingNumber) -> CaseRoute:
    try:
        case = await cases.find_case(tx, number)
    except FeedbackUnknown:
        way = await queries.way_of(tx, number)
    else:
        way = await queries.whereabouts(tx, case.id)
        way = way or CaseRoute(unit=case.unit, since=case.received_at, is_taken_over=True)
    if way is None:
        raise FeedbackUnknown
    return way


def _way(way: HandOver) -> dict[str, object]:
    return {
        "id": str(way.id),
        "unit": way.unit,
        "to_unit": way.to_unit,
        "state": way.state.value,
        "why": way.why.value,
        "bounces": way.bounces,
        "decided": way.decided,
    }


def _where(way: CaseRoute) -> dict[str, object]:
    return {
        "unit": way.unit,
        "since": way.since,
        "is_taken_over": way.is_taken_over,
        "waits_for": way.waits_for.value,
        "stands": way.stands,
        "due_on": way.stands_due_on,
    }


def _decision(decision: Decision, bounces: Sequence[Bounce]) -> dict[str, object]:
    said = [
        {"unit": one.unit, "reason": one.reason, "happened_on": one.happened_on}
        for one in bounces
        if one.case_id == decision.case_id
    ]
    return {
        "feedback_id": str(decision.case_id),
        "holder": decision.holder,
        "category": decision.category,
        "received_on": decision.received_on,
        "due_on": decision.due_on,
        "asked_on": decision.asked_on,
        "named": decision.named,
        "decided_on": decision.decided_on,
        "bounces": said,
    }
