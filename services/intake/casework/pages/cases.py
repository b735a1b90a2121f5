"""One case: everything about it on one page, its steps as forms, and the lease for work.

A form that is refused keeps what was typed; each asks for the version that was looked at.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from services.intake.cases.domain.cases import (
    Case,
    CaseChangedMeanwhile,
    CaseKind,
    RejectReason,
)
from services.intake.cases.domain.leases import HeldByAnother
from services.intake.cases.domain.messages import MessageId
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
from services.intake.cases.workflows.contacts import open_contact
from services.intake.cases.workflows.leases import release, seen, take_lease
from services.intake.casework import queries
from services.intake.casework.views.case import case_page_view
from services.intake.casework.views.case_answers import words_of
from services.intake.casework.views.case_facts import Teller
from services.intake.casework.views.contacts import contact_view, message_id_in
from services.intake.casework.workflows import transfer
from services.intake.categories.domain import CategoryUnknown
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from services.intake.org.web import IntakeContext, Web
from services.intake.photos.workflows import Developed, develop_all, keep_photo
from shared.chassis import audit
from shared.chassis.acting import Acting
from shared.chassis.attachments import Attachments
from shared.chassis.database import Transaction
from shared.kernel.rejection import Conflict, Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]
Reading = Annotated[Viewer, Depends(viewing(Right.READ))]
Working = Annotated[Viewer, Depends(viewing(Right.WORK))]
CaseWork = Callable[[Transaction, TrackingNumber, Acting], Awaitable[Case]]
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


case_pages = page_router("/cases/{code}")


@case_pages.get("")
async def case_page(web: Web, *, request: Request, code: str, viewer: Reading) -> Response:
    return await draw_case(web, request, viewer, code=code)


@case_pages.post("/take-over")
async def take_over_page(web: Web, code: str, viewer: Working) -> Response:
    number = number_in(code)
    async with web.database.transaction() as tx:
        case = await find_case(tx, number)
        await viewer.must(tx, Right.WORK, case.unit)
        await take_lease(tx, case, viewer.principal, now=viewer.now, is_takeover=True)
    return see_other(f"/cases/{number}", "flash.case.taken_over")


@case_pages.post("/release")
async def release_page(web: Web, code: str, viewer: Working) -> Response:
    async with web.database.transaction() as tx:
        await release(tx, await find_case(tx, number_in(code)), viewer.principal)
    return see_other("/inbox", "flash.case.released")


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step of a case that somebody asks for by a form."""

    web: IntakeContext
    request: Request
    code: str
    viewer: Viewer
    fields: FormReader

    async def take(self, step: CaseWork, flash: str) -> Response:
        """Take the step and go back to the case; refused, the page with what was typed."""
        number, form = number_in(self.code), self.fields.form
        seen = self.fields.whole("version") if form.text("version") else None
        form = self.fields.form
        if not form.is_refused:
            form = await self._tried(step, number, seen)
        if form.is_refused:
            return await draw_case(
                self.web, self.request, self.viewer, code=self.code, form=form
            )
        return see_other(f"/cases/{number}", flash)

    async def _tried(
        self, step: CaseWork, number: TrackingNumber, seen: int | None
    ) -> FormData:
        viewer, form = self.viewer, self.fields.form
        acting = Acting(
            principal=viewer.principal, place=self.web.place, now=viewer.now, seen_version=seen
        )
        try:
            async with self.web.database.transaction() as tx:
                case = await find_case(tx, number)
                await viewer.must(tx, Right.WORK, case.unit)
                await take_lease(tx, case, viewer.principal, now=viewer.now)
                await step(tx, number, acting)
        except tuple(FIELDS) as no:
            return form.refused(FIELDS[type(no)], no)
        except Conflict as no:
            return form.refused(WHOLE_FORM, no)
        return form


async def step_form(
    web: Web, request: Request, code: str, *, viewer: Working, form: Form
) -> StepForm:
    return StepForm(web, request, code, viewer, FormReader(form))


Step = Annotated[StepForm, Depends(step_form)]


@case_pages.post("/acknowledge")
async def acknowledge_page(step: Step) -> Response:
    return await step.take(answering.acknowledge, "flash.case.acknowledge")


@case_pages.post("/take-up")
async def take_up_page(step: Step) -> Response:
    return await step.take(answering.take_up, "flash.case.take_up")


@case_pages.post("/reply")
async def reply_page(step: Step) -> Response:
    fields = step.fields
    words = fields.text("words", most=4000)
    if fields.form.text("told") == "colleagues":
        work = partial(answering.comment, words=words)
    else:
        new_day = fields.day_or_none("new_day")
        work = partial(answering.reply_meanwhile, words=words, new_day=new_day)
    return await step.take(work, "flash.case.reply")


@case_pages.post("/reject")
async def reject_page(step: Step) -> Response:
    why = step.fields.one_of("why", list(RejectReason))
    reason = step.fields.text("reason", most=500)
    known = RejectReason(why) if why in set(RejectReason) else RejectReason.UNCLEAR
    work = partial(answering.reject, reason=reason, why=known)
    return await step.take(work, "flash.case.reject")


@case_pages.post("/transfer")
async def transfer_page(step: Step) -> Response:
    kind = step.fields.one_of("track", list(LAWFUL))
    words = step.fields.text("words", most=4000, may_be_empty=True)
    known = CaseKind(kind) if kind in LAWFUL else CaseKind.COMPLAINT
    work = partial(transfer, kind=known, words=words)
    return await step.take(work, "flash.case.transfer")


@case_pages.post("/reopen")
async def reopen_page(step: Step) -> Response:
    work = partial(_contested, words=step.fields.text("words", most=4000))
    return await step.take(work, "flash.case.reopen")


@case_pages.post("/categorise")
async def categorise_page(step: Step) -> Response:
    kind = step.fields.one_of("kind", list(CaseKind), may_be_empty=True)
    known = CaseKind(kind) if kind in set(CaseKind) else None
    work = partial(answering.categorise, leaf=step.fields.text("leaf"), kind=known)
    return await step.take(work, "flash.case.categorise")


@case_pages.post("/assign")
async def assign_page(step: Step) -> Response:
    work = partial(answering.assign, to=step.fields.made("to", account_in) or UUID(int=0))
    return await step.take(work, "flash.case.assign")


@case_pages.post("/merge")
async def merge_page(step: Step) -> Response:
    work = partial(merging.merge, into=_number(step.fields, "into"))
    return await step.take(work, "flash.case.merge")


@case_pages.post("/unmerge")
async def unmerge_page(step: Step) -> Response:
    return await step.take(merging.unmerge, "flash.case.unmerge")


@case_pages.post("/split")
async def split_page(step: Step) -> Response:
    work = partial(merging.split, off=_number(step.fields, "message"))
    return await step.take(work, "flash.case.split")


@case_pages.post("/join")
async def join_page(step: Step) -> Response:
    work = partial(merging.join, message=_number(step.fields, "into"))
    return await step.take(work, "flash.case.join")


@case_pages.post("/resolve/with-file")
async def resolve_page(step: Step) -> Response:
    words = step.fields.text("words", most=4000)
    photos = await _photos(step.fields)
    work = partial(_resolved, files=step.web.files, words=words, photos=photos)
    return await step.take(work, "flash.case.resolve")


@case_pages.post("/contact")
async def contact_page(
    web: Web, request: Request, code: str, *, viewer: Working, form: Form
) -> Response:
    number, message = number_in(code), MessageId(message_id_in(form.text("message")))
    acting = Acting(principal=viewer.principal, place=web.place, now=viewer.now)
    async with web.database.transaction() as tx:
        case = await find_case(tx, number)
        await viewer.must(tx, Right.WORK, case.unit)
        contact = await open_contact(
            tx,
            case,
            message,
            acting=acting,
            reason=form.text("reason"),
            may_decide=await viewer.may(tx, Right.DECIDE, case.unit),
        )
    words = web.templates.words_for(request)
    view = contact_view(case, contact, here=viewer.here, words=words)
    page = web.templates.render(request, "contact_page.html", view=view)
    page.headers["Cache-Control"] = "no-store"
    return page


async def draw_case(
    web: WebContext,
    request: Request,
    viewer: Viewer,
    *,
    code: str,
    form: FormData | None = None,
) -> Response:
    """The page of a case; whoever may work on it has it in hand from here on, if nobody has."""
    async with web.database.transaction() as tx:
        await _open_for_work(tx, viewer, code)
        file = await queries.open_file(tx, number_in(code), viewer)
        await audit.record_reading(
            tx, viewer.principal, "case.words", subject=str(file.case.id)
        )
    words = web.templates.words_for(request)
    teller = Teller(viewer=viewer, words=words, zone=web.place.time_zone)
    chosen = request.query_params.get("answer", "")
    filled = form or FormData.blank(
        words=words_of(chosen, file, here=viewer.here),
        leaf=file.case.leaf,
        kind=file.case.kind,
        told="citizen",
        to=viewer.principal.account,
    )
    page = web.templates.render(
        request, "case_page.html", view=case_page_view(file, teller), form=filled
    )
    page.headers["Cache-Control"] = "no-store"
    return page


async def _open_for_work(tx: Transaction, viewer: Viewer, code: str) -> None:
    """Take the case in hand, if one may work on it and nobody has it."""
    case = await find_case(tx, number_in(code))
    if not case.is_open or not await viewer.may(tx, Right.WORK, case.unit):
        return
    await seen(tx, viewer.principal, now=viewer.now)
    try:
        await take_lease(tx, case, viewer.principal, now=viewer.now)
    except HeldByAnother:
        return  # the page says who has it, and offers to take it over


async def _photos(fields: FormReader) -> list[Developed]:
    sent = fields.form.uploads.get("photos", ())
    try:
        return await develop_all([one.content for one in sent])
    except Rejection as no:
        fields.refuse("photos", no)
        return []


async def _resolved(
    tx: Transaction,
    number: TrackingNumber,
    acting: Acting,
    *,
    files: Attachments,
    words: str,
    photos: list[Developed],
) -> Case:
    case = await answering.resolve(tx, number, acting, words=words)
    for photo in photos:
        await keep_photo(tx, files, photo, case=case.id, now=acting.now)
    return case


async def _contested(
    tx: Transaction, number: TrackingNumber, acting: Acting, *, words: str
) -> Case:
    """Whoever wrote says so at the counter or on the telephone."""
    await take_case(tx, number, acting)
    return await citizens.contest(tx, number, words=words, place=acting.place, now=acting.now)


def _number(fields: FormReader, name: str) -> TrackingNumber:
    return fields.made(name, number_in) or TrackingNumber("")


def account_in(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise answering.ColleagueUnknown from None
