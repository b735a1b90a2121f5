"""Dossiers as staff looks them up, reads one, and moves it on."""

from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake.dossiers import queries
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
from services.intake.dossiers.queries import WholeDossier
from services.intake.dossiers.views.dossier_page import dossier_page_view, step_view
from services.intake.dossiers.views.dossiers import AT_RISK, LIST, dossier_list, sought_in
from services.intake.dossiers.workflows import dossiers as workflows
from services.intake.dossiers.workflows.dossiers import DossierMovedMeanwhile
from services.intake.dossiers.workflows.transitions import MACHINE, Errand
from services.intake.org.pages import tried
from services.intake.org.queries.units import names_of
from services.intake.org.queries.viewing import Viewer
from services.intake.org.views import viewing
from shared.kernel.calendar_years import CalendarYearMissing
from shared.kernel.hosting import DateInFuture
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.list_query import list_query_of
from shared.portal.web_context import WebContext

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
    router = web.router(LIST)
    reader = Annotated[Viewer, Depends(viewing(web, Right.READ))]

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
    router = web.router(LIST + "/{dossier_id}/steps/{step}")
    writer = Annotated[Viewer, Depends(viewing(web, Right.WORK))]

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
