"""Pages of ballots for those who hold them: prepare, print, open, count boxes, close."""

from collections.abc import Awaitable, Callable
from fractions import Fraction
from secrets import token_bytes
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from uuid_utils.compat import uuid7

from services.registry.ballots import queries, scenes
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
from services.registry.exemplars.scenes.errands import errand_of
from services.registry.exemplars.scenes.exemplars import title_of
from services.registry.exemplars.workflows.exemplars import Errand
from services.registry.org.queries import Viewer
from services.registry.org.scenes.viewers import viewing
from shared.chassis.database import Transaction
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.options import Option
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

KEPT_NOWHERE = "no-store"
Decision = Callable[[Transaction, UUID, Errand], Awaitable[Ballot]]


class BallotsDesk:
    """Draws the pages of those who hold ballots, also where a form was refused."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def form(self, request: Request, viewer: Viewer, typed: Typed) -> Response:
        """What a ballot is over, and how many may vote."""
        words = self._desk.easel.words_for(request)
        async with self._desk.database.transaction() as tx:
            listed = await queries.to_vote_on(tx, viewer)
        options = [
            Option(n.code, title_of(n, listed.units, words=words), f"{n.code} · {n.year}")
            for n in listed.nominations
        ]
        return self._desk.easel.draw(request, "ballot_form.html", options=options, typed=typed)

    async def page(
        self, request: Request, ballot_id: UUID, *, viewer: Viewer, typed: Typed | None = None
    ) -> Response:
        """One ballot with what may be done next."""
        async with self._desk.database.transaction() as tx:
            told = await queries.ballot_desk(tx, ballot_id, viewer)
        scene = scenes.desk_of(told, self._desk.easel.words_for(request))
        known = typed or Typed.blank(slips=told.ballot.roll)
        return self._desk.easel.draw(request, "ballot_desk_page.html", scene=scene, typed=known)

    async def box(
        self, request: Request, ballot_id: UUID, *, viewer: Viewer, typed: Typed
    ) -> Response:
        """The form into which one person types what was counted in a box."""
        async with self._desk.database.transaction() as tx:
            told = await queries.ballot_desk(tx, ballot_id, viewer)
        scene = scenes.desk_of(told, self._desk.easel.words_for(request))
        own = told.own.get(typed.text("box"))
        known = _as_typed(own) if own and set(typed.values) == {"box"} else typed
        return self._desk.easel.draw(request, "box_form.html", scene=scene, typed=known)

    async def decide(self, ballot_id: UUID, do: Decision, viewer: Viewer) -> Typed | None:
        """Open or close a ballot; the reason, if it was refused."""
        try:
            async with self._desk.database.transaction() as tx:
                await queries.ballot_held(tx, ballot_id, viewer, right=Right.DECIDE)
                await do(tx, ballot_id, errand_of(viewer, self._desk.place))
        except Rejection as no:
            return Typed.blank().refused(WHOLE_FORM, no)
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


def ballot_pages(desk: Desk) -> APIRouter:
    """Every page of those who hold a ballot."""
    router = desk.router()
    drawn = BallotsDesk(desk)
    for part in (_preparing, _printing, _opening_and_closing, _boxes):
        router.include_router(part(desk, drawn))
    return router


def _preparing(desk: Desk, drawn: BallotsDesk) -> APIRouter:
    router = desk.router()
    reader = Annotated[Viewer, Depends(viewing(desk, Right.READ))]
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]
    sent = Annotated[Typed, Depends(typed_in)]

    @router.get("/ballots")
    async def ballots_page(request: Request, viewer: reader) -> Response:
        words = desk.easel.words_for(request)
        async with desk.database.transaction() as tx:
            ballots = await queries.ballots_shown(tx, viewer)
            seals, units = await queries.seals_known(tx, viewer)
        return desk.easel.draw(
            request,
            "ballots_page.html",
            ballots=[scenes.summary_of(ballot) for ballot in ballots],
            seals=scenes.seal_rows(seals, units, words),
            may_prepare=viewer.asker.has(Right.WORK),
        )

    @router.get("/ballots/new")
    async def ballot_form(request: Request, viewer: writer) -> Response:
        return await drawn.form(request, viewer, Typed.blank(seats=1))

    @router.post("/ballots/new")
    async def ballot_prepared(request: Request, viewer: writer, typed: sent) -> Response:
        reading = Reading(typed)
        ballot = _ballot(reading, desk.place.code)
        if reading.typed.is_refused:
            return await drawn.form(request, viewer, reading.typed)
        try:
            async with desk.database.transaction() as tx:
                await viewer.must(tx, Right.WORK, viewer.here)
                await prepare_ballot(tx, ballot)
        except Rejection as no:
            return await drawn.form(request, viewer, typed.refused(WHOLE_FORM, no))
        return see_other(f"/ballots/{ballot.id}", "said.ballots.prepared")

    return router


def _printing(desk: Desk, drawn: BallotsDesk) -> APIRouter:
    router = desk.router()
    reader = Annotated[Viewer, Depends(viewing(desk, Right.READ))]
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]
    sent = Annotated[Typed, Depends(typed_in)]

    @router.get("/ballots/{ballot_id}")
    async def ballot_desk_page(request: Request, ballot_id: UUID, viewer: reader) -> Response:
        return await drawn.page(request, ballot_id, viewer=viewer)

    @router.post("/ballots/{ballot_id}/slips")
    async def slips_page(
        request: Request, ballot_id: UUID, *, viewer: writer, typed: sent
    ) -> Response:
        """The codes are drawn once, here, and nowhere kept: no redirect, no second look."""
        reading = Reading(typed)
        wanted = reading.whole("slips", least=1, most=MOST_SLIPS)
        if reading.typed.is_refused:
            return await drawn.page(request, ballot_id, viewer=viewer, typed=reading.typed)
        try:
            ballot, codes = await drawn.slips(ballot_id, wanted, viewer)
        except Rejection as no:
            refused = typed.refused("slips", no)
            return await drawn.page(request, ballot_id, viewer=viewer, typed=refused)
        answer = desk.easel.draw(
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


def _opening_and_closing(desk: Desk, drawn: BallotsDesk) -> APIRouter:
    router = desk.router()
    leader = Annotated[Viewer, Depends(viewing(desk, Right.DECIDE))]

    @router.post("/ballots/{ballot_id}/opening")
    async def ballot_opened(request: Request, ballot_id: UUID, viewer: leader) -> Response:
        refused = await drawn.decide(ballot_id, open_ballot, viewer)
        if refused:
            return await drawn.page(request, ballot_id, viewer=viewer, typed=refused)
        return see_other(f"/ballots/{ballot_id}", "said.ballots.opened")

    @router.post("/ballots/{ballot_id}/closing")
    async def ballot_closed(request: Request, ballot_id: UUID, viewer: leader) -> Response:
        refused = await drawn.decide(ballot_id, close_ballot, viewer)
        if refused:
            return await drawn.page(request, ballot_id, viewer=viewer, typed=refused)
        return see_other(f"/public/ballots/{ballot_id}/results", "said.ballots.closed")

    return router


def _boxes(desk: Desk, drawn: BallotsDesk) -> APIRouter:
    router = desk.router()
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]
    sent = Annotated[Typed, Depends(typed_in)]
    named = Annotated[str, Query(max_length=MAX_BOX_CHARS)]

    @router.get("/ballots/{ballot_id}/box")
    async def box_form(
        request: Request, ballot_id: UUID, *, viewer: writer, box: named = ""
    ) -> Response:
        return await drawn.box(request, ballot_id, viewer=viewer, typed=Typed.blank(box=box))

    @router.post("/ballots/{ballot_id}/box")
    async def box_entered(
        request: Request, ballot_id: UUID, *, viewer: writer, typed: sent
    ) -> Response:
        reading = Reading(typed)
        try:
            async with desk.database.transaction() as tx:
                ballot = await queries.ballot_held(tx, ballot_id, viewer, right=Right.WORK)
                count = _count(reading, ballot)
                if not reading.typed.is_refused:
                    errand = errand_of(viewer, desk.place)
                    agreed = await enter_box(tx, ballot_id, count, errand=errand)
        except Rejection as no:
            reading.refuse(WHOLE_FORM, no)
        if reading.typed.is_refused:
            return await drawn.box(request, ballot_id, viewer=viewer, typed=reading.typed)
        said = "said.ballots.box.agreed" if agreed else "said.ballots.box.entered"
        return see_other(f"/ballots/{ballot_id}", said, box=count.box)

    return router


def _ballot(reading: Reading, here: str) -> Ballot:
    cap = reading.whole("cap", least=0, most=100) if reading.typed.text("cap") else None
    procedure = the_guide().procedure
    return Ballot(
        id=uuid7(),
        unit=UnitCode(here),
        title=reading.text("title", most=200),
        seats=reading.whole("seats", least=1, most=200),
        roll=reading.whole("roll", least=1, most=MOST_SLIPS),
        offline_cap=procedure.offline_cap if cap is None else Fraction(cap, 100),
        options=tuple(reading.typed.many("options")),
    )


def _count(reading: Reading, ballot: Ballot) -> Box:
    return Box(
        box=reading.text("box", most=MAX_BOX_CHARS),
        papers=reading.whole("papers"),
        votes={code: reading.whole(f"votes-{code}") for code in ballot.options},
        blank=reading.whole("blank"),
        spoilt=reading.whole("spoilt"),
    )


def _as_typed(box: Box) -> Typed:
    votes = {f"votes-{code}": votes for code, votes in box.votes.items()}
    return Typed.blank(
        box=box.box, papers=box.papers, blank=box.blank, spoilt=box.spoilt, **votes
    )
