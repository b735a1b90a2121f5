"""Feedback over HTTP: anybody may send it and follow it."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response

from services.intake.domain.tracking import number_in
from services.intake.queries import feedback as queries
from services.intake.routes.forms import (
    CaseView,
    FeedbackForm,
    answered,
    case_view,
)
from services.intake.workflows import feedback as workflows
from services.intake.workflows.hosting import HostedUnits
from shared.chassis.access import to_anyone
from shared.chassis.database import Database, Transaction
from shared.chassis.idempotency import once
from shared.kernel.places import Place

IdempotencyKey = Annotated[str | None, Header()]


def feedback_routes(database: Database, place: Place, *, hosted: HostedUnits) -> APIRouter:
    """The routes of feedback cases."""
    router = APIRouter(
        prefix="/api/intake/v1/feedback", tags=["intake"], dependencies=[to_anyone]
    )
    shows_case: Any = {"response_model": CaseView}

    async def receive(tx: Transaction, form: FeedbackForm) -> dict[str, Any]:
        submission = form.as_submission(place)
        await hosted.refuse_stranger(tx, submission.unit)
        case = await workflows.receive_feedback(
            tx, submission, place=place, now=datetime.now(UTC)
        )
        return case_view(case, place)

    @router.post("", status_code=201, **shows_case)
    async def post_feedback(
        form: FeedbackForm, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """Take a message in; the answer holds the tracking code and the promised day."""
        request = b"" if idempotency_key is None else form.model_dump_json().encode()
        async with database.transaction() as tx:
            do = partial(receive, tx, form)
            view = await once(tx, idempotency_key, request=b"feedback " + request, do=do)
        return answered(201, view)

    @router.get("/{tracking_code}", **shows_case)
    async def get_feedback(tracking_code: str) -> Response:
        """Where a case stands."""
        number = number_in(tracking_code)
        async with database.transaction() as tx:
            case = await queries.find_case(tx, number)
        return answered(200, case_view(case, place))

    return router
