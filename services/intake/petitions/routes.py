"""Petitions and mediation over HTTP: opened, moved on, counted; for staff and machines."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel

from services.intake.cases.routes import Day
from services.intake.dossiers.workflows import MACHINE, Errand
from services.intake.org import queries
from services.intake.org.web import Web
from services.intake.petitions import workflows
from services.intake.petitions.domain import (
    Opening,
    Outcome,
    Petition,
    PetitionKind,
    PetitionState,
    PetitionStep,
    PetitionStepTaken,
)
from services.intake.petitions.queries import NEWEST, unit_of
from shared.chassis.access import Principal, staff_or_operator
from shared.kernel.deadlines import Variant
from shared.kernel.places import Place, UnitCode
from shared.kernel.roles import Right

Number = Annotated[int, Path(ge=1, le=NEWEST)]


class OpeningForm(BaseModel):
    """A matter that comes in: no name and no words."""

    kind: PetitionKind
    unit: str | None = None
    received_on: Day
    variant: Variant = Variant.PLAIN


class PetitionStepForm(BaseModel):
    """A step; `outcome` where it settles."""

    step: PetitionStep
    on: Day
    outcome: Outcome | None = None


class PetitionView(BaseModel):
    """A matter as it stands."""

    number: int
    petition_id: str
    kind: PetitionKind
    unit: str
    received_on: date
    accept_by: date | None
    accepted_on: date | None
    due_on: date | None
    closed_on: date | None
    state: PetitionState
    outcome: Outcome | None
    on_time: bool | None


Worker = Annotated[Principal | None, Depends(staff_or_operator(Right.WORK))]


petition_routes = APIRouter(prefix="/api/intake/v1/petitions", tags=["intake"])


@petition_routes.post("", status_code=201, response_model=PetitionView)
async def post_petition(web: Web, form: OpeningForm, principal: Worker) -> Mapping[str, Any]:
    """Take a matter in; the days the law sets are in the answer."""
    errand, unit = _errand(web.place, principal), UnitCode(form.unit or web.place.code)
    opening = Opening(
        kind=form.kind, unit=unit, received_on=form.received_on, variant=form.variant
    )
    async with web.database.transaction() as tx:
        await web.hosted.require_hosted(tx, unit)
        day = web.place.day_of(errand.now)
        await queries.must(tx, principal, Right.WORK, unit=unit, day=day)
        petition = await workflows.open_petition(tx, opening, errand=errand)
    return _view(petition)


@petition_routes.post("/{number}/steps", response_model=PetitionView)
async def step_petition(
    web: Web, *, number: Number, form: PetitionStepForm, principal: Worker
) -> Mapping[str, Any]:
    """Note what happened to a matter."""
    errand = _errand(web.place, principal)
    taken = PetitionStepTaken(step=form.step, on=form.on, outcome=form.outcome)
    async with web.database.transaction() as tx:
        unit, day = await unit_of(tx, number), web.place.day_of(errand.now)
        await queries.must(tx, principal, Right.WORK, unit=unit, day=day)
        petition = await workflows.take_step(tx, number, taken, errand=errand)
    return _view(petition)


def _errand(place: Place, principal: Principal | None) -> Errand:
    is_person = principal is not None and not principal.is_machine
    who = principal.name if principal is not None and is_person else MACHINE
    return Errand(place=place, now=datetime.now(UTC), who=who)


def _view(petition: Petition) -> Mapping[str, Any]:
    return {
        "number": petition.number,
        "petition_id": str(petition.id),
        "kind": petition.kind,
        "unit": petition.unit,
        "received_on": petition.received_on,
        "accept_by": petition.accept_by,
        "accepted_on": petition.accepted_on,
        "due_on": petition.due_on,
        "closed_on": petition.closed_on,
        "state": petition.state,
        "outcome": petition.outcome,
        "on_time": petition.is_on_time,
    }
