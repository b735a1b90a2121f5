"""Feedback over HTTP: anybody may send it, follow it, and say whether it is done."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response

from services.intake.cases import queries
from services.intake.cases.domain.tracking import number_in
from services.intake.cases.routes import (
    PREFIX,
    AdditionForm,
    CaseView,
    ContestForm,
    FeedbackForm,
    RatingForm,
    answered,
    case_view,
)
from services.intake.cases.workflows import citizens, receiving
from services.intake.org.workflows import HostedUnits
from shared.chassis.access import to_anyone
from shared.chassis.database import Database, Transaction
from shared.chassis.idempotency import once
from shared.kernel.places import Place

IdempotencyKey = Annotated[str | None, Header()]


def feedback_routes(database: Database, place: Place, *, hosted: HostedUnits) -> APIRouter:
    """How a case is sent and followed."""
    router = APIRouter(prefix=PREFIX, tags=["intake"], dependencies=[to_anyone])
    shows_case: Any = {"response_model": CaseView}

    async def receive(tx: Transaction, form: FeedbackForm) -> dict[str, Any]:
        incoming = form.as_incoming(place)
        await hosted.require_hosted(tx, incoming.unit)
        received = await receiving.receive_feedback(
            tx, incoming, place=place, now=datetime.now(UTC)
        )
        return case_view(received.case, received.number, place)

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
        return answered(200, case_view(case, number, place))

    return router


def citizen_routes(database: Database, place: Place) -> APIRouter:
    """What whoever has the code may say of a case."""
    router = APIRouter(prefix=PREFIX, tags=["intake"], dependencies=[to_anyone])
    shows_case: Any = {"response_model": CaseView}

    @router.post("/{tracking_code}/messages", status_code=201, **shows_case)
    async def post_message(tracking_code: str, form: AdditionForm) -> Response:
        """Add a message; it has a code of its own, and no date moves."""
        number, now = number_in(tracking_code), datetime.now(UTC)
        addition = receiving.Addition(text=form.text, language=form.language)
        async with database.transaction() as tx:
            received = await receiving.add_message(tx, number, addition, now=now)
        return answered(201, case_view(received.case, received.number, place))

    @router.post("/{tracking_code}/confirm", **shows_case)
    async def confirm_feedback(tracking_code: str) -> Response:
        """Say that it is done."""
        number, now = number_in(tracking_code), datetime.now(UTC)
        async with database.transaction() as tx:
            case = await citizens.confirm(tx, number, place=place, now=now)
        return answered(200, case_view(case, number, place))

    @router.post("/{tracking_code}/contest", **shows_case)
    async def contest_feedback(tracking_code: str, form: ContestForm) -> Response:
        """Say that it is not done, and what is missing: the work goes on."""
        number, now = number_in(tracking_code), datetime.now(UTC)
        async with database.transaction() as tx:
            case = await citizens.contest(tx, number, words=form.words, place=place, now=now)
        return answered(200, case_view(case, number, place))

    @router.post("/{tracking_code}/rate", **shows_case)
    async def rate_feedback(tracking_code: str, form: RatingForm) -> Response:
        """Say how content one is, from 1 to 5."""
        number, now = number_in(tracking_code), datetime.now(UTC)
        async with database.transaction() as tx:
            case = await citizens.rate(tx, number, rating=form.rating, place=place, now=now)
        return answered(200, case_view(case, number, place))

    return router
