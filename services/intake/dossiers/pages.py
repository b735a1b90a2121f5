"""Dossiers as staff looks them up, reads one, and moves it on."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from services.intake.dossiers import queries
from services.intake.dossiers.domain.dossiers import DossierCode, DossierTab, DossierUnknown
from services.intake.dossiers.domain.steps import (
    DossierAlreadyEnded,
    DossierAlreadyReturned,
    DossierReason,
    DossierStep,
    DossierStepTaken,
    NewDateMissing,
    NewDateNotLater,
    NoSupplementAwaited,
    ReasonMissing,
    ReturnedBeforeReceived,
    StepBeforeTheLast,
    SupplementAwaited,
)
from services.intake.dossiers.queries import WholeDossier
from services.intake.dossiers.views import (
    AT_RISK,
    LIST,
    CodeMissing,
    NoSuchCode,
    StatusPageView,
    dossier_list,
    dossier_page_view,
    sought_in,
    status_page_view,
    step_view,
)
from services.intake.dossiers.workflows import steps
from services.intake.dossiers.workflows.register import COLUMNS, import_upload
from services.intake.dossiers.workflows.steps import DossierMovedMeanwhile
from services.intake.org.pages import tried
from services.intake.org.queries import Viewer, names_of
from services.intake.org.views import viewing
from services.intake.org.web import Web
from shared.chassis.access import to_anyone
from shared.chassis.acting import Acting
from shared.chassis.importing import Upload
from shared.chassis.sheet_faults import SheetRefused
from shared.chassis.sheets import a_code
from shared.chassis.sources import attempts_at, source_of
from shared.kernel.attempt_limiter import AttemptLimiter
from shared.kernel.calendar_years import CalendarYearMissing
from shared.kernel.file_kinds import FileMissing
from shared.kernel.hosting import DateInFuture
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.list_query import list_query_of
from shared.portal.parts import Link
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]
SIZE = 30
SAID = {
    DossierStep.REQUEST_SUPPLEMENT: "flash.dossiers.request_supplement",
    DossierStep.SUPPLEMENT: "flash.dossiers.supplement",
    DossierStep.RESCHEDULE: "flash.dossiers.reschedule",
    DossierStep.REJECT: "flash.dossiers.reject",
    DossierStep.WITHDRAW: "flash.dossiers.withdraw",
    DossierStep.STOP: "flash.dossiers.stop",
    DossierStep.RETURN: "flash.dossiers.return",
}
FIELD_OF: dict[type[Rejection], str] = {
    DateInFuture: "on",
    StepBeforeTheLast: "on",
    ReturnedBeforeReceived: "on",
    CalendarYearMissing: "due_on",
    NewDateMissing: "due_on",
    NewDateNotLater: "due_on",
    ReasonMissing: "words",
    DossierAlreadyReturned: WHOLE_FORM,
    DossierAlreadyEnded: WHOLE_FORM,
    SupplementAwaited: WHOLE_FORM,
    NoSupplementAwaited: WHOLE_FORM,
    DossierMovedMeanwhile: WHOLE_FORM,
}


Reader = Annotated[Viewer, Depends(viewing(Right.READ))]
Worker = Annotated[Viewer, Depends(viewing(Right.WORK))]
ONE, STEP = "/{dossier_id}", "/{dossier_id}/steps/{step}"
STATUS_PAGE = "dossier_status_page.html"

dossier_import_pages = page_router(f"{LIST}/import")
dossier_pages = page_router(LIST)
dossier_status_pages = page_router("/dossier-status")


@dossier_pages.get("")
async def dossiers_page(web: Web, request: Request, viewer: Reader) -> Response:
    return await _listed(web, request, viewer)


@dossier_pages.get(AT_RISK.removeprefix(LIST))
async def dossiers_at_risk_page(web: Web, request: Request, viewer: Reader) -> Response:
    return await _listed(web, request, viewer, shown=DossierTab.AT_RISK)


@dossier_pages.get(ONE)
async def dossier_page(
    web: Web, request: Request, dossier_id: UUID, viewer: Reader
) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        whole = await queries.find_called(tx, dossier_id, viewer)
        unit = whole.dossier.unit
        names = await names_of(tx, {unit}, viewer.today)
        may_write = await viewer.may(tx, Right.WORK, unit)
    view = dossier_page_view(whole, names, today=viewer.today, words=words, may_write=may_write)
    return web.templates.render(request, "dossier_page.html", view=view)


@dossier_pages.get(STEP)
async def dossier_step_page(
    web: Web, request: Request, dossier_id: UUID, step: DossierStep, *, viewer: Worker
) -> Response:
    whole = await _held(web, dossier_id, viewer)
    blank = FormData.blank(on=viewer.today.isoformat(), version=whole.dossier.version)
    return _step_form(web, request, whole, step=step, form=blank, today=viewer.today)


@dossier_pages.post(STEP)
async def take_dossier_step(
    web: Web,
    request: Request,
    dossier_id: UUID,
    step: DossierStep,
    *,
    viewer: Worker,
    form: Form,
) -> Response:
    whole = await _held(web, dossier_id, viewer)
    fields = FormReader(form)
    taken, version = _taken(fields, step), fields.whole("version")
    acting = replace(_acting(web, viewer), seen_version=version)
    do = partial(steps.take_step, code=whole.dossier.code, taken=taken, acting=acting)
    after = await tried(web, fields.form, do, fields=FIELD_OF)
    if after.is_refused:
        return _step_form(web, request, whole, step=step, form=after, today=viewer.today)
    return see_other(f"{LIST}/{dossier_id}", SAID[step])


@dossier_import_pages.get("")
async def dossiers_import_page(web: Web, request: Request, viewer: Worker) -> Response:
    await _must_write_for_all(web, viewer)
    return _import_form(web, request, FormData.blank())


@dossier_import_pages.post("/with-file")
async def take_in_dossiers(web: Web, request: Request, viewer: Worker) -> Response:
    await _must_write_for_all(web, viewer)
    form = await form_data_of(request)
    sent = form.upload("file")
    if sent is None:
        return _import_form(web, request, form.refused("file", FileMissing()))
    upload = Upload(sent.name, sent.content)
    try:
        count = await import_upload(
            web.database, web.hosted, upload, _acting(web, viewer), _tell_nobody
        )
    except Rejection as refusal:
        return _import_form(web, request, form.refused("file", refusal))
    return see_other(LIST, "flash.dossiers.imported", count=count)


@dossier_status_pages.get("", dependencies=[to_anyone])
async def dossier_status_page(
    web: Web,
    request: Request,
    attempts: Annotated[AttemptLimiter, Depends(attempts_at("dossier codes"))],
) -> Response:
    code = request.query_params.get("code")
    if code is None:
        return web.templates.render(request, STATUS_PAGE, view=None, form=FormData.blank())
    now, source = datetime.now(UTC), source_of(request)
    attempts.refuse_more(source, now=now)
    form = FormData.blank(code=code)
    try:
        view = await _status(web, request, code.strip(), now=now)
    except DossierUnknown:
        attempts.note_one(source, now=now)
        form = form.refused("code", NoSuchCode())
    except Rejection as refusal:
        form = form.refused("code", refusal)
    else:
        return web.templates.render(request, STATUS_PAGE, view=view, form=form)
    return web.templates.render(request, STATUS_PAGE, view=None, form=form)


def _acting(web: WebContext, viewer: Viewer) -> Acting:
    return Acting(place=web.place, now=viewer.now, principal=viewer.principal)


def _taken(fields: FormReader, step: DossierStep) -> DossierStepTaken:
    may_lack_date = step is not DossierStep.RESCHEDULE
    due = fields.day_or_none("due_on", may_be_empty=may_lack_date)
    reason = None
    if step is DossierStep.RESCHEDULE:
        chosen = fields.one_of("reason", tuple(DossierReason))
        reason = DossierReason(chosen) if chosen in tuple(DossierReason) else None
    words = fields.form.text("words")
    return DossierStepTaken(
        step=step, on=fields.day("on"), due_on=due, reason=reason, words=words
    )


async def _held(web: WebContext, dossier_id: UUID, viewer: Viewer) -> WholeDossier:
    async with web.database.transaction() as tx:
        whole = await queries.find_called(tx, dossier_id, viewer)
        await viewer.must(tx, Right.WORK, whole.dossier.unit)
    return whole


def _step_form(
    web: WebContext,
    request: Request,
    whole: WholeDossier,
    *,
    step: DossierStep,
    form: FormData,
    today: date,
) -> Response:
    words = web.templates.words_for(request)
    view = step_view(whole.dossier, step, today=today, words=words)
    return web.templates.render(request, "dossier_step_page.html", view=view, form=form)


async def _listed(
    web: WebContext, request: Request, viewer: Viewer, *, shown: DossierTab | None = None
) -> Response:
    sheet = list_query_of(request, size=SIZE)
    sought = sought_in(sheet, shown)
    async with web.database.transaction() as tx:
        found = await queries.find_sought(
            tx, sought, viewer, after=sheet.after, size=sheet.size
        )
    view = dossier_list(
        sheet,
        sought,
        found,
        today=viewer.today,
        words=web.templates.words_for(request),
        may_write=viewer.principal.has(Right.WORK),
    )
    return web.templates.render(request, "dossiers_page.html", view=view)


async def _must_write_for_all(web: WebContext, viewer: Viewer) -> None:
    async with web.database.transaction() as tx:
        await viewer.must(tx, Right.WORK, viewer.here)


def _tell_nobody(_stage: str, _done: int, _total: int) -> None:
    """A page without script waits for the end."""


def _import_form(web: WebContext, request: Request, form: FormData) -> Response:
    words = web.templates.words_for(request)
    why = form.refusals.get("file")
    refused = why if isinstance(why, SheetRefused) else None
    return web.templates.render(
        request,
        "dossiers_import_page.html",
        crumbs=[Link(words("dossiers.title"), LIST), Link(words("dossiers.import.title"))],
        form=form,
        errors=refused.errors if refused else (),
        unlisted=refused.error_count - len(refused.errors) if refused else 0,
        columns=[(column.name, column.may_be_absent) for column in COLUMNS],
    )


async def _status(
    web: WebContext, request: Request, text: str, *, now: datetime
) -> StatusPageView:
    if not text:
        raise CodeMissing
    code = DossierCode(a_code(text))
    today = web.place.day_of(now)
    async with web.database.transaction() as tx:
        whole = await queries.find_whole(tx, code)
        names = await names_of(tx, {whole.dossier.unit}, today)
    return status_page_view(whole, names, today=today, words=web.templates.words_for(request))
