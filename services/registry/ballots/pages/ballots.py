"""Pages of ballots for those who hold them: prepare, print, open, count boxes, close."""

from collections.abc import Awaitable, Callable
from fractions import Fraction
from secrets import token_bytes
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from uuid_utils.compat import uuid7

from services.registry.ballots import queries, views
from services.registry.ballots.domain.ballot_codes import CODE_BYTES, Code, in_groups
from services.registry.ballots.domain.ballot_record import Box
from services.registry.ballots.domain.ballots import MOST_SLIPS, Ballot
from services.registry.ballots.domain.boxes import MAX_BOX_CHARS
from services.registry.ballots.workflows import (
    close_ballot,
    enter_box,
    open_ballot,
    prepare_ballot,
    print_slips,
)
from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.views.errands import errand_of
from services.registry.exemplars.views.exemplars import title_of
from services.registry.exemplars.workflows.exemplars import Errand
from services.registry.org.queries import Viewer
from services.registry.org.views.viewers import viewing
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.options import Option
from shared.portal.web_context import WebContext

KEPT_NOWHERE = "no-store"
Decision = Callable[[Transaction, UUID, Errand], Awaitable[Ballot]]


class BallotsDesk:
    """Draws the pages of those who hold ballots, also where a form was refused."""

    def __init__(self, web: WebContext) -> None:
        self._desk = web

    async def form(self, request: Request, viewer: Viewer, form: FormData) -> Response:
        """What a ballot is over, and how many may vote."""
        words = self._desk.templates.words_for(request)
        async with self._desk.database.transaction() as tx:
            listed = await queries.to_vote_on(tx, viewer)
        options = [
            Option(n.code, title_of(n, listed.units, words=words), f"{n.code} · {n.year}")
            for n in listed.nominations
        ]
        return self._desk.templates.render(
            request, "ballot_form.html", options=options, form=form
        )

    async def page(
        self,
        request: Request,
        ballot_id: UUID,
        *,
        viewer: Viewer,
        form: FormData | None = None,
    ) -> Response:
        """One ballot with what may be done next."""
        async with self._desk.database.transaction() as tx:
            told = await queries.ballot_desk(tx, ballot_id, viewer)
        view = views.desk_of(told, self._desk.templates.words_for(request))
        known = form or FormData.blank(slips=told.ballot.roll)
        return self._desk.templates.render(
            request, "ballot_desk_page.html", view=view, form=known
        )

    async def box(
        self, request: Request, ballot_id: UUID, *, viewer: Viewer, form: FormData
    ) -> Response:
        """The form into which one person types what was counted in a box."""
        async with self._desk.database.transaction() as tx:
            told = await queries.ballot_desk(tx, ballot_id, viewer)
        view = views.desk_of(told, self._desk.templates.words_for(request))
        own = told.own.get(form.text("box"))
        known = _as_typed(own) if own and set(form.values) == {"box"} else form
        return self._desk.templates.render(request, "box_form.html", view=view, form=known)

    async def decide(self, ballot_id: UUID, do: Decision, viewer: Viewer) -> FormData | None:
        """Open or close a ballot; the reason, if it was refused."""
        try:
            async with self._desk.database.transaction() as tx:
                await queries.ballot_held(tx, ballot_id, viewer, right=Right.DECIDE)
                await do(tx, ballot_id, errand_of(viewer, self._desk.place))
        except Rejection as no:
            return FormData.blank().refused(WHOLE_FORM, no)
        return None

    async def slips(
        self, ballot_id: UUID, wanted: int, viewer: Viewer
    ) -> tuple[Ballot, list[Code]]:
        """A ballot with new slips; the codes are known while a page is drawn."""
        chances = [token_bytes(CODE_BYTES) for _ in range(wanted)]
        async with self._desk.database.transaction() as tx:
            ballot = await queries.ballot_held(tx, ballot_id, viewer, right=Right.WORK)
            errand = errand_of(viewer, self._desk.place)
            return ballot, await print_slips(tx, ballot_id, chances, errand=errand)


def ballot_pages(web: WebContext) -> APIRouter:
    """Every page of those who hold a ballot."""
    router = web.router()
    drawn = BallotsDesk(web)
    for part in (_preparing, _printing, _opening_and_closing, _boxes):
        router.include_router(part(web, drawn))
    return router


def _preparing(web: WebContext, drawn: BallotsDesk) -> APIRouter:
    router = web.router()
    reader = Annotated[Viewer, Depends(viewing(web, Right.READ))]
    writer = Annotated[Viewer, Depends(viewing(web, Right.WORK))]
    sent = Annotated[FormData, Depends(form_data_of)]

    @router.get("/ballots")
    async def ballots_page(request: Request, viewer: reader) -> Response:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            ballots = await queries.ballots_shown(tx, viewer)
            seals, units = await queries.seals_known(tx, viewer)
        return web.templates.render(
            request,
            "ballots_page.html",
            ballots=[views.summary_of(ballot) for ballot in ballots],
            seals=views.seal_rows(seals, units, words),
            may_prepare=viewer.principal.has(Right.WORK),
        )

    @router.get("/ballots/new")
    async def ballot_form(request: Request, viewer: writer) -> Response:
        return await drawn.form(request, viewer, FormData.blank(seats=1))

    @router.post("/ballots/new")
    async def ballot_prepared(request: Request, viewer: writer, form: sent) -> Response:
        fields = FormReader(form)
        ballot = _ballot(fields, web.place.code)
        if fields.form.is_refused:
            return await drawn.form(request, viewer, fields.form)
        try:
            async with web.database.transaction() as tx:
                await viewer.must(tx, Right.WORK, viewer.here)
                await prepare_ballot(tx, ballot)
        except Rejection as no:
            return await drawn.form(request, viewer, form.refused(WHOLE_FORM, no))
        return see_other(f"/ballots/{ballot.id}", "flash.ballots.prepared")

    return router


def _printing(web: WebContext, drawn: BallotsDesk) -> APIRouter:
    router = web.router()
    reader = Annotated[Viewer, Depends(viewing(web, Right.READ))]
    writer = Annotated[Viewer, Depends(viewing(web, Right.WORK))]
    sent = Annotated[FormData, Depends(form_data_of)]

    @router.get("/ballots/{ballot_id}")
    async def ballot_desk_page(request: Request, ballot_id: UUID, viewer: reader) -> Response:
        return await drawn.page(request, ballot_id, viewer=viewer)

    @router.post("/ballots/{ballot_id}/slips")
    async def slips_page(
        request: Request, ballot_id: UUID, *, viewer: writer, form: sent
    ) -> Response:
        """The codes are drawn once, here, and nowhere kept: no redirect, no second look."""
        fields = FormReader(form)
        wanted = fields.whole("slips", least=1, most=MOST_SLIPS)
        if fields.form.is_refused:
            return await drawn.page(request, ballot_id, viewer=viewer, form=fields.form)
        try:
            ballot, codes = await drawn.slips(ballot_id, wanted, viewer)
        except Rejection as no:
            refused = form.refused("slips", no)
            return await drawn.page(request, ballot_id, viewer=viewer, form=refused)
        answer = web.templates.render(
            request,
            "slips_page.html",
            title=ballot.title,
            back=f"/ballots/{ballot_id}",
            address=f"{request.url.netloc}/public/ballots",
            codes=[in_groups(code) for code in codes],
        )
        answer.headers["Cache-Control"] = KEPT_NOWHERE
        return answer

    return router


def _opening_and_closing(web: WebContext, drawn: BallotsDesk) -> APIRouter:
    router = web.router()
    leader = Annotated[Viewer, Depends(viewing(web, Right.DECIDE))]

    @router.post("/ballots/{ballot_id}/opening")
    async def ballot_opened(request: Request, ballot_id: UUID, viewer: leader) -> Response:
        refused = await drawn.decide(ballot_id, open_ballot, viewer)
        if refused:
            return await drawn.page(request, ballot_id, viewer=viewer, form=refused)
        return see_other(f"/ballots/{ballot_id}", "flash.ballots.opened")

    @router.post("/ballots/{ballot_id}/closing")
    async def ballot_closed(request: Request, ballot_id: UUID, viewer: leader) -> Response:
        refused = await drawn.decide(ballot_id, close_ballot, viewer)
        if refused:
            return await drawn.page(request, ballot_id, viewer=viewer, form=refused)
        return see_other(f"/public/ballots/{ballot_id}/results", "flash.ballots.closed")

    return router


def _boxes(web: WebContext, drawn: BallotsDesk) -> APIRouter:
    router = web.router()
    writer = Annotated[Viewer, Depends(viewing(web, Right.WORK))]
    sent = Annotated[FormData, Depends(form_data_of)]
    named = Annotated[str, Query(max_length=MAX_BOX_CHARS)]

    @router.get("/ballots/{ballot_id}/box")
    async def box_form(
        request: Request, ballot_id: UUID, *, viewer: writer, box: named = ""
    ) -> Response:
        return await drawn.box(request, ballot_id, viewer=viewer, form=FormData.blank(box=box))

    @router.post("/ballots/{ballot_id}/box")
    async def box_entered(
        request: Request, ballot_id: UUID, *, viewer: writer, form: sent
    ) -> Response:
        fields = FormReader(form)
        try:
            async with web.database.transaction() as tx:
                ballot = await queries.ballot_held(tx, ballot_id, viewer, right=Right.WORK)
                count = _count(fields, ballot)
                if not fields.form.is_refused:
                    errand = errand_of(viewer, web.place)
                    agreed = await enter_box(tx, ballot_id, count, errand=errand)
        except Rejection as no:
            fields.refuse(WHOLE_FORM, no)
        if fields.form.is_refused:
            return await drawn.box(request, ballot_id, viewer=viewer, form=fields.form)
        said = "flash.ballots.box.agreed" if agreed else "flash.ballots.box.entered"
        return see_other(f"/ballots/{ballot_id}", said, box=count.box)

    return router


def _ballot(fields: FormReader, here: str) -> Ballot:
    cap = fields.whole("cap", least=0, most=100) if fields.form.text("cap") else None
    procedure = the_guide().procedure
    return Ballot(
        id=uuid7(),
        unit=UnitCode(here),
        title=fields.text("title", most=200),
        seats=fields.whole("seats", least=1, most=200),
        roll=fields.whole("roll", least=1, most=MOST_SLIPS),
        offline_cap=procedure.offline_cap if cap is None else Fraction(cap, 100),
        options=tuple(fields.form.many("options")),
    )


def _count(fields: FormReader, ballot: Ballot) -> Box:
    return Box(
        box=fields.text("box", most=MAX_BOX_CHARS),
        papers=fields.whole("papers"),
        votes={code: fields.whole(f"votes-{code}") for code in ballot.options},
        blank=fields.whole("blank"),
        spoilt=fields.whole("spoilt"),
    )


def _as_typed(box: Box) -> FormData:
    votes = {f"votes-{code}": votes for code, votes in box.votes.items()}
    return FormData.blank(
        box=box.box, papers=box.papers, blank=box.blank, spoilt=box.spoilt, **votes
    )
