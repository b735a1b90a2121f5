"""Dossiers as staff looks them up, reads one, and moves it on."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake.dossiers import queries, workflows
from services.intake.dossiers.domain.dossier_search import DossierTab
from services.intake.dossiers.domain.dossier_steps import (
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
from services.intake.dossiers.domain.dossiers import DossierCode, DossierUnknown
from services.intake.dossiers.queries import WholeDossier
from services.intake.dossiers.views import (
    AT_RISK,
    LIST,
    CodeMissing,
    NoSuchCode,
    dossier_list,
    dossier_page_view,
    sought_in,
    status_page_view,
    step_view,
)
from services.intake.dossiers.workflows import (
    COLUMNS,
    MACHINE,
    DossierMovedMeanwhile,
    Errand,
    import_register,
    read_register,
)
from services.intake.org.pages import tried
from services.intake.org.queries import Viewer, names_of
from services.intake.org.views import viewing
from services.intake.org.workflows import HostedUnits
from shared.chassis.access import to_anyone
from shared.chassis.importing import Upload
from shared.chassis.sheet_faults import SheetRefused
from shared.chassis.sheets import a_code
from shared.chassis.sources import source_of
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


def dossier_pages(web: WebContext) -> APIRouter:
    """The register, what is at risk in it, and the page of each dossier."""
    router = page_router(LIST)
    reader = Annotated[Viewer, Depends(viewing(Right.READ))]

    @router.get("")
    async def dossiers_page(request: Request, viewer: reader) -> Response:
        return await _listed(web, request, viewer)

    @router.get(AT_RISK.removeprefix(LIST))
    async def dossiers_at_risk_page(request: Request, viewer: reader) -> Response:
        return await _listed(web, request, viewer, shown=DossierTab.AT_RISK)

    @router.get("/{dossier_id}")
    async def dossier_page(request: Request, dossier_id: UUID, viewer: reader) -> Response:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            whole = await queries.find_called(tx, dossier_id, viewer)
            unit = whole.dossier.unit
            names = await names_of(tx, {unit}, viewer.today)
            may_write = await viewer.may(tx, Right.WORK, unit)
        view = dossier_page_view(
            whole, names, today=viewer.today, words=words, may_write=may_write
        )
        return web.templates.render(request, "dossier_page.html", view=view)

    return router


def dossier_step_pages(web: WebContext) -> APIRouter:
    """The form of each step of a dossier."""
    router = page_router(LIST + "/{dossier_id}/steps/{step}")
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]

    @router.get("")
    async def dossier_step_page(
        request: Request, dossier_id: UUID, step: DossierStep, *, viewer: writer
    ) -> Response:
        whole = await _held(web, dossier_id, viewer)
        blank = FormData.blank(on=viewer.today.isoformat(), version=whole.dossier.version)
        return _form(web, request, whole, step=step, form=blank, today=viewer.today)

    @router.post("")
    async def take_dossier_step(
        request: Request, dossier_id: UUID, step: DossierStep, *, viewer: writer, form: Form
    ) -> Response:
        whole = await _held(web, dossier_id, viewer)
        fields = FormReader(form)
        taken, version = _taken(fields, step), fields.whole("version")
        errand = Errand(place=web.place, now=viewer.now, who=viewer.principal.name or MACHINE)
        do = partial(
            workflows.take_step,
            code=whole.dossier.code,
            taken=taken,
            errand=errand,
            seen_version=version,
        )
        after = await tried(web, fields.form, do, fields=FIELD_OF)
        if after.is_refused:
            return _form(web, request, whole, step=step, form=after, today=viewer.today)
        return see_other(f"{LIST}/{dossier_id}", SAID[step])

    return router


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


def _form(
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


FORM = f"{LIST}/import"


def dossier_import_pages(web: WebContext) -> APIRouter:
    """The form, and what becomes of the file."""
    router = page_router(FORM)
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
    taking = _Taking(web)

    @router.get("")
    async def dossiers_import_page(request: Request, viewer: writer) -> Response:
        await taking.must(viewer)
        return _draw(web, request, FormData.blank())

    @router.post("/with-file")
    async def take_in_dossiers(request: Request, viewer: writer) -> Response:
        await taking.must(viewer)
        form = await form_data_of(request)
        sent = form.upload("file")
        if sent is None:
            return _draw(web, request, form.refused("file", FileMissing()))
        try:
            count = await taking.take_in(viewer, Upload(sent.name, sent.content))
        except Rejection as no:
            return _draw(web, request, form.refused("file", no))
        return see_other(LIST, "flash.dossiers.imported", count=count)

    return router


class _Taking:
    """Takes a register in for somebody who may write for the whole place."""

    def __init__(self, web: WebContext) -> None:
        self._desk = web
        self._hosted = HostedUnits(web.place)

    async def must(self, viewer: Viewer) -> None:
        """Pass, or refuse."""
        async with self._desk.database.transaction() as tx:
            await viewer.must(tx, Right.WORK, viewer.here)

    async def take_in(self, viewer: Viewer, upload: Upload) -> int:
        """How many dossiers of the file brought something new."""
        who = viewer.principal.name or MACHINE
        errand = Errand(place=self._desk.place, now=viewer.now, who=who)
        async with self._desk.database.transaction() as tx:
            served = await self._hosted.codes(tx)
        file = await read_register(upload, hosted=served, today=viewer.today, tell=_tell_nobody)
        async with self._desk.database.transaction() as tx:
            return await import_register(tx, file, errand=errand, tell=_tell_nobody)


def _tell_nobody(_stage: str, _done: int, _total: int) -> None:
    """A page without script waits for the end."""


def _draw(web: WebContext, request: Request, form: FormData) -> Response:
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


AT = "/dossier-status"
NOWHERE = 404


def dossier_status_pages(web: WebContext) -> APIRouter:
    """The form that asks for a code, and the answer."""
    router = page_router(AT)
    guesses = AttemptLimiter()

    @router.get("", dependencies=[to_anyone])
    async def dossier_status_page(request: Request) -> Response:
        text = request.query_params.get("code")
        if text is None:
            return web.templates.render(request, TEMPLATE, view=None, form=FormData.blank())
        now = datetime.now(UTC)
        guesses.refuse_more(source_of(request), now=now)
        try:
            view = await _answer(web, request, text.strip(), now=now)
        except Rejection as no:
            is_wrong = isinstance(no, DossierUnknown)
            if is_wrong:
                guesses.note_one(source_of(request), now=now)
            form = FormData.blank(code=text).refused("code", NoSuchCode() if is_wrong else no)
            return web.templates.render(request, TEMPLATE, view=None, form=form)
        return web.templates.render(
            request, TEMPLATE, view=view, form=FormData.blank(code=text)
        )

    return router


TEMPLATE = "dossier_status_page.html"


async def _answer(web: WebContext, request: Request, text: str, *, now: datetime) -> object:
    if not text:
        raise CodeMissing
    code = DossierCode(a_code(text))
    today = web.place.day_of(now)
    async with web.database.transaction() as tx:
        whole = await queries.find_whole(tx, code)
        names = await names_of(tx, {whole.dossier.unit}, today)
    return status_page_view(whole, names, today=today, words=web.templates.words_for(request))
