"""Pages of one nomination: its dossier, the steps it takes, its checklist."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from uuid_utils.compat import uuid7

from services.registry.exemplars import queries
from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.domain.exemplars import (
    NominationChanged,
    NominationStep,
    Reason,
)
from services.registry.exemplars.domain.spread import Spread, SpreadKind
from services.registry.exemplars.views import nomination_files as views
from services.registry.exemplars.views.errands import errand_of, must_for_step
from services.registry.exemplars.workflows import (
    NominationMove,
    move_on,
    note_spread,
    open_name,
    propose_up,
    take_up,
)
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from shared.chassis.database import Transaction
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.options import Option
from shared.portal.web_context import WebContext, page_router
from shared.portal.words import Words

STEPS = [step.value for step in NominationStep]


class DossierPage:
    """Draws the page of one nomination, also where one of its forms was refused."""

    def __init__(self, web: WebContext) -> None:
        self._desk = web

    async def render(
        self,
        request: Request,
        nomination_id: UUID,
        *,
        viewer: Viewer,
        form: FormData | None = None,
        name: str = "",
    ) -> Response:
        """The page; `form` belongs to the form it names, the others are blank."""
        guide, words = the_guide(), self._desk.templates.words_for(request)
        async with self._desk.database.transaction() as tx:
            told = await queries.dossier_shown(tx, nomination_id, guide, viewer=viewer)
            may = await _may(tx, told.nomination.unit, viewer)
        view = views.scene_of(
            told, guide=guide, may=may, here=viewer.here, words=words, name=name
        )
        blank = FormData.blank(happened_on=viewer.today.isoformat())
        return self._desk.templates.render(
            request,
            "exemplar_page.html",
            view=view,
            form=form or blank,
            blank=blank,
            form_name=form.text("form") if form else "",
            awards=[Option(a.code, words.pick(vi=a.vi, en=a.en)) for a in guide.awards],
            reasons=_options(words, "reason", [r.value for r in Reason]),
            kinds=_options(words, "spread", [k.value for k in SpreadKind]),
        )


def _options(words: Words, family: str, values: Sequence[str]) -> list[Option]:
    return [Option(value, words(f"exemplars.{family}.{value}")) for value in values]


async def _may(tx: Transaction, unit: str, viewer: Viewer) -> views.NominationPermissions:
    return views.NominationPermissions(
        work_for_unit=await viewer.may(tx, Right.WORK, unit),
        work_here=await viewer.may(tx, Right.WORK, viewer.here),
        decide_here=await viewer.may(tx, Right.DECIDE, viewer.here),
        review=viewer.principal.has(Right.REVIEW),
    )


def dossier_pages(web: WebContext) -> APIRouter:
    """The dossier and everything that can be done with it on its page."""
    router = page_router()
    reader = Annotated[Viewer, Depends(viewing(Right.READ))]
    page = DossierPage(web)

    @router.get("/exemplars/{nomination_id}")
    async def exemplar_page(request: Request, nomination_id: UUID, viewer: reader) -> Response:
        return await page.render(request, nomination_id, viewer=viewer)

    router.include_router(_steps(web, page))
    router.include_router(_upward(web, page))
    router.include_router(_records(web, page))
    return router


def _steps(web: WebContext, page: DossierPage) -> APIRouter:
    router = page_router()
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
    sent = Annotated[FormData, Depends(form_data_of)]

    @router.post("/exemplars/{nomination_id}/steps")
    async def take_step(
        request: Request, nomination_id: UUID, *, viewer: writer, form: sent
    ) -> Response:
        fields = FormReader(form)
        move = _move(fields)
        if not fields.form.is_refused:
            try:
                async with web.database.transaction() as tx:
                    await must_for_step(tx, nomination_id, move.step, viewer=viewer)
                    errand = errand_of(viewer, web.place)
                    guide = the_guide()
                    await move_on(tx, nomination_id, move, guide=guide, errand=errand)
            except NominationChanged as no:
                fields.refuse(WHOLE_FORM, no)
            except Rejection as no:
                fields.refuse("document", no)
        if fields.form.is_refused:
            return await page.render(request, nomination_id, viewer=viewer, form=fields.form)
        return see_other(f"/exemplars/{nomination_id}", "flash.exemplars.moved")

    return router


def _upward(web: WebContext, page: DossierPage) -> APIRouter:
    router = page_router()
    leader = Annotated[Viewer, Depends(viewing(Right.DECIDE))]
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
    sent = Annotated[FormData, Depends(form_data_of)]

    @router.post("/exemplars/{nomination_id}/proposal")
    async def propose(
        request: Request, nomination_id: UUID, *, viewer: leader, form: sent
    ) -> Response:
        try:
            async with web.database.transaction() as tx:
                await viewer.must(tx, Right.DECIDE, viewer.here)
                errand = errand_of(viewer, web.place)
                await propose_up(tx, nomination_id, form.text("document"), errand=errand)
        except Rejection as no:
            refused = form.refused("document", no)
            return await page.render(request, nomination_id, viewer=viewer, form=refused)
        return see_other(f"/exemplars/{nomination_id}", "flash.exemplars.proposed")

    @router.post("/exemplars/{nomination_id}/take-up")
    async def take_proposal_up(
        request: Request, nomination_id: UUID, *, viewer: writer, form: sent
    ) -> Response:
        try:
            async with web.database.transaction() as tx:
                await viewer.must(tx, Right.WORK, viewer.here)
                errand = errand_of(viewer, web.place)
                document = form.text("document")
                taken = await take_up(tx, nomination_id, document, errand=errand)
        except Rejection as no:
            refused = form.refused("document", no)
            return await page.render(request, nomination_id, viewer=viewer, form=refused)
        return see_other(f"/exemplars/{taken.id}", "flash.exemplars.taken_up", code=taken.code)

    return router


def _records(web: WebContext, page: DossierPage) -> APIRouter:
    router = page_router()
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
    reader = Annotated[Viewer, Depends(viewing(Right.READ))]
    sent = Annotated[FormData, Depends(form_data_of)]

    @router.post("/exemplars/{nomination_id}/spread")
    async def spread_noted(
        request: Request, nomination_id: UUID, *, viewer: writer, form: sent
    ) -> Response:
        fields = FormReader(form)
        kind = fields.one_of("kind", [each.value for each in SpreadKind])
        day, note = fields.day("happened_on"), fields.text("note", most=300)
        if not fields.form.is_refused:
            spread = Spread(
                id=uuid7(),
                nomination=nomination_id,
                kind=SpreadKind(kind),
                happened_on=day,
                note=note,
            )
            try:
                async with web.database.transaction() as tx:
                    told = await queries.nomination_shown(tx, nomination_id, viewer)
                    await viewer.must(tx, Right.WORK, told.unit)
                    await note_spread(tx, spread, errand_of(viewer, web.place))
            except Rejection as no:
                fields.refuse("note", no)
        if fields.form.is_refused:
            return await page.render(request, nomination_id, viewer=viewer, form=fields.form)
        return see_other(f"/exemplars/{nomination_id}", "flash.exemplars.spread")

    @router.post("/exemplars/{nomination_id}/name")
    async def name_opened(request: Request, nomination_id: UUID, viewer: reader) -> Response:
        async with web.database.transaction() as tx:
            await queries.nomination_shown(tx, nomination_id, viewer)
            person = await open_name(tx, nomination_id, errand_of(viewer, web.place))
        name = person.name if person else ""
        answer = await page.render(request, nomination_id, viewer=viewer, name=name)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return router


def _move(fields: FormReader) -> NominationMove:
    step = fields.one_of("step", STEPS)
    reason = fields.one_of("reason", [each.value for each in Reason], may_be_empty=True)
    return NominationMove(
        step=NominationStep(step) if step in STEPS else NominationStep.ACCEPT,
        happened_on=fields.day("happened_on"),
        document=fields.text("document", most=60),
        seen_version=fields.whole("version"),
        reason=Reason(reason) if reason in set(Reason) else None,
        award=fields.form.text("award"),
    )
