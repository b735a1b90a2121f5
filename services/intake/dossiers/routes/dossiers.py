"""Dossiers over HTTP, for staff and for the one-stop system: one by one, or a whole file."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.responses import StreamingResponse

from services.intake.cases.routes.forms import Code, answered
from services.intake.dossiers import queries
from services.intake.dossiers.domain.dossier_steps import DossierStep, DossierStepTaken
from services.intake.dossiers.domain.dossiers import DossierCode
from services.intake.dossiers.routes.dossier_forms import (
    DossierForm,
    DossierStepForm,
    DossierView,
    ReturnForm,
    StateForm,
    WholeDossierView,
    dossier_view,
    whole_view,
)
from services.intake.dossiers.workflows import dossiers as workflows
from services.intake.dossiers.workflows.dossier_imports import import_register
from services.intake.dossiers.workflows.register import read_register
from services.intake.dossiers.workflows.transitions import MACHINE, Errand
from services.intake.org.workflows import HostedUnits
from shared.chassis.access import Access
from shared.chassis.database import Database, Transaction
from shared.chassis.idempotency import once
from shared.chassis.importing import STREAMED, Upload, import_stream, uploaded
from shared.chassis.sheets import Progress
from shared.kernel.places import Place
from shared.kernel.roles import Right

PREFIX = "/api/intake/v1/dossiers"
ONE = "/{dossier_code:path}"
CREATED, OK = 201, 200
SHOWS: Any = {"response_model": DossierView}


def dossier_routes(
    database: Database, place: Place, *, hosted: HostedUnits, access: Access
) -> list[APIRouter]:
    """The routes of dossiers; for staff, for the one-stop system with its token, and for us."""
    staff = Depends(access.staff_or_operator(Right.WORK, over=place.code))
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
