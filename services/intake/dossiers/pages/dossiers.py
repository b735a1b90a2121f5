"""Dossiers as staff looks them up, reads one, and moves it on."""

from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake.dossiers import queries
from services.intake.dossiers.domain.dossier_search import View
from services.intake.dossiers.domain.dossier_steps import (
    DossierAlreadyEnded,
    DossierAlreadyReturned,
    NewDateMissing,
    NewDateNotLater,
    NoSupplementAwaited,
    Reason,
    ReasonMissing,
    ReturnedBeforeReceived,
    Step,
    StepBeforeTheLast,
    SupplementAwaited,
    Taken,
)
from services.intake.dossiers.queries import WholeDossier
from services.intake.dossiers.scenes.dossier_page import dossier_scene, step_scene
from services.intake.dossiers.scenes.dossiers import AT_RISK, LIST, dossier_list, sought_in
from services.intake.dossiers.workflows import dossiers as workflows
from services.intake.dossiers.workflows.dossier_walks import MACHINE, Errand
from services.intake.dossiers.workflows.dossiers import DossierMovedMeanwhile
from services.intake.org.pages import tried
from services.intake.org.queries.units import names_of
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from shared.kernel.calendar_years import CalendarYearMissing
from shared.kernel.hosting import DateInFuture
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.sheets import sheet_of
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]
SIZE = 30
SAID = {
    Step.REQUEST_SUPPLEMENT: "said.dossiers.request_supplement",
    Step.SUPPLEMENT: "said.dossiers.supplement",
    Step.RESCHEDULE: "said.dossiers.reschedule",
    Step.REJECT: "said.dossiers.reject",
    Step.WITHDRAW: "said.dossiers.withdraw",
    Step.STOP: "said.dossiers.stop",
    Step.RETURN: "said.dossiers.return",
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


def dossier_pages(desk: Desk) -> APIRouter:
    """The register, what is at risk in it, and the page of each dossier."""
    router = desk.router(LIST)
    reader = Annotated[Viewer, Depends(viewing(desk, Right.READ))]

    @router.get("")
    async def dossiers_page(request: Request, viewer: reader) -> Response:
        return await _listed(desk, request, viewer)

    @router.get(AT_RISK.removeprefix(LIST))
    async def dossiers_at_risk_page(request: Request, viewer: reader) -> Response:
        return await _listed(desk, request, viewer, view=View.AT_RISK)

    @router.get("/{dossier_id}")
    async def dossier_page(request: Request, dossier_id: UUID, viewer: reader) -> Response:
        words = desk.easel.words_for(request)
        async with desk.database.transaction() as tx:
            whole = await queries.find_called(tx, dossier_id, viewer)
            unit = whole.dossier.unit
            names = await names_of(tx, {unit}, viewer.today)
            may_write = await viewer.may(tx, Right.WORK, unit)
        scene = dossier_scene(
            whole, names, today=viewer.today, words=words, may_write=may_write
        )
        return desk.easel.draw(request, "dossier_page.html", scene=scene)

    return router


def dossier_step_pages(desk: Desk) -> APIRouter:
    """The form of each step of a dossier."""
    router = desk.router(LIST + "/{dossier_id}/steps/{step}")
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]

    @router.get("")
    async def dossier_step_page(
        request: Request, dossier_id: UUID, step: Step, *, viewer: writer
    ) -> Response:
        whole = await _held(desk, dossier_id, viewer)
        blank = Typed.blank(on=viewer.today.isoformat(), version=whole.dossier.version)
        return _form(desk, request, whole, step=step, typed=blank, today=viewer.today)

    @router.post("")
    async def take_dossier_step(
        request: Request, dossier_id: UUID, step: Step, *, viewer: writer, typed: Form
    ) -> Response:
        whole = await _held(desk, dossier_id, viewer)
        reading = Reading(typed)
        taken, version = _taken(reading, step), reading.whole("version")
        errand = Errand(place=desk.place, now=viewer.now, who=viewer.asker.name or MACHINE)
        do = partial(
            workflows.take_step,
            code=whole.dossier.code,
            taken=taken,
            errand=errand,
            seen_version=version,
        )
        after = await tried(desk, reading.typed, do, fields=FIELD_OF)
        if after.is_refused:
            return _form(desk, request, whole, step=step, typed=after, today=viewer.today)
        return see_other(f"{LIST}/{dossier_id}", SAID[step])

    return router


def _taken(reading: Reading, step: Step) -> Taken:
    may_lack_date = step is not Step.RESCHEDULE
    due = reading.day_or_none("due_on", may_be_empty=may_lack_date)
    reason = None
    if step is Step.RESCHEDULE:
        chosen = reading.one_of("reason", tuple(Reason))
        reason = Reason(chosen) if chosen in tuple(Reason) else None
    words = reading.typed.text("words")
    return Taken(step=step, on=reading.day("on"), due_on=due, reason=reason, words=words)


async def _held(desk: Desk, dossier_id: UUID, viewer: Viewer) -> WholeDossier:
    async with desk.database.transaction() as tx:
        whole = await queries.find_called(tx, dossier_id, viewer)
        await viewer.must(tx, Right.WORK, whole.dossier.unit)
    return whole


def _form(
    desk: Desk, request: Request, whole: WholeDossier, *, step: Step, typed: Typed, today: date
) -> Response:
    words = desk.easel.words_for(request)
    scene = step_scene(whole.dossier, step, today=today, words=words)
    return desk.easel.draw(request, "dossier_step_page.html", scene=scene, typed=typed)


async def _listed(
    desk: Desk, request: Request, viewer: Viewer, *, view: View | None = None
) -> Response:
    sheet = sheet_of(request, size=SIZE)
    sought = sought_in(sheet, view)
    async with desk.database.transaction() as tx:
        found = await queries.find_sought(
            tx, sought, viewer, after=sheet.after, size=sheet.size
        )
    scene = dossier_list(
        sheet,
        sought,
        found,
        today=viewer.today,
        words=desk.easel.words_for(request),
        may_write=viewer.asker.has(Right.WORK),
    )
    return desk.easel.draw(request, "dossiers_page.html", scene=scene)
