"""Answering feedback over HTTP, for staff."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends, Response

from services.intake.domain.tracking import number_in
from services.intake.queries import feedback as queries
from services.intake.routes.forms import (
    CaseView,
    ReasonForm,
    WordsView,
    answered,
    case_view,
    words_view,
)
from services.intake.workflows import feedback as workflows
from shared.chassis.access import Guard
from shared.chassis.database import Database
from shared.kernel.places import Place

KEPT_NOWHERE = {"Cache-Control": "no-store"}


def answering_routes(database: Database, place: Place, guard: Guard) -> APIRouter:
    """The routes by which a case is closed."""
    router = APIRouter(
        prefix="/api/intake/v1/feedback", tags=["intake"], dependencies=[Depends(guard)]
    )
    shows_case: Any = {"response_model": CaseView}

    @router.get("/{tracking_code}/words", response_model=WordsView)
    async def get_words(tracking_code: str) -> Response:
        """What the citizen wrote."""
        number = number_in(tracking_code)
        async with database.transaction() as tx:
            case = await queries.find_case(tx, number)
        return answered(200, words_view(case, place), headers=KEPT_NOWHERE)

    @router.post("/{tracking_code}/resolve", **shows_case)
    async def resolve_feedback(tracking_code: str) -> Response:
        """Note that a case was answered."""
        number, now = number_in(tracking_code), datetime.now(UTC)
        async with database.transaction() as tx:
            case = await workflows.resolve_feedback(tx, number, place=place, now=now)
        return answered(200, case_view(case, place))

    @router.post("/{tracking_code}/reject", **shows_case)
    async def reject_feedback(tracking_code: str, form: ReasonForm) -> Response:
        """Note that a case is not taken up, and why; only whoever wrote is told the reason."""
        number, now = number_in(tracking_code), datetime.now(UTC)
        async with database.transaction() as tx:
            case = await workflows.reject_feedback(
                tx, number, reason=form.reason, place=place, now=now
            )
        return answered(200, case_view(case, place))

    return router
