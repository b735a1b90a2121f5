"""Ballots over HTTP: held by staff, voted in and counted again by anybody."""

from datetime import UTC, date, datetime
from fractions import Fraction
from secrets import token_bytes
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from uuid_utils.compat import uuid7

from services.registry.ballots import queries, workflows
from services.registry.ballots.domain.ballots import (
    MOST_SLIPS,
    Ballot,
    BallotState,
    CodeUnknown,
)
from services.registry.ballots.domain.record import (
    CODE_BYTES,
    Box,
    CodeUnreadable,
    in_groups,
    written,
)
from services.registry.ballots.workflows import Vote
from services.registry.exemplars.catalogue import the_guide
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from shared.chassis.access import to_anyone
from shared.chassis.sources import attempts_at, source_of
from shared.kernel.attempt_limiter import AttemptLimiter
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right


class BallotView(BaseModel):
    """A ballot; `opening` and `closing` hold its slips and its votes fast."""

    id: UUID
    unit: str
    title: str
    seats: int
    roll: int
    offline_cap: Annotated[str, BeforeValidator(str)]
    options: tuple[str, ...]
    state: BallotState
    slips: int
    opening: str
    closing: str
    opened_on: date | None
    closed_on: date | None
    model_config = ConfigDict(from_attributes=True)


class BallotList(BaseModel):
    """Ballots, the newest first."""

    ballots: list[BallotView]


class BallotForm(BaseModel):
    """What a ballot is over; `offline_cap` is a fraction such as `1/2`."""

    title: str
    options: list[str]
    seats: int
    roll: int
    offline_cap: Annotated[str | None, Field(pattern=r"^\d{1,3}(/[1-9]\d{0,2})?$")] = None

    def ballot(self, here: str) -> Ballot:
        """The form in the words of the domain."""
        guide = the_guide().procedure.offline_cap
        cap = Fraction(self.offline_cap) if self.offline_cap else guide
        return Ballot(
            id=uuid7(),
            unit=UnitCode(here),
            title=self.title,
            seats=self.seats,
            roll=self.roll,
            offline_cap=min(cap, Fraction(1)),
            options=tuple(self.options),
        )


class SlipsForm(BaseModel):
    """How many slips to print."""

    slips: Annotated[int, Field(ge=1, le=MOST_SLIPS)]


class SlipsView(BaseModel):
    """The codes of all slips. They are told once, here, and nowhere kept."""

    codes: list[str]


class BoxForm(BaseModel):
    """What one person counted in a box."""

    box: str
    papers: int
    votes: dict[str, int]
    blank: int = 0
    spoilt: int = 0


class BoxView(BaseModel):
    """Whether two people have entered the same."""

    box: str
    is_agreed: bool


class VoteForm(BaseModel):
    """A vote: the code of a slip, and the codes of those chosen; none is a blank vote."""

    code: str
    choices: list[str]


class ReceiptView(BaseModel):
    """What the voter finds the own vote by in the published record."""

    receipt: str


Attempts = Annotated[AttemptLimiter, Depends(attempts_at("ballot codes"))]
Writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
Leader = Annotated[Viewer, Depends(viewing(Right.DECIDE))]


ballot_routes = APIRouter(prefix="/api/registry/v1/ballots", tags=["registry"])


@ballot_routes.get("", dependencies=[to_anyone])
async def get_ballots(web: Web) -> BallotList:
    """The ballots that are open or over."""
    async with web.database.transaction() as tx:
        ballots = await queries.ballots_for_all(tx)
    return BallotList(ballots=[BallotView.model_validate(ballot) for ballot in ballots])


@ballot_routes.get("/{ballot_id}/record", dependencies=[to_anyone])
async def get_record(web: Web, ballot_id: UUID) -> dict[str, Any]:
    """Everything of a closed ballot, to be counted again."""
    day = web.place.day_of(datetime.now(UTC))
    async with web.database.transaction() as tx:
        count = await queries.ballot_counted(tx, ballot_id, day=day)
    return written(count.record)


@ballot_routes.post("/{ballot_id}/votes", status_code=201, dependencies=[to_anyone])
async def post_vote(
    web: Web, request: Request, ballot_id: UUID, form: VoteForm, attempts: Attempts
) -> ReceiptView:
    """Vote with the code of a slip; who guesses codes has to wait."""
    source, now = source_of(request), datetime.now(UTC)
    attempts.refuse_more(source, now=now)
    vote = Vote(ballot=ballot_id, code=form.code, choices=form.choices)
    try:
        async with web.database.transaction() as tx:
            receipt = await workflows.vote(tx, vote, today=web.place.day_of(now))
    except (CodeUnknown, CodeUnreadable):
        attempts.note_one(source, now=datetime.now(UTC))
        raise
    return ReceiptView(receipt=receipt)


@ballot_routes.post("", status_code=201)
async def post_ballot(web: Web, form: BallotForm, viewer: Writer) -> BallotView:
    """Prepare a ballot over nominations that are open for comment."""
    async with web.database.transaction() as tx:
        await viewer.must(tx, Right.WORK, viewer.here)
        ballot = await workflows.prepare_ballot(tx, form.ballot(viewer.here))
    return BallotView.model_validate(ballot)


@ballot_routes.post("/{ballot_id}/slips", status_code=201)
async def post_slips(
    web: Web, *, ballot_id: UUID, form: SlipsForm, viewer: Writer
) -> SlipsView:
    """New slips in place of any before; their codes cannot be had again."""
    chances = [token_bytes(CODE_BYTES) for _ in range(form.slips)]
    async with web.database.transaction() as tx:
        await queries.ballot_held(tx, ballot_id, viewer, right=Right.WORK)
        codes = await workflows.print_slips(tx, ballot_id, chances, acting=viewer)
    return SlipsView(codes=[in_groups(code) for code in codes])


@ballot_routes.post("/{ballot_id}/boxes")
async def post_box(web: Web, *, ballot_id: UUID, form: BoxForm, viewer: Writer) -> BoxView:
    """Enter what one counted in a box; it counts once a second person enters the same."""
    count = Box(**form.model_dump())
    async with web.database.transaction() as tx:
        await queries.ballot_held(tx, ballot_id, viewer, right=Right.WORK)
        agreed = await workflows.enter_box(tx, ballot_id, count, acting=viewer)
    return BoxView(box=form.box, is_agreed=agreed is not None)


@ballot_routes.post("/{ballot_id}/opening")
async def post_opening(web: Web, ballot_id: UUID, viewer: Leader) -> BallotView:
    """Hold all slips fast and take votes."""
    async with web.database.transaction() as tx:
        await queries.ballot_held(tx, ballot_id, viewer, right=Right.DECIDE)
        ballot = await workflows.open_ballot(tx, ballot_id, viewer)
    return BallotView.model_validate(ballot)


@ballot_routes.post("/{ballot_id}/closing")
async def post_closing(web: Web, ballot_id: UUID, viewer: Leader) -> BallotView:
    """Hold all votes fast and publish them."""
    async with web.database.transaction() as tx:
        await queries.ballot_held(tx, ballot_id, viewer, right=Right.DECIDE)
        ballot = await workflows.close_ballot(tx, ballot_id, viewer)
    return BallotView.model_validate(ballot)
