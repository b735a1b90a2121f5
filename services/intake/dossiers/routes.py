"""What is told of dossiers over HTTP, and what is answered."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.intake.cases.routes import Code, Day, answered
from services.intake.dossiers import queries
from services.intake.dossiers.catalogue import office_calendar, procedures
from services.intake.dossiers.domain.dates import DossierLight, appointed, light_of
from services.intake.dossiers.domain.dossiers import (
    Dossier,
    DossierChannel,
    DossierCode,
    DossierReceipt,
    DossierState,
    DossierUnknown,
)
from services.intake.dossiers.domain.mirror import MirroredDossier, in_order
from services.intake.dossiers.domain.steps import (
    MOST_WORDS,
    DossierReason,
    DossierStep,
    DossierStepTaken,
)
from services.intake.dossiers.queries import WholeDossier
from services.intake.dossiers.workflows import steps
from services.intake.dossiers.workflows.register import import_upload
from services.intake.org.web import IntakeContext, Web
from shared.chassis.access import acting_or_operator, to_anyone
from shared.chassis.acting import Acting
from shared.chassis.idempotency import once
from shared.chassis.importing import STREAMED, Upload, import_stream, uploaded
from shared.chassis.sources import attempts_at, source_of
from shared.kernel.attempt_limiter import AttemptLimiter
from shared.kernel.places import Place, UnitCode
from shared.kernel.roles import Right

MOST_STEPS = 50


class ReceiptForm(BaseModel):
    """What stands on a receipt. Without an appointed date it is counted by the procedure."""

    procedure_code: Code
    unit: str | None = None
    channel: DossierChannel
    received_on: Day
    due_on: Day | None = None

    def as_receipt(self, code: str, place: Place) -> DossierReceipt:
        """The form in the words of the domain."""
        known = procedures().find(self.procedure_code)
        due = self.due_on or appointed(self.received_on, known, office_calendar())
        return DossierReceipt(
            code=DossierCode(code),
            procedure=self.procedure_code,
            unit=UnitCode(self.unit or place.code),
            channel=self.channel,
            received_on=self.received_on,
            due_on=due,
        )


class DossierForm(ReceiptForm):
    """One dossier as the one-stop desk registers it, returned already or not."""

    dossier_code: Code
    returned_on: Day | None = None

    def as_told(self, place: Place) -> MirroredDossier:
        """The form in the words of the domain."""
        receipt = self.as_receipt(self.dossier_code, place)
        if self.returned_on is None:
            return MirroredDossier(receipt=receipt)
        returned = DossierStepTaken(step=DossierStep.RETURN, on=self.returned_on)
        return MirroredDossier(receipt=receipt, steps=(returned,))


class DossierStepForm(BaseModel):
    """One thing that happened to a dossier.

    `due_on` is the date it appoints: the new one of `reschedule`, or that of the whole file.
    """

    step: DossierStep
    on: Day
    due_on: Day | None = None
    reason: DossierReason | None = None
    words: str = Field("", max_length=MOST_WORDS)

    def as_taken(self) -> DossierStepTaken:
        """The form in the words of the domain."""
        return DossierStepTaken(**self.model_dump())


class StateForm(ReceiptForm):
    """The whole present state of a dossier in the one-stop system."""

    steps: list[DossierStepForm] = Field(default_factory=list, max_length=MOST_STEPS)

    def as_told(self, code: str, place: Place) -> MirroredDossier:
        """The form in the words of the domain."""
        steps = in_order(step.as_taken() for step in self.steps)
        return MirroredDossier(receipt=self.as_receipt(code, place), steps=steps)


class ReturnForm(BaseModel):
    """When the result was ready."""

    returned_on: Day


class DossierView(BaseModel):
    """A dossier as it stands."""

    model_config = ConfigDict(from_attributes=True, validate_by_name=True)

    dossier_code: str = Field(validation_alias="code")
    dossier_id: Annotated[str, BeforeValidator(str)] = Field(validation_alias="id")
    procedure_code: str = Field(validation_alias="procedure")
    unit: str
    channel: DossierChannel
    received_on: date
    due_on: date
    """The appointed date that lateness is judged by."""
    first_due_on: date
    promised_on: date
    """What the applicant is told now."""
    state: DossierState
    supplements: int
    reschedules: int
    has_breach: bool
    """More than one supplement, or more than one new date."""
    returned_on: date | None
    closed_on: date | None
    on_time: bool | None = Field(validation_alias="was_on_time")
    """Unknown until the result is returned."""
    early: bool | None = Field(validation_alias="was_early")


class StepView(BaseModel):
    """A step of a dossier's way."""

    nth: int
    step: DossierStep
    on: date
    due_on: date | None
    moved_from: date | None
    reason: DossierReason | None
    words: str


class IntervalView(BaseModel):
    """A stretch of time: counted against the office, or spent waiting for the applicant."""

    starts_on: date
    ends_on: date | None
    is_counted: bool
    due_on: date | None


class WholeDossierView(DossierView):
    """A dossier with its way, for staff and for the one-stop system."""

    light: DossierLight
    steps: list[StepView]
    intervals: list[IntervalView]


class StatusView(BaseModel):
    """What anybody with the code on a receipt may know: where it stands, and the dates."""

    unit: str
    state: DossierState
    received_on: date
    first_due_on: date
    promised_on: date | None
    """None while a supplement is awaited: no date runs then."""
    returned_on: date | None
    closed_on: date | None
    is_late: bool


def dossier_view(dossier: Dossier) -> dict[str, Any]:
    """A dossier, ready to be kept and to be sent."""
    return DossierView.model_validate(dossier).model_dump(mode="json")


def whole_view(whole: WholeDossier, *, today: date) -> dict[str, Any]:
    """A dossier with its way."""
    return {
        **dossier_view(whole.dossier),
        "light": light_of(whole.dossier, today, office_calendar()),
        "steps": [
            {**asdict(happened.taken), "nth": happened.nth, "moved_from": happened.moved_from}
            for happened in whole.history
        ],
        "intervals": [asdict(interval) for interval in whole.intervals],
    }


def status_view(dossier: Dossier, *, today: date) -> StatusView:
    """The public side of a dossier."""
    light = light_of(dossier, today, office_calendar())
    return StatusView(
        unit=dossier.unit,
        state=dossier.state,
        received_on=dossier.received_on,
        first_due_on=dossier.first_due_on,
        promised_on=dossier.promised_on if dossier.is_running else None,
        returned_on=dossier.returned_on,
        closed_on=dossier.closed_on,
        is_late=light in {DossierLight.OVERDUE, DossierLight.LATE},
    )


PREFIX = "/api/intake/v1/dossiers"
ONE = "/{dossier_code:path}"
CREATED, OK = 201, 200
SHOWS: Any = {"response_model": DossierView}
may_write = acting_or_operator(Right.WORK, over_here=True)
Worker = Annotated[Acting, Depends(may_write)]

dossier_routes = APIRouter(prefix=PREFIX, tags=["intake"], dependencies=[Depends(may_write)])
dossier_status_routes = APIRouter(tags=["intake"], dependencies=[to_anyone])


@dossier_routes.post("", status_code=CREATED, **SHOWS)
async def post_dossier(
    web: Web,
    form: DossierForm,
    acting: Worker,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Response:
    """Register one dossier, returned already or not."""
    request = b"dossier " + form.model_dump_json().encode()

    async def register() -> dict[str, Any]:
        mirrored = form.as_told(web.place)
        await web.hosted.require_hosted(tx, mirrored.receipt.unit)
        return dossier_view(await steps.receive_dossier(tx, mirrored, acting=acting))

    async with web.database.transaction() as tx:
        view = await once(tx, idempotency_key, request=request, do=register)
    return answered(CREATED, view)


@dossier_routes.post("/import", **STREAMED)
async def import_dossiers(
    web: Web, acting: Worker, upload: Annotated[Upload, Depends(uploaded)]
) -> StreamingResponse:
    """Take over a whole file, all or nothing, with lines of progress.

    What is on record already is left as it is; what is new about it is added.
    """
    return import_stream(
        "intake", partial(import_upload, web.database, web.hosted, upload, acting)
    )


@dossier_routes.post(ONE + "/return", **SHOWS)
async def return_dossier(
    web: Web, dossier_code: str, form: ReturnForm, acting: Worker
) -> Response:
    """Note when the result of a dossier was ready."""
    taken = DossierStepTaken(step=DossierStep.RETURN, on=form.returned_on)
    return await _stepped(web, dossier_code, taken, acting)


@dossier_routes.post(ONE + "/steps", **SHOWS)
async def step_dossier(
    web: Web, dossier_code: str, form: DossierStepForm, acting: Worker
) -> Response:
    """Note one thing that happened to a dossier; the applicant is owed the reason."""
    return await _stepped(web, dossier_code, form.as_taken(), acting)


@dossier_routes.put(ONE, responses={CREATED: {"model": DossierView}}, **SHOWS)
async def put_dossier(
    web: Web, dossier_code: Code, form: StateForm, acting: Worker
) -> Response:
    """Take over the whole present state of a dossier; told twice, it is one telling.

    What happened since becomes facts; 201 if the dossier was not known here.
    """
    mirrored = form.as_told(dossier_code, web.place)
    async with web.database.transaction() as tx:
        await web.hosted.require_hosted(tx, mirrored.receipt.unit)
        transition = await steps.mirror_dossier(tx, mirrored, acting=acting)
    return answered(CREATED if transition.is_new else OK, dossier_view(transition.after))


@dossier_routes.get(ONE, response_model=WholeDossierView)
async def get_dossier(web: Web, dossier_code: str, acting: Worker) -> dict[str, Any]:
    """A dossier with its way and every stretch of its time."""
    async with web.database.transaction() as tx:
        whole = await queries.find_whole(tx, DossierCode(dossier_code))
    return whole_view(whole, today=acting.today)


@dossier_status_routes.get("/api/intake/v1/dossier-status")
async def get_dossier_status(
    web: Web,
    request: Request,
    code: Annotated[Code, Query()],
    attempts: Annotated[AttemptLimiter, Depends(attempts_at("dossier codes"))],
) -> StatusView:
    """Where the dossier with this code stands, and its dates; nothing personal.

    Whoever asks for many codes that are not there has to wait.
    """
    now, source = datetime.now(UTC), source_of(request)
    attempts.refuse_more(source, now=now)
    try:
        async with web.database.transaction() as tx:
            dossier = await queries.find_dossier(tx, DossierCode(code))
    except DossierUnknown:
        attempts.note_one(source, now=now)
        raise
    return status_view(dossier, today=web.place.day_of(now))


async def _stepped(
    web: IntakeContext, code: str, taken: DossierStepTaken, acting: Acting
) -> Response:
    async with web.database.transaction() as tx:
        dossier = await steps.take_step(tx, DossierCode(code), taken, acting=acting)
    return answered(OK, dossier_view(dossier))
