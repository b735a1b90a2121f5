"""What is told of dossiers over HTTP, and what is answered."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from services.intake.cases.routes import Code, Day, answered
from services.intake.dossiers import queries, workflows
from services.intake.dossiers.catalogue import office_calendar, procedures
from services.intake.dossiers.domain.dossier_dates import (
    DossierLight,
    Interval,
    appointed,
    light_of,
)
from services.intake.dossiers.domain.dossier_mirror import MirroredDossier, in_order
from services.intake.dossiers.domain.dossier_steps import (
    MOST_WORDS,
    DossierReason,
    DossierStep,
    DossierStepTaken,
    Happened,
)
from services.intake.dossiers.domain.dossiers import (
    Dossier,
    DossierChannel,
    DossierCode,
    DossierReceipt,
    DossierState,
    DossierUnknown,
)
from services.intake.dossiers.workflows import MACHINE, Errand, import_register, read_register
from services.intake.org.workflows import HostedUnits
from shared.chassis.access import Access, staff_or_operator, to_anyone
from shared.chassis.database import Database, Transaction
from shared.chassis.idempotency import once
from shared.chassis.importing import STREAMED, Upload, import_stream, uploaded
from shared.chassis.sheets import Progress
from shared.chassis.sources import source_of
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
        returned = self.returned_on
        steps = (
            ()
            if returned is None
            else (DossierStepTaken(step=DossierStep.RETURN, on=returned),)
        )
        return MirroredDossier(receipt=self.as_receipt(self.dossier_code, place), steps=steps)


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
        steps = in_order(one.as_taken() for one in self.steps)
        return MirroredDossier(receipt=self.as_receipt(code, place), steps=steps)


class ReturnForm(BaseModel):
    """When the result was ready."""

    returned_on: Day


class DossierView(BaseModel):
    """A dossier as it stands."""

    dossier_code: str
    dossier_id: str
    procedure_code: str
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
    on_time: bool | None
    """Unknown until the result is returned."""
    early: bool | None


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
    returned = dossier.returned_on
    return {
        "dossier_code": dossier.code,
        "dossier_id": str(dossier.id),
        "procedure_code": dossier.procedure,
        "unit": dossier.unit,
        "channel": dossier.channel.value,
        "received_on": dossier.received_on.isoformat(),
        "due_on": dossier.due_on.isoformat(),
        "first_due_on": dossier.first_due_on.isoformat(),
        "promised_on": dossier.promised_on.isoformat(),
        "state": dossier.state.value,
        "supplements": dossier.supplements,
        "reschedules": dossier.reschedules,
        "has_breach": dossier.has_breach,
        "returned_on": returned.isoformat() if returned else None,
        "closed_on": dossier.closed_on.isoformat() if dossier.closed_on else None,
        "on_time": dossier.is_on_time if returned else None,
        "early": dossier.is_early if returned else None,
    }


def whole_view(
    dossier: Dossier, history: list[Happened], stretches: list[Interval], *, today: date
) -> dict[str, Any]:
    """A dossier with its way."""
    return {
        **dossier_view(dossier),
        "light": light_of(dossier, today, office_calendar()).value,
        "steps": [_step_view(one) for one in history],
        "intervals": [
            {
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
                "is_counted": one.is_counted,
                "due_on": one.due_on,
            }
            for one in stretches
        ],
    }


def status_view(dossier: Dossier, *, today: date) -> dict[str, Any]:
    """The public side of a dossier."""
    late = light_of(dossier, today, office_calendar()) in {
        DossierLight.OVERDUE,
        DossierLight.LATE,
    }
    return {
        "unit": dossier.unit,
        "state": dossier.state.value,
        "received_on": dossier.received_on,
        "first_due_on": dossier.first_due_on,
        "promised_on": dossier.promised_on if dossier.is_running else None,
        "returned_on": dossier.returned_on,
        "closed_on": dossier.closed_on,
        "is_late": late,
    }


def _step_view(one: Happened) -> dict[str, Any]:
    return {
        "nth": one.nth,
        "step": one.taken.step.value,
        "on": one.taken.on,
        "due_on": one.taken.due_on,
        "moved_from": one.moved_from,
        "reason": one.taken.reason.value if one.taken.reason else None,
        "words": one.taken.words,
    }


PREFIX = "/api/intake/v1/dossiers"
ONE = "/{dossier_code:path}"
CREATED, OK = 201, 200
SHOWS: Any = {"response_model": DossierView}


def dossier_routes(
    database: Database, place: Place, *, hosted: HostedUnits, access: Access
) -> list[APIRouter]:
    """The routes of dossiers; for staff, for the one-stop system with its token, and for us."""
    staff = Depends(staff_or_operator(Right.WORK, over_here=True))
    door = _Door(database, place, access)
    registering = APIRouter(prefix=PREFIX, tags=["intake"], dependencies=[staff])
    _add_registering(registering, door, hosted)
    mirroring = APIRouter(prefix=PREFIX, tags=["intake"], dependencies=[staff])
    _add_steps(mirroring, door)
    _add_mirror(mirroring, door, hosted)
    return [registering, mirroring]


class _Door:
    """What every route of dossiers is given."""

    def __init__(self, database: Database, place: Place, access: Access) -> None:
        self.database, self.place, self._access = database, place, access

    def errand(self, request: Request) -> Errand:
        """Whoever asks, here and now; a machine is the one-stop system."""
        principal = self._access.known(request)
        who = (
            MACHINE if principal is None or principal.is_machine else principal.name or MACHINE
        )
        return Errand(place=self.place, now=datetime.now(UTC), who=who)


def _add_registering(router: APIRouter, door: _Door, hosted: HostedUnits) -> None:
    async def register(tx: Transaction, form: DossierForm, errand: Errand) -> dict[str, Any]:
        told = form.as_told(door.place)
        await hosted.require_hosted(tx, told.receipt.unit)
        return dossier_view(await workflows.receive_dossier(tx, told, errand=errand))

    async def take_in(errand: Errand, upload: Upload, tell: Progress) -> int:
        today = door.place.day_of(errand.now)
        async with door.database.transaction() as tx:
            served = await hosted.codes(tx)
        file = await read_register(upload, hosted=served, today=today, tell=tell)
        async with door.database.transaction() as tx:
            return await import_register(tx, file, errand=errand, tell=tell)

    @router.post("", status_code=CREATED, **SHOWS)
    async def post_dossier(
        request: Request,
        form: DossierForm,
        idempotency_key: Annotated[str | None, Header()] = None,
    ) -> Response:
        """Register one dossier, returned already or not."""
        sent = b"dossier " + form.model_dump_json().encode()
        async with door.database.transaction() as tx:
            do = partial(register, tx, form, door.errand(request))
            view = await once(tx, idempotency_key, request=sent, do=do)
        return answered(CREATED, view)

    @router.post("/import", **STREAMED)
    async def import_dossiers(
        request: Request, upload: Annotated[Upload, Depends(uploaded)]
    ) -> StreamingResponse:
        """Take over a whole file, all or nothing, with lines of progress.

        What is on record already is left as it is; what is new about it is added.
        """
        return import_stream("intake", partial(take_in, door.errand(request), upload))


def _add_steps(router: APIRouter, door: _Door) -> None:
    @router.post(ONE + "/return", **SHOWS)
    async def return_dossier(request: Request, dossier_code: str, form: ReturnForm) -> Response:
        """Note when the result of a dossier was ready."""
        taken = DossierStepTaken(step=DossierStep.RETURN, on=form.returned_on)
        return await _stepped(request, dossier_code, taken)

    @router.post(ONE + "/steps", **SHOWS)
    async def step_dossier(
        request: Request, dossier_code: str, form: DossierStepForm
    ) -> Response:
        """Note one thing that happened to a dossier; the applicant is owed the reason."""
        return await _stepped(request, dossier_code, form.as_taken())

    async def _stepped(request: Request, code: str, taken: DossierStepTaken) -> Response:
        errand = door.errand(request)
        async with door.database.transaction() as tx:
            dossier = await workflows.take_step(tx, DossierCode(code), taken, errand=errand)
        return answered(OK, dossier_view(dossier))


def _add_mirror(router: APIRouter, door: _Door, hosted: HostedUnits) -> None:
    @router.put(ONE, responses={CREATED: {"model": DossierView}}, **SHOWS)
    async def put_dossier(request: Request, dossier_code: Code, form: StateForm) -> Response:
        """Take over the whole present state of a dossier; told twice, it is one telling.

        What happened since becomes facts; 201 if the dossier was not known here.
        """
        told = form.as_told(dossier_code, door.place)
        async with door.database.transaction() as tx:
            await hosted.require_hosted(tx, told.receipt.unit)
            transition = await workflows.mirror_dossier(tx, told, errand=door.errand(request))
        return answered(CREATED if transition.is_new else OK, dossier_view(transition.after))

    @router.get(ONE, response_model=WholeDossierView)
    async def get_dossier(dossier_code: str) -> dict[str, Any]:
        """A dossier with its way and every stretch of its time."""
        async with door.database.transaction() as tx:
            whole = await queries.find_whole(tx, DossierCode(dossier_code))
        today = door.place.day_of(datetime.now(UTC))
        return whole_view(
            whole.dossier, list(whole.history), list(whole.intervals), today=today
        )


def dossier_status_routes(database: Database, place: Place) -> APIRouter:
    """One question: where does the dossier with exactly this code stand."""
    router = APIRouter(tags=["intake"], dependencies=[to_anyone])
    guesses = AttemptLimiter()

    @router.get("/api/intake/v1/dossier-status", response_model=StatusView)
    async def get_dossier_status(
        request: Request, code: Annotated[Code, Query()]
    ) -> dict[str, Any]:
        """Where the dossier with this code stands, and its dates; nothing personal.

        Whoever asks for many codes that are not there has to wait.
        """
        now, source = datetime.now(UTC), source_of(request)
        guesses.refuse_more(source, now=now)
        try:
            async with database.transaction() as tx:
                dossier = await queries.find_dossier(tx, DossierCode(code))
        except DossierUnknown:
            guesses.note_one(source, now=now)
            raise
        return status_view(dossier, today=place.day_of(now))

    return router
