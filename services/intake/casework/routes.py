"""Answering feedback over HTTP, for staff and for the operator."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from services.intake.cases import queries
from services.intake.cases.domain.tracking import TrackingNumber, number_in
from services.intake.cases.routes import (
    PREFIX,
    AnswerForm,
    CaseStepForm,
    CaseView,
    InterimForm,
    ReasonForm,
    WordsView,
    answered,
    case_view,
    words_view,
)
from services.intake.cases.workflows import answering as workflows
from services.intake.org.queries import must
from shared.chassis import audit
from shared.chassis.access import Principal, staff_or_operator
from shared.chassis.acting import Acting
from shared.chassis.database import Database, Transaction
from shared.kernel.places import Place
from shared.kernel.roles import Right

KEPT_NOWHERE = {"Cache-Control": "no-store"}


def words_routes(database: Database, place: Place) -> APIRouter:
    """What a citizen wrote, for those who answer it; every reading leaves a trace."""
    router = APIRouter(prefix=PREFIX, tags=["intake"])
    reader = Annotated[Principal | None, Depends(staff_or_operator(Right.READ))]

    @router.get("/{tracking_code}/words", response_model=WordsView)
    async def get_words(tracking_code: str, principal: reader) -> Response:
        """What the citizen wrote."""
        number, today = number_in(tracking_code), place.day_of(datetime.now(UTC))
        async with database.transaction() as tx:
            case = await queries.find_case(tx, number)
            await must(tx, principal, Right.READ, unit=case.unit, day=today)
            await audit.record_reading(tx, principal, "case.words", subject=str(case.id))
        return answered(200, words_view(case, place), headers=KEPT_NOWHERE)

    return router


def answering_routes(database: Database, place: Place) -> APIRouter:
    """The steps officers take with a case on its way."""
    router = APIRouter(prefix=PREFIX, tags=["intake"])
    shows_case: Any = {"response_model": CaseView}
    worker = Annotated[Principal | None, Depends(staff_or_operator(Right.WORK))]
    at_case = partial(_officer, place)

    @router.post("/{tracking_code}/acknowledge", **shows_case)
    async def acknowledge_feedback(
        tracking_code: str, form: CaseStepForm, principal: worker
    ) -> Response:
        """Tell whoever wrote that somebody has read it."""
        number = number_in(tracking_code)
        async with database.transaction() as tx:
            acting = await at_case(tx, number, principal=principal, version=form.version)
            case = await workflows.acknowledge(tx, number, acting)
        return answered(200, case_view(case, number, place))

    @router.post("/{tracking_code}/take-up", **shows_case)
    async def take_up_feedback(
        tracking_code: str, form: CaseStepForm, principal: worker
    ) -> Response:
        """Take the case."""
        number = number_in(tracking_code)
        async with database.transaction() as tx:
            acting = await at_case(tx, number, principal=principal, version=form.version)
            case = await workflows.take_up(tx, number, acting)
        return answered(200, case_view(case, number, place))

    @router.post("/{tracking_code}/interim-reply", **shows_case)
    async def reply_meanwhile(
        tracking_code: str, form: InterimForm, principal: worker
    ) -> Response:
        """Tell how far it has come and, if it takes longer, until when."""
        number = number_in(tracking_code)
        async with database.transaction() as tx:
            acting = await at_case(tx, number, principal=principal, version=form.version)
            case = await workflows.reply_meanwhile(
                tx, number, acting, words=form.words, new_day=form.new_day
            )
        return answered(200, case_view(case, number, place))

    return router


def ending_routes(database: Database, place: Place) -> APIRouter:
    """How officers end a case: answered, or not taken up."""
    router = APIRouter(prefix=PREFIX, tags=["intake"])
    shows_case: Any = {"response_model": CaseView}
    worker = Annotated[Principal | None, Depends(staff_or_operator(Right.WORK))]
    at_case = partial(_officer, place)

    @router.post("/{tracking_code}/resolve", **shows_case)
    async def resolve_feedback(
        tracking_code: str, principal: worker, form: AnswerForm | None = None
    ) -> Response:
        """Note that a case was answered."""
        number, told = number_in(tracking_code), form or AnswerForm()
        async with database.transaction() as tx:
            acting = await at_case(tx, number, principal=principal, version=told.version)
            case = await workflows.resolve(tx, number, acting, words=told.words)
        return answered(200, case_view(case, number, place))

    @router.post("/{tracking_code}/reject", **shows_case)
    async def reject_feedback(
        tracking_code: str, form: ReasonForm, principal: worker
    ) -> Response:
        """Note that a case is not taken up, and why; only whoever wrote is told the reason."""
        number = number_in(tracking_code)
        async with database.transaction() as tx:
            acting = await at_case(tx, number, principal=principal, version=form.version)
            case = await workflows.reject(tx, number, acting, reason=form.reason, why=form.why)
        return answered(200, case_view(case, number, place))

    return router


async def _officer(
    place: Place,
    tx: Transaction,
    number: TrackingNumber,
    *,
    principal: Principal | None,
    version: int | None,
) -> Acting:
    acting = Acting(
        principal=principal, place=place, now=datetime.now(UTC), seen_version=version
    )
    if principal is None or principal.may(Right.WORK, [place.code]):
        return acting  # whatever unit it is of, it stands below this place
    case = await queries.find_case(tx, number)
    await must(tx, principal, Right.WORK, unit=case.unit, day=acting.today)
    return acting
