"""Pages of ballots for those who hold them: prepare, print, open, count boxes, close."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from fractions import Fraction
from secrets import token_bytes
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from uuid_utils.compat import uuid7

from services.registry.ballots import queries, views
from services.registry.ballots.domain.ballot_codes import (
    CODE_BYTES,
    Code,
    CodeUnreadable,
    in_groups,
    read_code,
    receipt_of,
)
from services.registry.ballots.domain.ballot_file import as_csv, as_json
from services.registry.ballots.domain.ballot_record import Box
from services.registry.ballots.domain.ballots import (
    MOST_SLIPS,
    Ballot,
    CodeUnknown,
    TooManyChosen,
)
from services.registry.ballots.domain.boxes import MAX_BOX_CHARS
from services.registry.ballots.workflows import (
    Vote,
    close_ballot,
    enter_box,
    look_at_slip,
    open_ballot,
    prepare_ballot,
    print_slips,
    vote,
)
from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.views.errands import errand_of
from services.registry.exemplars.views.exemplars import title_of
from services.registry.exemplars.workflows import Errand
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from shared.chassis.access import to_anyone
from shared.chassis.database import Transaction
from shared.chassis.sources import source_of
from shared.kernel.attempt_limiter import AttemptLimiter
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.options import Option
from shared.portal.web_context import WebContext, page_router

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
        self, request: Request, ballot_id: UUID, *, viewer: Viewer, form: FormData | None = None
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
    router = page_router()
    drawn = BallotsDesk(web)
    for part in (_preparing, _printing, _opening_and_closing, _boxes):
        router.include_router(part(web, drawn))
    return router


def _preparing(web: WebContext, drawn: BallotsDesk) -> APIRouter:
    router = page_router()
    reader = Annotated[Viewer, Depends(viewing(Right.READ))]
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
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
    router = page_router()
    reader = Annotated[Viewer, Depends(viewing(Right.READ))]
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
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


def _opening_and_closing(web: WebContext, drawn: BallotsDesk) -> APIRouter:  # noqa: ARG001 - its siblings take it
    router = page_router()
    leader = Annotated[Viewer, Depends(viewing(Right.DECIDE))]

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
    router = page_router()
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
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


KEPT_NOWHERE_VOTING = {"Cache-Control": "no-store"}
WRONG_CODES = (CodeUnknown, CodeUnreadable)


class Booth:
    """Where voters come; remembers in memory, and only there, who guesses codes."""

    def __init__(self, web: WebContext) -> None:
        self._desk = web
        self._guesses = AttemptLimiter()

    async def code_page(self, request: Request, ballot_id: UUID, form: FormData) -> Response:
        """Where the code of a slip is typed in."""
        async with self._desk.database.transaction() as tx:
            ballot = await queries.ballot_for_all(tx, ballot_id)
            view = await self._scene(tx, request, ballot)
        return self._desk.templates.render(
            request, "ballot_code_page.html", view=view, form=form
        )

    async def choose(self, request: Request, ballot_id: UUID, form: FormData) -> Response:
        """The choices, for whoever holds a good slip."""
        source = source_of(request)
        try:
            self._guesses.refuse_more(source, now=datetime.now(UTC))
            async with self._desk.database.transaction() as tx:
                ballot = await look_at_slip(tx, ballot_id, form.text("code"))
                view = await self._scene(tx, request, ballot)
        except Rejection as no:
            return await self._refused(request, ballot_id, form, no=no)
        answer = self._desk.templates.render(request, "ballot_page.html", view=view, form=form)
        answer.headers.update(KEPT_NOWHERE_VOTING)
        return answer

    async def cast(self, request: Request, ballot_id: UUID, form: FormData) -> Response:
        """The receipt; drawn at once, since an address with a receipt would end in logs."""
        given = Vote(ballot=ballot_id, code=form.text("code"), choices=form.many("choices"))
        today = self._desk.place.day_of(datetime.now(UTC))
        try:
            self._guesses.refuse_more(source_of(request), now=datetime.now(UTC))
            async with self._desk.database.transaction() as tx:
                receipt = await vote(tx, given, today=today)
                view = await self._scene(
                    tx, request, await queries.ballot_for_all(tx, ballot_id)
                )
        except TooManyChosen as no:
            return await self.choose(request, ballot_id, form.refused("choices", no))
        except Rejection as no:
            return await self._refused(request, ballot_id, form, no=no)
        answer = self._desk.templates.render(
            request, "ballot_receipt_page.html", view=view, receipt=receipt
        )
        answer.headers.update(KEPT_NOWHERE_VOTING)
        return answer

    async def _refused(
        self, request: Request, ballot_id: UUID, form: FormData, *, no: Rejection
    ) -> Response:
        if isinstance(no, WRONG_CODES):
            self._guesses.note_one(source_of(request), now=datetime.now(UTC))
        return await self.code_page(request, ballot_id, form.refused("code", no))

    async def _scene(
        self, tx: Transaction, request: Request, ballot: Ballot
    ) -> views.VoterView:
        day = self._desk.place.day_of(datetime.now(UTC))
        options = await queries.options_of(tx, ballot, day=day)
        return views.voter_of(ballot, options, self._desk.templates.words_for(request))


def voting_pages(web: WebContext) -> APIRouter:
    """Open to anyone: with a code to vote, without one to count."""
    router = page_router()
    everybody = [to_anyone]
    sent = Annotated[FormData, Depends(form_data_of)]
    booth = Booth(web)

    @router.get("/public/ballots", dependencies=everybody)
    async def public_ballots_page(request: Request) -> Response:
        async with web.database.transaction() as tx:
            ballots = await queries.ballots_for_all(tx)
        summaries = [views.summary_of(ballot) for ballot in ballots]
        return web.templates.render(request, "ballots_public_page.html", ballots=summaries)

    @router.get("/public/ballots/{ballot_id}", dependencies=everybody)
    async def ballot_code_page(request: Request, ballot_id: UUID) -> Response:
        return await booth.code_page(request, ballot_id, FormData.blank())

    @router.post("/public/ballots/{ballot_id}/choices", dependencies=everybody)
    async def ballot_page(request: Request, ballot_id: UUID, form: sent) -> Response:
        return await booth.choose(request, ballot_id, form)

    @router.post("/public/ballots/{ballot_id}/vote", dependencies=everybody)
    async def ballot_receipt_page(request: Request, ballot_id: UUID, form: sent) -> Response:
        return await booth.cast(request, ballot_id, form)

    router.include_router(_results(web))
    router.include_router(_downloads(web))
    return router


async def _count_voting(web: WebContext, ballot_id: UUID) -> queries.BallotCount:
    day = web.place.day_of(datetime.now(UTC))
    async with web.database.transaction() as tx:
        return await queries.ballot_counted(tx, ballot_id, day=day)


def _results(web: WebContext) -> APIRouter:
    router = page_router()
    everybody = [to_anyone]
    sent = Annotated[FormData, Depends(form_data_of)]

    async def results(request: Request, ballot_id: UUID, form: str) -> Response:
        words = web.templates.words_for(request)
        told = await _count_voting(web, ballot_id)
        view = views.result_of(told, words, looked_for=_receipts(form))
        answer = web.templates.render(request, "ballot_result_page.html", view=view)
        answer.headers.update(KEPT_NOWHERE_VOTING if form else {})
        return answer

    @router.get("/public/ballots/{ballot_id}/results", dependencies=everybody)
    async def ballot_result_page(request: Request, ballot_id: UUID) -> Response:
        return await results(request, ballot_id, "")

    @router.post("/public/ballots/{ballot_id}/results", dependencies=everybody)
    async def receipt_looked_up(request: Request, ballot_id: UUID, form: sent) -> Response:
        return await results(request, ballot_id, form.text("receipt") or "-")

    return router


def _downloads(web: WebContext) -> APIRouter:
    router = page_router()
    everybody = [to_anyone]

    @router.get("/public/ballots/{ballot_id}/record.json", dependencies=everybody)
    async def ballot_record(ballot_id: UUID) -> Response:
        text = as_json((await _count_voting(web, ballot_id)).record)
        return _download(text, "application/json", f"{ballot_id}.json")

    @router.get("/public/ballots/{ballot_id}/votes.csv", dependencies=everybody)
    async def ballot_votes(ballot_id: UUID) -> Response:
        text = as_csv((await _count_voting(web, ballot_id)).record)
        return _download(text, "text/csv; charset=utf-8", f"{ballot_id}.csv")

    @router.get("/public/ballots/{ballot_id}/marks.txt", dependencies=everybody)
    async def ballot_marks(ballot_id: UUID) -> Response:
        async with web.database.transaction() as tx:
            marks = await queries.marks_for_all(tx, ballot_id)
        text = "".join(f"{mark}\n" for mark in marks)
        return _download(text, "text/plain; charset=utf-8", f"{ballot_id}.txt")

    return router


def _download(text: str, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=media_type, headers=headers)


def _receipts(form: str) -> tuple[str, ...]:
    """What may be meant: a receipt however it was typed, or the code it is made from."""
    try:
        code = read_code(form)
    except CodeUnreadable:
        return (form[:40],) if form else ()
    return in_groups(code), receipt_of(code)
