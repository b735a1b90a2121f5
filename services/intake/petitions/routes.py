"""Petitions and mediation over HTTP: opened, moved on, counted; for staff and machines."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.intake.cases.routes import Day
from services.intake.org.queries import must
from services.intake.org.web import Web
from services.intake.petitions import queries, workflows
from services.intake.petitions.domain import (
    Opening,
    Outcome,
    PetitionKind,
    PetitionState,
    PetitionStep,
    PetitionStepTaken,
)
from shared.chassis.access import acting_or_operator
from shared.chassis.acting import Acting
from shared.kernel.deadlines import Variant
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right


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

    model_config = ConfigDict(from_attributes=True)

    number: int
    petition_id: Annotated[str, BeforeValidator(str)] = Field(validation_alias="id")
    kind: PetitionKind
    unit: str
    received_on: date
    accept_by: date | None
    accepted_on: date | None
    due_on: date | None
    closed_on: date | None
    state: PetitionState
    outcome: Outcome | None
    on_time: bool | None = Field(validation_alias="is_on_time")


Number = Annotated[int, Path(ge=1, le=queries.NEWEST)]
Worker = Annotated[Acting, Depends(acting_or_operator(Right.WORK))]

petition_routes = APIRouter(prefix="/api/intake/v1/petitions", tags=["intake"])


@petition_routes.post("", status_code=201)
async def post_petition(web: Web, form: OpeningForm, acting: Worker) -> PetitionView:
    """Take a matter in; the days the law sets are in the answer."""
    unit = UnitCode(form.unit or web.place.code)
    opening = Opening(
        kind=form.kind, unit=unit, received_on=form.received_on, variant=form.variant
    )
    async with web.database.transaction() as tx:
        await web.hosted.require_hosted(tx, unit)
        await must(tx, acting.principal, Right.WORK, unit=unit, day=acting.today)
        petition = await workflows.open_petition(tx, opening, acting)
    return PetitionView.model_validate(petition)


@petition_routes.post("/{number}/steps")
async def step_petition(
    web: Web, *, number: Number, form: PetitionStepForm, acting: Worker
) -> PetitionView:
    """Note what happened to a matter."""
    taken = PetitionStepTaken(step=form.step, on=form.on, outcome=form.outcome)
    async with web.database.transaction() as tx:
        unit = await queries.unit_of(tx, number)
        await must(tx, acting.principal, Right.WORK, unit=unit, day=acting.today)
        petition = await workflows.take_step(tx, number, taken, acting)
    return PetitionView.model_validate(petition)
