"""Pages of one nomination: its dossier, the steps it takes, its checklist."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from uuid_utils.compat import uuid7

from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.domain.exemplars import NominationChanged, Reason, Step
from services.registry.exemplars.domain.spread import Spread, SpreadKind
from services.registry.exemplars.queries import exemplars as queries
from services.registry.exemplars.scenes import dossiers as scenes
from services.registry.exemplars.scenes.errands import errand_of, must_for_step
from services.registry.exemplars.workflows.dossiers import note_spread, propose_up, take_up
from services.registry.exemplars.workflows.exemplars import Move, move_on, open_name
from services.registry.org.queries import Viewer
from services.registry.org.scenes.viewers import viewing
from shared.chassis.database import Transaction
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.options import Option
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in
from shared.portal.words import Words

STEPS = [step.value for step in Step]


class DossierPage:
    """Draws the page of one nomination, also where one of its forms was refused."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def draw(
        self,
        request: Request,
        nomination_id: UUID,
        *,
        viewer: Viewer,
        typed: Typed | None = None,
        name: str = "",
    ) -> Response:
        """The page; `typed` belongs to the form it names, the others are blank."""
        guide, words = the_guide(), self._desk.easel.words_for(request)
        async with self._desk.database.transaction() as tx:
            told = await queries.dossier_shown(tx, nomination_id, guide, viewer=viewer)
            may = await _may(tx, told.nomination.unit, viewer)
        scene = scenes.scene_of(
            told, guide=guide, may=may, here=viewer.here, words=words, name=name
        )
        blank = Typed.blank(happened_on=viewer.today.isoformat())
        return self._desk.easel.draw(
            request,
            "exemplar_page.html",
            scene=scene,
            typed=typed or blank,
            blank=blank,
            form_name=typed.text("form") if typed else "",
            awards=[Option(a.code, words.pick(vi=a.vi, en=a.en)) for a in guide.awards],
            reasons=_options(words, "reason", [r.value for r in Reason]),
            kinds=_options(words, "spread", [k.value for k in SpreadKind]),
        )


def _options(words: Words, family: str, values: Sequence[str]) -> list[Option]:
    return [Option(value, words(f"exemplars.{family}.{value}")) for value in values]


async def _may(tx: Transaction, unit: str, viewer: Viewer) -> scenes.May:
    return scenes.May(
        work_for_unit=await viewer.may(tx, Right.WORK, unit),
        work_here=await viewer.may(tx, Right.WORK, viewer.here),
        decide_here=await viewer.may(tx, Right.DECIDE, viewer.here),
        review=viewer.asker.has(Right.REVIEW),
    )


def dossier_pages(desk: Desk) -> APIRouter:
    """The dossier and everything that can be done with it on its page."""
    router = desk.router()
    reader = Annotated[Viewer, Depends(viewing(desk, Right.READ))]
    page = DossierPage(desk)

    @router.get("/exemplars/{nomination_id}")
    async def exemplar_page(request: Request, nomination_id: UUID, viewer: reader) -> Response:
        return await page.draw(request, nomination_id, viewer=viewer)

    router.include_router(_steps(desk, page))
    router.include_router(_upward(desk, page))
    router.include_router(_records(desk, page))
    return router


def _steps(desk: Desk, page: DossierPage) -> APIRouter:
    router = desk.router()
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]
    sent = Annotated[Typed, Depends(typed_in)]

    @router.post("/exemplars/{nomination_id}/steps")
    async def take_step(
        request: Request, nomination_id: UUID, *, viewer: writer, typed: sent
    ) -> Response:
        reading = Reading(typed)
        move = _move(reading)
        if not reading.typed.is_refused:
            try:
                async with desk.database.transaction() as tx:
                    await must_for_step(tx, nomination_id, move.step, viewer=viewer)
                    errand = errand_of(viewer, desk.place)
                    guide = the_guide()
                    await move_on(tx, nomination_id, move, guide=guide, errand=errand)
            except NominationChanged as no:
                reading.refuse(WHOLE_FORM, no)
            except Rejection as no:
                reading.refuse("document", no)
        if reading.typed.is_refused:
            return await page.draw(request, nomination_id, viewer=viewer, typed=reading.typed)
        return see_other(f"/exemplars/{nomination_id}", "said.exemplars.moved")

    return router


def _upward(desk: Desk, page: DossierPage) -> APIRouter:
    router = desk.router()
    leader = Annotated[Viewer, Depends(viewing(desk, Right.DECIDE))]
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]
    sent = Annotated[Typed, Depends(typed_in)]

    @router.post("/exemplars/{nomination_id}/proposal")
    async def propose(
        request: Request, nomination_id: UUID, *, viewer: leader, typed: sent
    ) -> Response:
        try:
            async with desk.database.transaction() as tx:
                await viewer.must(tx, Right.DECIDE, viewer.here)
                errand = errand_of(viewer, desk.place)
                await propose_up(tx, nomination_id, typed.text("document"), errand=errand)
        except Rejection as no:
            refused = typed.refused("document", no)
            return await page.draw(request, nomination_id, viewer=viewer, typed=refused)
        return see_other(f"/exemplars/{nomination_id}", "said.exemplars.proposed")

    @router.post("/exemplars/{nomination_id}/take-up")
    async def take_proposal_up(
        request: Request, nomination_id: UUID, *, viewer: writer, typed: sent
    ) -> Response:
        try:
            async with desk.database.transaction() as tx:
                await viewer.must(tx, Right.WORK, viewer.here)
                errand = errand_of(viewer, desk.place)
                document = typed.text("document")
                taken = await take_up(tx, nomination_id, document, errand=errand)
        except Rejection as no:
            refused = typed.refused("document", no)
            return await page.draw(request, nomination_id, viewer=viewer, typed=refused)
        return see_other(f"/exemplars/{taken.id}", "said.exemplars.taken_up", code=taken.code)

    return router


def _records(desk: Desk, page: DossierPage) -> APIRouter:
    router = desk.router()
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]
    reader = Annotated[Viewer, Depends(viewing(desk, Right.READ))]
    sent = Annotated[Typed, Depends(typed_in)]

    @router.post("/exemplars/{nomination_id}/spread")
    async def spread_noted(
        request: Request, nomination_id: UUID, *, viewer: writer, typed: sent
    ) -> Response:
        reading = Reading(typed)
        kind = reading.one_of("kind", [each.value for each in SpreadKind])
        day, note = reading.day("happened_on"), reading.text("note", most=300)
        if not reading.typed.is_refused:
            spread = Spread(
                id=uuid7(),
                nomination=nomination_id,
                kind=SpreadKind(kind),
                happened_on=day,
                note=note,
            )
            try:
                async with desk.database.transaction() as tx:
                    told = await queries.nomination_shown(tx, nomination_id, viewer)
                    await viewer.must(tx, Right.WORK, told.unit)
                    await note_spread(tx, spread, errand_of(viewer, desk.place))
            except Rejection as no:
                reading.refuse("note", no)
        if reading.typed.is_refused:
            return await page.draw(request, nomination_id, viewer=viewer, typed=reading.typed)
        return see_other(f"/exemplars/{nomination_id}", "said.exemplars.spread")

    @router.post("/exemplars/{nomination_id}/name")
    async def name_opened(request: Request, nomination_id: UUID, viewer: reader) -> Response:
        async with desk.database.transaction() as tx:
            await queries.nomination_shown(tx, nomination_id, viewer)
            person = await open_name(tx, nomination_id, errand_of(viewer, desk.place))
        name = person.name if person else ""
        answer = await page.draw(request, nomination_id, viewer=viewer, name=name)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return router


def _move(reading: Reading) -> Move:
    step = reading.one_of("step", STEPS)
    reason = reading.one_of("reason", [each.value for each in Reason], may_be_empty=True)
    return Move(
        step=Step(step) if step in STEPS else Step.ACCEPT,
        happened_on=reading.day("happened_on"),
        document=reading.text("document", most=60),
        seen_version=reading.whole("version"),
        reason=Reason(reason) if reason in set(Reason) else None,
        award=reading.typed.text("award"),
    )
