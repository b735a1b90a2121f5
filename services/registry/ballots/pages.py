"""Pages of ballots: prepared, printed and counted by those who hold them; open to voters."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from fractions import Fraction
from secrets import token_bytes
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from uuid_utils.compat import uuid7

from services.registry.ballots import queries, views, workflows
from services.registry.ballots.domain.ballots import (
    MAX_BOX_CHARS,
    MOST_SLIPS,
    Ballot,
    BallotState,
    CodeUnknown,
    TooManyChosen,
)
from services.registry.ballots.domain.record import (
    CODE_BYTES,
    Box,
    CodeUnreadable,
    as_csv,
    as_json,
    in_groups,
    read_code,
    receipt_of,
)
from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.views import title_of
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from shared.chassis.access import to_anyone
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.sources import attempts_at, source_of
from shared.kernel.attempt_limiter import AttemptLimiter
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.options import Option
from shared.portal.web_context import page_router

NO_STORE = {"Cache-Control": "no-store"}
WRONG_CODES = (CodeUnknown, CodeUnreadable)
Attempts = Annotated[AttemptLimiter, Depends(attempts_at("ballot codes"))]
Reader = Annotated[Viewer, Depends(viewing(Right.READ))]
Writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
Leader = Annotated[Viewer, Depends(viewing(Right.DECIDE))]
Form = Annotated[FormData, Depends(form_data_of)]

ballot_pages = page_router("/ballots")


@ballot_pages.get("")
async def ballots_page(web: Web, request: Request, viewer: Reader) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        ballots = await queries.ballots_shown(tx, viewer)
        seals, units = await queries.seals_known(tx, viewer)
    return web.templates.render(
        request,
        "ballots_page.html",
        ballots=ballots,
        seals=views.seal_rows(seals, units, words),
        may_prepare=viewer.principal.has(Right.WORK),
    )


@ballot_pages.get("/new")
async def ballot_form(web: Web, request: Request, viewer: Writer) -> Response:
    return await _draw_new(web, request, viewer, FormData.blank(seats=1))


@ballot_pages.post("/new")
async def prepare_ballot(web: Web, *, request: Request, viewer: Writer, form: Form) -> Response:
    fields = FormReader(form)
    ballot = _ballot(fields, web.place.code)
    if fields.form.is_refused:
        return await _draw_new(web, request, viewer, fields.form)
    try:
        async with web.database.transaction() as tx:
            await viewer.must(tx, Right.WORK, viewer.here)
            await workflows.prepare_ballot(tx, ballot)
    except Rejection as no:
        return await _draw_new(web, request, viewer, form.refused(WHOLE_FORM, no))
    return see_other(f"/ballots/{ballot.id}", "flash.ballots.prepared")


@ballot_pages.get("/{ballot_id}")
async def ballot_page(web: Web, request: Request, ballot_id: UUID, viewer: Reader) -> Response:
    return await _draw(web, request, ballot_id, viewer=viewer)


@ballot_pages.post("/{ballot_id}/slips")
async def print_slips(
    web: Web, *, request: Request, ballot_id: UUID, viewer: Writer, form: Form
) -> Response:
    """The codes are drawn once, here, and nowhere kept: no redirect, no second look."""
    fields = FormReader(form)
    wanted = fields.whole("slips", least=1, most=MOST_SLIPS)
    if fields.form.is_refused:
        return await _draw(web, request, ballot_id, viewer=viewer, form=fields.form)
    chances = [token_bytes(CODE_BYTES) for _ in range(wanted)]
    try:
        async with web.database.transaction() as tx:
            ballot = await queries.ballot_held(tx, ballot_id, viewer, right=Right.WORK)
            codes = await workflows.print_slips(tx, ballot_id, chances, acting=viewer)
    except Rejection as no:
        refused = form.refused("slips", no)
        return await _draw(web, request, ballot_id, viewer=viewer, form=refused)
    answer = web.templates.render(
        request,
        "slips_page.html",
        title=ballot.title,
        back=f"/ballots/{ballot_id}",
        address=f"{request.url.netloc}/public/ballots",
        codes=[in_groups(code) for code in codes],
    )
    answer.headers.update(NO_STORE)
    return answer


@ballot_pages.post("/{ballot_id}/opening")
async def open_ballot(web: Web, request: Request, ballot_id: UUID, viewer: Leader) -> Response:
    refused = await _decide(web, ballot_id, workflows.open_ballot, viewer=viewer)
    if refused:
        return await _draw(web, request, ballot_id, viewer=viewer, form=refused)
    return see_other(f"/ballots/{ballot_id}", "flash.ballots.opened")


@ballot_pages.post("/{ballot_id}/closing")
async def close_ballot(web: Web, request: Request, ballot_id: UUID, viewer: Leader) -> Response:
    refused = await _decide(web, ballot_id, workflows.close_ballot, viewer=viewer)
    if refused:
        return await _draw(web, request, ballot_id, viewer=viewer, form=refused)
    return see_other(f"/public/ballots/{ballot_id}/results", "flash.ballots.closed")


@ballot_pages.get("/{ballot_id}/box")
async def box_form(
    web: Web,
    *,
    request: Request,
    ballot_id: UUID,
    viewer: Writer,
    box: Annotated[str, Query(max_length=MAX_BOX_CHARS)] = "",
) -> Response:
    return await _draw_box(web, request, ballot_id, viewer=viewer, form=FormData.blank(box=box))


@ballot_pages.post("/{ballot_id}/box")
async def enter_box(
    web: Web, *, request: Request, ballot_id: UUID, viewer: Writer, form: Form
) -> Response:
    fields = FormReader(form)
    try:
        async with web.database.transaction() as tx:
            ballot = await queries.ballot_held(tx, ballot_id, viewer, right=Right.WORK)
            count = _count(fields, ballot)
            if not fields.form.is_refused:
                agreed = await workflows.enter_box(tx, ballot_id, count, acting=viewer)
    except Rejection as no:
        fields.refuse(WHOLE_FORM, no)
    if fields.form.is_refused:
        return await _draw_box(web, request, ballot_id, viewer=viewer, form=fields.form)
    flash = "flash.ballots.box.agreed" if agreed else "flash.ballots.box.entered"
    return see_other(f"/ballots/{ballot_id}", flash, box=count.box)


voting_pages = page_router("/public/ballots")


@voting_pages.get("", dependencies=[to_anyone])
async def public_ballots_page(web: Web, request: Request) -> Response:
    async with web.database.transaction() as tx:
        ballots = await queries.ballots_for_all(tx)
    return web.templates.render(request, "ballots_public_page.html", ballots=ballots)


@voting_pages.get("/{ballot_id}", dependencies=[to_anyone])
async def code_page(web: Web, request: Request, ballot_id: UUID) -> Response:
    return await _draw_code(web, request, ballot_id, FormData.blank())


@voting_pages.post("/{ballot_id}/choices", dependencies=[to_anyone])
async def choices_page(
    web: Web, request: Request, ballot_id: UUID, form: Form, attempts: Attempts
) -> Response:
    """The choices, for whoever holds a good slip."""
    source, now = source_of(request), datetime.now(UTC)
    try:
        attempts.refuse_more(source, now=now)
        async with web.database.transaction() as tx:
            ballot = await workflows.look_at_slip(tx, ballot_id, form.text("code"))
            options = await queries.options_of(tx, ballot, day=web.place.day_of(now))
    except Rejection as no:
        return await _draw_code(
            web, request, ballot_id, _wrong_code(attempts, request, form, no)
        )
    shown = views.options_of(options, web.templates.words_for(request))
    answer = web.templates.render(
        request, "ballot_page.html", ballot=ballot, options=shown, form=form
    )
    answer.headers.update(NO_STORE)
    return answer


@voting_pages.post("/{ballot_id}/vote", dependencies=[to_anyone])
async def cast_vote(
    web: Web, request: Request, ballot_id: UUID, form: Form, attempts: Attempts
) -> Response:
    """The receipt; drawn at once, since an address with a receipt would end in logs."""
    vote = workflows.Vote(
        ballot=ballot_id, code=form.text("code"), choices=form.many("choices")
    )
    now = datetime.now(UTC)
    try:
        attempts.refuse_more(source_of(request), now=now)
        async with web.database.transaction() as tx:
            receipt = await workflows.vote(tx, vote, today=web.place.day_of(now))
            ballot = await queries.ballot_for_all(tx, ballot_id)
    except TooManyChosen as no:
        return await choices_page(
            web, request, ballot_id, form.refused("choices", no), attempts
        )
    except Rejection as no:
        return await _draw_code(
            web, request, ballot_id, _wrong_code(attempts, request, form, no)
        )
    answer = web.templates.render(
        request, "ballot_receipt_page.html", ballot=ballot, receipt=receipt
    )
    answer.headers.update(NO_STORE)
    return answer


@voting_pages.get("/{ballot_id}/results", dependencies=[to_anyone])
async def results_page(web: Web, request: Request, ballot_id: UUID) -> Response:
    return await _draw_results(web, request, ballot_id)


@voting_pages.post("/{ballot_id}/results", dependencies=[to_anyone])
async def look_receipt_up(web: Web, request: Request, ballot_id: UUID, form: Form) -> Response:
    answer = await _draw_results(web, request, ballot_id, form.text("receipt") or "-")
    answer.headers.update(NO_STORE)
    return answer


@voting_pages.get("/{ballot_id}/record.json", dependencies=[to_anyone])
async def ballot_record(web: Web, ballot_id: UUID) -> Response:
    text = as_json((await _counted(web, ballot_id)).record)
    return _download(text, "application/json", f"{ballot_id}.json")


@voting_pages.get("/{ballot_id}/votes.csv", dependencies=[to_anyone])
async def ballot_votes(web: Web, ballot_id: UUID) -> Response:
    text = as_csv((await _counted(web, ballot_id)).record)
    return _download(text, "text/csv; charset=utf-8", f"{ballot_id}.csv")


@voting_pages.get("/{ballot_id}/marks.txt", dependencies=[to_anyone])
async def ballot_marks(web: Web, ballot_id: UUID) -> Response:
    async with web.database.transaction() as tx:
        marks = await queries.marks_for_all(tx, ballot_id)
    text = "".join(f"{mark}\n" for mark in marks)
    return _download(text, "text/plain; charset=utf-8", f"{ballot_id}.txt")


async def _draw_new(web: Web, request: Request, viewer: Viewer, form: FormData) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        listed = await queries.to_vote_on(tx, viewer)
    options = [
        Option(n.code, title_of(n, listed.units, words=words), f"{n.code} · {n.year}")
        for n in listed.nominations
    ]
    return web.templates.render(request, "ballot_form.html", options=options, form=form)


async def _draw(
    web: Web, request: Request, ballot_id: UUID, *, viewer: Viewer, form: FormData | None = None
) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        held = await queries.ballot_of_staff(tx, ballot_id, viewer)
    options = views.options_of(held.options, words)
    return web.templates.render(
        request,
        "ballot_desk_page.html",
        ballot=held.ballot,
        voted=held.voted,
        cap=held.ballot.offline_cap * 100,
        opening=views.in_fours(held.ballot.opening),
        options=options,
        boxes=views.box_rows(held.boxes, options, words),
        form=form or FormData.blank(slips=held.ballot.roll),
    )


async def _draw_box(
    web: Web, request: Request, ballot_id: UUID, *, viewer: Viewer, form: FormData
) -> Response:
    """The form into which one person types what was counted in a box."""
    async with web.database.transaction() as tx:
        held = await queries.ballot_of_staff(tx, ballot_id, viewer)
    options = views.options_of(held.options, web.templates.words_for(request))
    own = held.own.get(form.text("box"))
    if own and set(form.values) == {"box"}:
        form = _box_typed(own)
    return web.templates.render(
        request, "box_form.html", ballot=held.ballot, options=options, form=form
    )


async def _draw_code(web: Web, request: Request, ballot_id: UUID, form: FormData) -> Response:
    async with web.database.transaction() as tx:
        ballot = await queries.ballot_for_all(tx, ballot_id)
    is_opened = ballot.state is not BallotState.PREPARED
    opening = views.in_fours(ballot.opening) if is_opened else ""
    return web.templates.render(
        request, "ballot_code_page.html", ballot=ballot, opening=opening, form=form
    )


async def _draw_results(
    web: Web, request: Request, ballot_id: UUID, receipt: str = ""
) -> Response:
    words, count = web.templates.words_for(request), await _counted(web, ballot_id)
    view = views.result_of(count, words, looked_for=_receipts(receipt))
    return web.templates.render(
        request, "ballot_result_page.html", view=view, ballot=count.ballot, papers=count.papers
    )


async def _decide(
    web: Web,
    ballot_id: UUID,
    decide: Callable[[Transaction, UUID, Acting], Awaitable[Ballot]],
    *,
    viewer: Viewer,
) -> FormData | None:
    """Open or close a ballot; the reason, if it was refused."""
    try:
        async with web.database.transaction() as tx:
            await queries.ballot_held(tx, ballot_id, viewer, right=Right.DECIDE)
            await decide(tx, ballot_id, viewer)
    except Rejection as no:
        return FormData.blank().refused(WHOLE_FORM, no)
    return None


async def _counted(web: Web, ballot_id: UUID) -> queries.BallotCount:
    day = web.place.day_of(datetime.now(UTC))
    async with web.database.transaction() as tx:
        return await queries.ballot_counted(tx, ballot_id, day=day)


def _wrong_code(
    attempts: AttemptLimiter, request: Request, form: FormData, no: Rejection
) -> FormData:
    if isinstance(no, WRONG_CODES):
        attempts.note_one(source_of(request), now=datetime.now(UTC))
    return form.refused("code", no)


def _download(text: str, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=media_type, headers=headers)


def _receipts(text: str) -> tuple[str, ...]:
    """What may be meant: a receipt however it was typed, or the code it is made from."""
    try:
        code = read_code(text)
    except CodeUnreadable:
        return (text[:40],) if text else ()
    return in_groups(code), receipt_of(code)


def _ballot(fields: FormReader, here: str) -> Ballot:
    cap = fields.whole("cap", least=0, most=100) if fields.form.text("cap") else None
    return Ballot(
        id=uuid7(),
        unit=UnitCode(here),
        title=fields.text("title", most=200),
        seats=fields.whole("seats", least=1, most=200),
        roll=fields.whole("roll", least=1, most=MOST_SLIPS),
        offline_cap=the_guide().procedure.offline_cap if cap is None else Fraction(cap, 100),
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


def _box_typed(box: Box) -> FormData:
    votes = {f"votes-{code}": votes for code, votes in box.votes.items()}
    numbers = {"papers": box.papers, "blank": box.blank, "spoilt": box.spoilt}
    return FormData.blank(box=box.box, **numbers, **votes)
