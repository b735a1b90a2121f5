"""Dossiers over HTTP, for staff and for the one-stop system: one by one, or a whole file."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import StreamingResponse

from services.intake.domain.dossiers import DossierCode
from services.intake.routes.forms import (
    DossierForm,
    DossierView,
    ReturnForm,
    answered,
    dossier_view,
)
from services.intake.workflows import dossiers as workflows
from services.intake.workflows.hosting import HostedUnits
from services.intake.workflows.register import read_register
from shared.chassis.access import Access
from shared.chassis.database import Database, Transaction
from shared.chassis.idempotency import once
from shared.chassis.importing import STREAMED, Upload, import_stream, uploaded
from shared.chassis.sheets import Progress
from shared.kernel.places import Place
from shared.kernel.roles import Right


def _router(access: Access, place: Place) -> APIRouter:
    staff = Depends(access.staff_or_operator(Right.WORK, over=place.code))
    return APIRouter(prefix="/api/intake/v1/dossiers", tags=["intake"], dependencies=[staff])


def dossier_routes(
    database: Database, place: Place, *, hosted: HostedUnits, access: Access
) -> APIRouter:
    """The routes of dossiers; for staff, for the one-stop system with its token, and for us."""
    router = _router(access, place)
    shows_dossier: Any = {"response_model": DossierView}

    async def register(tx: Transaction, form: DossierForm) -> dict[str, Any]:
        dossier, now = form.as_dossier(place), datetime.now(UTC)
        await hosted.refuse_stranger(tx, dossier.unit)
        return dossier_view(await workflows.receive_dossier(tx, dossier, place=place, now=now))

    async def take_in(upload: Upload, tell: Progress) -> int:
        now = datetime.now(UTC)
        async with database.transaction() as tx:
            served = await hosted.codes(tx)
        file = await read_register(upload, hosted=served, today=place.day_of(now), tell=tell)
        async with database.transaction() as tx:
            return await workflows.import_register(tx, file, place=place, now=now, tell=tell)

    @router.post("", status_code=201, **shows_dossier)
    async def post_dossier(
        form: DossierForm, idempotency_key: Annotated[str | None, Header()] = None
    ) -> Response:
        """Register one dossier, returned already or not."""
        request = b"dossier " + form.model_dump_json().encode()
        async with database.transaction() as tx:
            do = partial(register, tx, form)
            view = await once(tx, idempotency_key, request=request, do=do)
        return answered(201, view)

    @router.post("/import", **STREAMED)
    async def import_dossiers(
        upload: Annotated[Upload, Depends(uploaded)],
    ) -> StreamingResponse:
        """Register a whole file, all or nothing, with lines of progress."""
        return import_stream("intake", partial(take_in, upload))

    @router.post("/{dossier_code:path}/return", **shows_dossier)
    async def return_dossier(dossier_code: str, form: ReturnForm) -> Response:
        """Note when the result of a dossier was ready."""
        code, now = DossierCode(dossier_code), datetime.now(UTC)
        async with database.transaction() as tx:
            dossier = await workflows.return_dossier(
                tx, code, on=form.returned_on, place=place, now=now
            )
        return answered(200, dossier_view(dossier))

    return router
