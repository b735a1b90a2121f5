"""Answering feedback over HTTP, for staff and for the operator."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.tracking import TrackingNumber, number_in
from services.intake.cases.queries import find_case
from services.intake.cases.routes import (
    KEPT_NOWHERE,
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
from services.intake.cases.workflows import answering
from services.intake.org.queries import must
from services.intake.org.web import Web
from shared.chassis import audit
from shared.chassis.access import acting_or_operator
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.kernel.roles import Right

SHOWS_CASE: Any = {"response_model": CaseView}
Reader = Annotated[Acting, Depends(acting_or_operator(Right.READ))]
Worker = Annotated[Acting, Depends(acting_or_operator(Right.WORK))]

answering_routes = APIRouter(prefix=PREFIX, tags=["intake"])


@answering_routes.get("/{tracking_code}/words", response_model=WordsView)
async def get_words(web: Web, tracking_code: str, acting: Reader) -> Response:
    """What the citizen wrote."""
    number = number_in(tracking_code)
    async with web.database.transaction() as tx:
        case = await find_case(tx, number)
        await must(tx, acting.principal, Right.READ, unit=case.unit, day=acting.today)
        await audit.record_reading(tx, acting.principal, "case.words", subject=str(case.id))
    return answered(200, words_view(case, web.place), headers=KEPT_NOWHERE)


@answering_routes.post("/{tracking_code}/acknowledge", **SHOWS_CASE)
async def acknowledge_feedback(
    web: Web, tracking_code: str, form: CaseStepForm, acting: Worker
) -> Response:
    """Tell whoever wrote that somebody has read it."""
    number = number_in(tracking_code)
    async with web.database.transaction() as tx:
        officer = await _working(tx, number, acting, form)
        case = await answering.acknowledge(tx, number, officer)
    return _shown(case, number, acting)


@answering_routes.post("/{tracking_code}/take-up", **SHOWS_CASE)
async def take_up_feedback(
    web: Web, tracking_code: str, form: CaseStepForm, acting: Worker
) -> Response:
    """Take the case."""
    number = number_in(tracking_code)
    async with web.database.transaction() as tx:
        officer = await _working(tx, number, acting, form)
        case = await answering.take_up(tx, number, officer)
    return _shown(case, number, acting)


@answering_routes.post("/{tracking_code}/interim-reply", **SHOWS_CASE)
async def reply_meanwhile(
    web: Web, tracking_code: str, form: InterimForm, acting: Worker
) -> Response:
    """Tell how far it has come and, if it takes longer, until when."""
    number = number_in(tracking_code)
    async with web.database.transaction() as tx:
        officer = await _working(tx, number, acting, form)
        case = await answering.reply_meanwhile(
            tx, number, officer, words=form.words, new_day=form.new_day
        )
    return _shown(case, number, acting)


@answering_routes.post("/{tracking_code}/resolve", **SHOWS_CASE)
async def resolve_feedback(
    web: Web, tracking_code: str, acting: Worker, form: AnswerForm | None = None
) -> Response:
    """Note that a case was answered."""
    number, answer = number_in(tracking_code), form or AnswerForm()
    async with web.database.transaction() as tx:
        officer = await _working(tx, number, acting, answer)
        case = await answering.resolve(tx, number, officer, words=answer.words)
    return _shown(case, number, acting)


@answering_routes.post("/{tracking_code}/reject", **SHOWS_CASE)
async def reject_feedback(
    web: Web, tracking_code: str, form: ReasonForm, acting: Worker
) -> Response:
    """Note that a case is not taken up, and why; only whoever wrote is told the reason."""
    number = number_in(tracking_code)
    async with web.database.transaction() as tx:
        officer = await _working(tx, number, acting, form)
        case = await answering.reject(tx, number, officer, reason=form.reason, why=form.why)
    return _shown(case, number, acting)


async def _working(
    tx: Transaction, number: TrackingNumber, acting: Acting, form: CaseStepForm
) -> Acting:
    """Whoever acts, with the version they saw; refused without the right over the unit."""
    seen = replace(acting, seen_version=form.version)
    if acting.principal is None or acting.principal.may(Right.WORK, [acting.place.code]):
        return seen  # whatever unit it is of, it stands below this place
    case = await find_case(tx, number)
    await must(tx, acting.principal, Right.WORK, unit=case.unit, day=acting.today)
    return seen


def _shown(case: Case, number: TrackingNumber, acting: Acting) -> Response:
    return answered(200, case_view(case, number, acting.place))
