"""Where a dossier stands, for machines of whoever holds the receipt."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from services.intake.cases.routes.forms import Code
from services.intake.dossiers import queries
from services.intake.dossiers.domain.dossiers import DossierCode, DossierUnknown
from services.intake.dossiers.routes.dossier_forms import StatusView, status_view
from shared.chassis.access import to_anyone
from shared.chassis.database import Database
from shared.chassis.sources import source_of
from shared.kernel.attempt_limiter import AttemptLimiter
from shared.kernel.places import Place


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
