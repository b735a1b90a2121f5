"""The steps of a case as forms: each keeps what was typed, and asks for the same version."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake.cases.domain.case_steps import LAWFUL, NewDayTooEarly
from services.intake.cases.domain.cases import Case, CaseChangedMeanwhile, Kind, RejectReason
from services.intake.cases.domain.leases import HeldByAnother
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
from services.intake.cases.queries.feedback import find_case
from services.intake.cases.workflows import answering, citizens, merging, triage
from services.intake.cases.workflows.answering import Officer
from services.intake.cases.workflows.leases import take_lease
from services.intake.casework.pages.cases import draw_case
from services.intake.categories.domain.categories import CategoryUnknown
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from shared.chassis.database import Transaction
from shared.kernel.rejection import Conflict, Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]
Deed = Callable[[Transaction, TrackingNumber, Officer], Awaitable[Case]]
FIELDS: dict[type[Rejection], str] = {
    ReplyEmpty: "words",
    FeedbackEmpty: "words",
    FeedbackTooLong: "words",
    TextUnreadable: "words",
    ReasonTooShort: "reason",
    ReasonTooLong: "reason",
    NewDayTooEarly: "new_day",
    CategoryUnknown: "leaf",
    triage.ColleagueUnknown: "to",
    TrackingCodeUnreadable: "into",
    CaseChangedMeanwhile: WHOLE_FORM,
    HeldByAnother: WHOLE_FORM,
}


def case_step_pages(desk: Desk) -> APIRouter:
    """What officers do with a case."""
    router = desk.router("/cases/{code}")
    for name in (*ANSWERS, *TRIAGE):
        router.include_router(_step_page(desk, name))
    return router


def _step_page(desk: Desk, name: str) -> APIRouter:
    router = desk.router()
    working = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]
    read, said = (ANSWERS | TRIAGE)[name]

    @router.post(f"/{name}", name=name)
    async def step_page(
        request: Request, code: str, *, viewer: working, typed: Form
    ) -> Response:
        reading = Reading(typed)
        deed = read(reading)
        refused = reading.typed
        if not refused.is_refused:
            refused = await done(desk, viewer, deed, code=code, typed=refused)
        if refused.is_refused:
            return await draw_case(desk, request, viewer, code=code, typed=refused)
        return see_other(f"/cases/{number_in(code)}", said)

    return router


async def done(desk: Desk, viewer: Viewer, deed: Deed, *, code: str, typed: Typed) -> Typed:
    """Do it; `typed`, refused where the rules refuse it."""
    number, version = number_in(code), typed.text("version")
    officer = Officer(
        asker=viewer.asker,
        place=desk.place,
        now=viewer.now,
        version=int(version) if version.isascii() and version.isdecimal() else None,
    )
    try:
        async with desk.database.transaction() as tx:
            case = await find_case(tx, number)
            await viewer.must(tx, Right.WORK, case.unit)
            await take_lease(tx, case, viewer.asker, now=viewer.now)
            await deed(tx, number, officer)
    except tuple(FIELDS) as no:
        return typed.refused(FIELDS[type(no)], no)
    except Conflict as no:
        return typed.refused(WHOLE_FORM, no)
    return typed


def _acknowledge(_: Reading) -> Deed:
    return answering.acknowledge


def _take_up(_: Reading) -> Deed:
    return answering.take_up


def _reply(reading: Reading) -> Deed:
    words = reading.text("words", most=4000)
    if reading.typed.text("told") == "colleagues":
        return partial(answering.comment, words=words)
    new_day = reading.day_or_none("new_day")
    return partial(answering.reply_meanwhile, words=words, new_day=new_day)


def _reject(reading: Reading) -> Deed:
    why = reading.one_of("why", list(RejectReason))
    reason = reading.text("reason", most=500)
    known = RejectReason(why) if why in set(RejectReason) else RejectReason.UNCLEAR
    return partial(answering.reject, reason=reason, why=known)


def _transfer(reading: Reading) -> Deed:
    kind = reading.one_of("track", list(LAWFUL))
    words = reading.text("words", most=4000, may_be_empty=True)
    known = Kind(kind) if kind in LAWFUL else Kind.COMPLAINT
    return partial(triage.transfer, kind=known, words=words)


def _categorise(reading: Reading) -> Deed:
    kind = reading.one_of("kind", list(Kind), may_be_empty=True)
    known = Kind(kind) if kind in set(Kind) else None
    return partial(triage.categorise, leaf=reading.text("leaf"), kind=known)


def _assign(reading: Reading) -> Deed:
    return partial(triage.assign, to=reading.made("to", _account) or UUID(int=0))


def _merge(reading: Reading) -> Deed:
    into = reading.made("into", number_in)
    return partial(merging.merge, into=into or TrackingNumber(""))


def _unmerge(_: Reading) -> Deed:
    return merging.unmerge


def _split(reading: Reading) -> Deed:
    return partial(merging.split, off=reading.made("message", number_in) or TrackingNumber(""))


def _join(reading: Reading) -> Deed:
    found = reading.made("into", number_in)
    return partial(merging.join, message=found or TrackingNumber(""))


def _reopen(reading: Reading) -> Deed:
    return partial(_contested, words=reading.text("words", most=4000))


async def _contested(
    tx: Transaction, number: TrackingNumber, officer: Officer, *, words: str
) -> Case:
    """Whoever wrote says so at the counter or on the telephone."""
    await officer.take(tx, number)
    return await citizens.contest(tx, number, words=words, place=officer.place, now=officer.now)


def _account(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise triage.ColleagueUnknown from None


ANSWERS: dict[str, tuple[Callable[[Reading], Deed], str]] = {
    "acknowledge": (_acknowledge, "said.case.acknowledge"),
    "take-up": (_take_up, "said.case.take_up"),
    "reply": (_reply, "said.case.reply"),
    "reject": (_reject, "said.case.reject"),
    "transfer": (_transfer, "said.case.transfer"),
    "reopen": (_reopen, "said.case.reopen"),
}
TRIAGE: dict[str, tuple[Callable[[Reading], Deed], str]] = {
    "categorise": (_categorise, "said.case.categorise"),
    "assign": (_assign, "said.case.assign"),
    "merge": (_merge, "said.case.merge"),
    "unmerge": (_unmerge, "said.case.unmerge"),
    "split": (_split, "said.case.split"),
    "join": (_join, "said.case.join"),
}
"""How each form is read, and what is said once it is done."""
