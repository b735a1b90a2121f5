"""The steps of a case as forms: each keeps what was typed, and asks for the same version."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake.cases.domain.cases import (
    Case,
    CaseChangedMeanwhile,
    CaseKind,
    RejectReason,
)
from services.intake.cases.domain.leases import HeldByAnother
from services.intake.cases.domain.steps import LAWFUL, NewDayTooEarly
from services.intake.cases.domain.tracking import (
    TrackingCodeUnreadable,
    TrackingNumber,
    number_in,
)
from services.intake.cases.domain.words import (
    FeedbackEmpty,
    FeedbackTooLong,
    ReasonTooLong,
    ReasonTooShort,
    ReplyEmpty,
    TextUnreadable,
)
from services.intake.cases.queries import find_case
from services.intake.cases.workflows import answering, citizens, merging
from services.intake.cases.workflows.answering import take_case
from services.intake.cases.workflows.leases import take_lease
from services.intake.casework.pages.cases import draw_case
from services.intake.casework.workflows import transfer
from services.intake.categories.domain import CategoryUnknown
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.kernel.rejection import Conflict, Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]
Deed = Callable[[Transaction, TrackingNumber, Acting], Awaitable[Case]]
FIELDS: dict[type[Rejection], str] = {
    ReplyEmpty: "words",
    FeedbackEmpty: "words",
    FeedbackTooLong: "words",
    TextUnreadable: "words",
    ReasonTooShort: "reason",
    ReasonTooLong: "reason",
    NewDayTooEarly: "new_day",
    CategoryUnknown: "leaf",
    answering.ColleagueUnknown: "to",
    TrackingCodeUnreadable: "into",
    CaseChangedMeanwhile: WHOLE_FORM,
    HeldByAnother: WHOLE_FORM,
}


def case_step_pages(web: WebContext) -> APIRouter:
    """What officers do with a case."""
    router = page_router("/cases/{code}")
    for name in (*ANSWERS, *TRIAGE):
        router.include_router(_step_page(web, name))
    return router


def _step_page(web: WebContext, name: str) -> APIRouter:
    router = page_router()
    working = Annotated[Viewer, Depends(viewing(Right.WORK))]
    read, said = (ANSWERS | TRIAGE)[name]

    @router.post(f"/{name}", name=name)
    async def step_page(
        request: Request, code: str, *, viewer: working, form: Form
    ) -> Response:
        fields = FormReader(form)
        deed = read(fields)
        refused = fields.form
        if not refused.is_refused:
            refused = await done(web, viewer, deed, code=code, form=refused)
        if refused.is_refused:
            return await draw_case(web, request, viewer, code=code, form=refused)
        return see_other(f"/cases/{number_in(code)}", said)

    return router


async def done(
    web: WebContext, viewer: Viewer, deed: Deed, *, code: str, form: FormData
) -> FormData:
    """Do it; `form`, refused where the rules refuse it."""
    number, version = number_in(code), form.text("version")
    acting = Acting(
        principal=viewer.principal,
        place=web.place,
        now=viewer.now,
        seen_version=int(version) if version.isascii() and version.isdecimal() else None,
    )
    try:
        async with web.database.transaction() as tx:
            case = await find_case(tx, number)
            await viewer.must(tx, Right.WORK, case.unit)
            await take_lease(tx, case, viewer.principal, now=viewer.now)
            await deed(tx, number, acting)
    except tuple(FIELDS) as no:
        return form.refused(FIELDS[type(no)], no)
    except Conflict as no:
        return form.refused(WHOLE_FORM, no)
    return form


def _acknowledge(_: FormReader) -> Deed:
    return answering.acknowledge


def _take_up(_: FormReader) -> Deed:
    return answering.take_up


def _reply(fields: FormReader) -> Deed:
    words = fields.text("words", most=4000)
    if fields.form.text("told") == "colleagues":
        return partial(answering.comment, words=words)
    new_day = fields.day_or_none("new_day")
    return partial(answering.reply_meanwhile, words=words, new_day=new_day)


def _reject(fields: FormReader) -> Deed:
    why = fields.one_of("why", list(RejectReason))
    reason = fields.text("reason", most=500)
    known = RejectReason(why) if why in set(RejectReason) else RejectReason.UNCLEAR
    return partial(answering.reject, reason=reason, why=known)


def _transfer(fields: FormReader) -> Deed:
    kind = fields.one_of("track", list(LAWFUL))
    words = fields.text("words", most=4000, may_be_empty=True)
    known = CaseKind(kind) if kind in LAWFUL else CaseKind.COMPLAINT
    return partial(transfer, kind=known, words=words)


def _categorise(fields: FormReader) -> Deed:
    kind = fields.one_of("kind", list(CaseKind), may_be_empty=True)
    known = CaseKind(kind) if kind in set(CaseKind) else None
    return partial(answering.categorise, leaf=fields.text("leaf"), kind=known)


def _assign(fields: FormReader) -> Deed:
    return partial(answering.assign, to=fields.made("to", _account) or UUID(int=0))


def _merge(fields: FormReader) -> Deed:
    into = fields.made("into", number_in)
    return partial(merging.merge, into=into or TrackingNumber(""))


def _unmerge(_: FormReader) -> Deed:
    return merging.unmerge


def _split(fields: FormReader) -> Deed:
    return partial(merging.split, off=fields.made("message", number_in) or TrackingNumber(""))


def _join(fields: FormReader) -> Deed:
    found = fields.made("into", number_in)
    return partial(merging.join, message=found or TrackingNumber(""))


def _reopen(fields: FormReader) -> Deed:
    return partial(_contested, words=fields.text("words", most=4000))


async def _contested(
    tx: Transaction, number: TrackingNumber, acting: Acting, *, words: str
) -> Case:
    """Whoever wrote says so at the counter or on the telephone."""
    await take_case(tx, number, acting)
    return await citizens.contest(tx, number, words=words, place=acting.place, now=acting.now)


def _account(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise answering.ColleagueUnknown from None


ANSWERS: dict[str, tuple[Callable[[FormReader], Deed], str]] = {
    "acknowledge": (_acknowledge, "flash.case.acknowledge"),
    "take-up": (_take_up, "flash.case.take_up"),
    "reply": (_reply, "flash.case.reply"),
    "reject": (_reject, "flash.case.reject"),
    "transfer": (_transfer, "flash.case.transfer"),
    "reopen": (_reopen, "flash.case.reopen"),
}
TRIAGE: dict[str, tuple[Callable[[FormReader], Deed], str]] = {
    "categorise": (_categorise, "flash.case.categorise"),
    "assign": (_assign, "flash.case.assign"),
    "merge": (_merge, "flash.case.merge"),
    "unmerge": (_unmerge, "flash.case.unmerge"),
    "split": (_split, "flash.case.split"),
    "join": (_join, "flash.case.join"),
}
"""How each form is read, and what is said once it is done."""
