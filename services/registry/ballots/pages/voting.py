"""Pages for voters and for everybody: a code, a choice, a receipt, the count to count again."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.registry.ballots import queries, scenes
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
from shared.kernel.guessing import Guesses
from shared.kernel.rejection import Rejection
from shared.portal.desk import Desk
from shared.portal.typed import Typed, typed_in

KEPT_NOWHERE = {"Cache-Control": "no-store"}
WRONG_CODES = (CodeUnknown, CodeUnreadable)


class Booth:
    """Where voters come; remembers in memory, and only there, who guesses codes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._guesses = Guesses()

    async def code_page(self, request: Request, ballot_id: UUID, typed: Typed) -> Response:
        """Where the code of a slip is typed in."""
        async with self._desk.database.transaction() as tx:
            ballot = await queries.ballot_for_all(tx, ballot_id)
            scene = await self._scene(tx, request, ballot)
        return self._desk.easel.draw(request, "ballot_code_page.html", scene=scene, typed=typed)

    async def choose(self, request: Request, ballot_id: UUID, typed: Typed) -> Response:
        """The choices, for whoever holds a good slip."""
        source = source_of(request)
        try:
            self._guesses.refuse_more(source, now=datetime.now(UTC))
            async with self._desk.database.transaction() as tx:
                ballot = await look_at_slip(tx, ballot_id, typed.text("code"))
                scene = await self._scene(tx, request, ballot)
        except Rejection as no:
            return await self._refused(request, ballot_id, typed, no=no)
        answer = self._desk.easel.draw(request, "ballot_page.html", scene=scene, typed=typed)
        answer.headers.update(KEPT_NOWHERE)
        return answer

    async def cast(self, request: Request, ballot_id: UUID, typed: Typed) -> Response:
        """The receipt; drawn at once, since an address with a receipt would end in logs."""
        given = Vote(ballot=ballot_id, code=typed.text("code"), choices=typed.many("choices"))
        today = self._desk.place.day_of(datetime.now(UTC))
        try:
            self._guesses.refuse_more(source_of(request), now=datetime.now(UTC))
            async with self._desk.database.transaction() as tx:
                receipt = await vote(tx, given, today=today)
                scene = await self._scene(
                    tx, request, await queries.ballot_for_all(tx, ballot_id)
                )
        except TooManyChosen as no:
            return await self.choose(request, ballot_id, typed.refused("choices", no))
        except Rejection as no:
            return await self._refused(request, ballot_id, typed, no=no)
        answer = self._desk.easel.draw(
            request, "ballot_receipt_page.html", scene=scene, receipt=receipt
        )
        answer.headers.update(KEPT_NOWHERE)
        return answer

    async def _refused(
        self, request: Request, ballot_id: UUID, typed: Typed, *, no: Rejection
    ) -> Response:
        if isinstance(no, WRONG_CODES):
            self._guesses.note_one(source_of(request), now=datetime.now(UTC))
        return await self.code_page(request, ballot_id, typed.refused("code", no))

    async def _scene(
        self, tx: Transaction, request: Request, ballot: Ballot
    ) -> scenes.VoterScene:
        day = self._desk.place.day_of(datetime.now(UTC))
        options = await queries.options_of(tx, ballot, day=day)
        return scenes.voter_of(ballot, options, self._desk.easel.words_for(request))


def voting_pages(desk: Desk) -> APIRouter:
    """Open to anyone: with a code to vote, without one to count."""
    router = desk.router()
    anyone = [Depends(desk.access.anyone)]
    sent = Annotated[Typed, Depends(typed_in)]
    booth = Booth(desk)

    @router.get("/public/ballots", dependencies=anyone)
    async def public_ballots_page(request: Request) -> Response:
        async with desk.database.transaction() as tx:
            ballots = await queries.ballots_for_all(tx)
        summaries = [scenes.summary_of(ballot) for ballot in ballots]
        return desk.easel.draw(request, "ballots_public_page.html", ballots=summaries)

    @router.get("/public/ballots/{ballot_id}", dependencies=anyone)
    async def ballot_code_page(request: Request, ballot_id: UUID) -> Response:
        return await booth.code_page(request, ballot_id, Typed.blank())

    @router.post("/public/ballots/{ballot_id}/choices", dependencies=anyone)
    async def ballot_page(request: Request, ballot_id: UUID, typed: sent) -> Response:
        return await booth.choose(request, ballot_id, typed)

    @router.post("/public/ballots/{ballot_id}/vote", dependencies=anyone)
    async def ballot_receipt_page(request: Request, ballot_id: UUID, typed: sent) -> Response:
        return await booth.cast(request, ballot_id, typed)

    router.include_router(_results(desk))
    router.include_router(_downloads(desk))
    return router


async def _count(desk: Desk, ballot_id: UUID) -> queries.Counted:
    day = desk.place.day_of(datetime.now(UTC))
    async with desk.database.transaction() as tx:
        return await queries.ballot_counted(tx, ballot_id, day=day)


def _results(desk: Desk) -> APIRouter:
    router = desk.router()
    anyone = [Depends(desk.access.anyone)]
    sent = Annotated[Typed, Depends(typed_in)]

    async def results(request: Request, ballot_id: UUID, typed: str) -> Response:
        words = desk.easel.words_for(request)
        told = await _count(desk, ballot_id)
        scene = scenes.result_of(told, words, looked_for=_receipts(typed))
        answer = desk.easel.draw(request, "ballot_result_page.html", scene=scene)
        answer.headers.update(KEPT_NOWHERE if typed else {})
        return answer

    @router.get("/public/ballots/{ballot_id}/results", dependencies=anyone)
    async def ballot_result_page(request: Request, ballot_id: UUID) -> Response:
        return await results(request, ballot_id, "")

    @router.post("/public/ballots/{ballot_id}/results", dependencies=anyone)
    async def receipt_looked_up(request: Request, ballot_id: UUID, typed: sent) -> Response:
        return await results(request, ballot_id, typed.text("receipt") or "-")

    return router


def _downloads(desk: Desk) -> APIRouter:
    router = desk.router()
    anyone = [Depends(desk.access.anyone)]

    @router.get("/public/ballots/{ballot_id}/record.json", dependencies=anyone)
    async def ballot_record(ballot_id: UUID) -> Response:
        text = as_json((await _count(desk, ballot_id)).record)
        return _download(text, "application/json", f"{ballot_id}.json")

    @router.get("/public/ballots/{ballot_id}/votes.csv", dependencies=anyone)
    async def ballot_votes(ballot_id: UUID) -> Response:
        text = as_csv((await _count(desk, ballot_id)).record)
        return _download(text, "text/csv; charset=utf-8", f"{ballot_id}.csv")

    @router.get("/public/ballots/{ballot_id}/marks.txt", dependencies=anyone)
    async def ballot_marks(ballot_id: UUID) -> Response:
        async with desk.database.transaction() as tx:
            marks = await queries.marks_for_all(tx, ballot_id)
        text = "".join(f"{mark}\n" for mark in marks)
        return _download(text, "text/plain; charset=utf-8", f"{ballot_id}.txt")

    return router


def _download(text: str, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=media_type, headers=headers)


def _receipts(typed: str) -> tuple[str, ...]:
    """What may be meant: a receipt however it was typed, or the code it is made from."""
    try:
        code = read_code(typed)
    except CodeUnreadable:
        return (typed[:40],) if typed else ()
    return in_groups(code), receipt_of(code)
