"""Pages for voters and for everybody: a code, a choice, a receipt, the count to count again."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.registry.ballots import queries, views
from services.registry.ballots.domain.ballot_codes import (
    CodeUnreadable,
    in_groups,
    read_code,
    receipt_of,
)
from services.registry.ballots.domain.ballot_file import as_csv, as_json
from services.registry.ballots.domain.ballots import Ballot, CodeUnknown, TooManyChosen
from services.registry.ballots.workflows import Vote, look_at_slip, vote
from shared.chassis.database import Transaction
from shared.chassis.sources import source_of
from shared.kernel.attempt_limiter import AttemptLimiter
from shared.kernel.rejection import Rejection
from shared.portal.form_data import FormData, form_data_of
from shared.portal.web_context import WebContext

KEPT_NOWHERE = {"Cache-Control": "no-store"}
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
        answer.headers.update(KEPT_NOWHERE)
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
        answer.headers.update(KEPT_NOWHERE)
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
    router = web.router()
    anyone = [Depends(web.access.anyone)]
    sent = Annotated[FormData, Depends(form_data_of)]
    booth = Booth(web)

    @router.get("/public/ballots", dependencies=anyone)
    async def public_ballots_page(request: Request) -> Response:
        async with web.database.transaction() as tx:
            ballots = await queries.ballots_for_all(tx)
        summaries = [views.summary_of(ballot) for ballot in ballots]
        return web.templates.render(request, "ballots_public_page.html", ballots=summaries)

    @router.get("/public/ballots/{ballot_id}", dependencies=anyone)
    async def ballot_code_page(request: Request, ballot_id: UUID) -> Response:
        return await booth.code_page(request, ballot_id, FormData.blank())

    @router.post("/public/ballots/{ballot_id}/choices", dependencies=anyone)
    async def ballot_page(request: Request, ballot_id: UUID, form: sent) -> Response:
        return await booth.choose(request, ballot_id, form)

    @router.post("/public/ballots/{ballot_id}/vote", dependencies=anyone)
    async def ballot_receipt_page(request: Request, ballot_id: UUID, form: sent) -> Response:
        return await booth.cast(request, ballot_id, form)

    router.include_router(_results(web))
    router.include_router(_downloads(web))
    return router


async def _count(web: WebContext, ballot_id: UUID) -> queries.BallotCount:
    day = web.place.day_of(datetime.now(UTC))
    async with web.database.transaction() as tx:
        return await queries.ballot_counted(tx, ballot_id, day=day)


def _results(web: WebContext) -> APIRouter:
    router = web.router()
    anyone = [Depends(web.access.anyone)]
    sent = Annotated[FormData, Depends(form_data_of)]

    async def results(request: Request, ballot_id: UUID, form: str) -> Response:
        words = web.templates.words_for(request)
        told = await _count(web, ballot_id)
        view = views.result_of(told, words, looked_for=_receipts(form))
        answer = web.templates.render(request, "ballot_result_page.html", view=view)
        answer.headers.update(KEPT_NOWHERE if form else {})
        return answer

    @router.get("/public/ballots/{ballot_id}/results", dependencies=anyone)
    async def ballot_result_page(request: Request, ballot_id: UUID) -> Response:
        return await results(request, ballot_id, "")

    @router.post("/public/ballots/{ballot_id}/results", dependencies=anyone)
    async def receipt_looked_up(request: Request, ballot_id: UUID, form: sent) -> Response:
        return await results(request, ballot_id, form.text("receipt") or "-")

    return router


def _downloads(web: WebContext) -> APIRouter:
    router = web.router()
    anyone = [Depends(web.access.anyone)]

    @router.get("/public/ballots/{ballot_id}/record.json", dependencies=anyone)
    async def ballot_record(ballot_id: UUID) -> Response:
        text = as_json((await _count(web, ballot_id)).record)
        return _download(text, "application/json", f"{ballot_id}.json")

    @router.get("/public/ballots/{ballot_id}/votes.csv", dependencies=anyone)
    async def ballot_votes(ballot_id: UUID) -> Response:
        text = as_csv((await _count(web, ballot_id)).record)
        return _download(text, "text/csv; charset=utf-8", f"{ballot_id}.csv")

    @router.get("/public/ballots/{ballot_id}/marks.txt", dependencies=anyone)
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
