"""Surveys over HTTP."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Request, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from services.surveys import queries, workflows
from services.surveys.domain.ballots import Ballot, Channel, cast
from shared.chassis.access import operator, staff_or_operator, to_anyone
from shared.chassis.database import Database
from shared.chassis.directory import units_hosted_at
from shared.chassis.idempotency import once
from shared.chassis.importing import STREAMED, import_stream, uploaded
from shared.chassis.sheets import Progress
from shared.kernel.places import Place
from shared.kernel.roles import Right

SCALE = {"minimum": 1, "maximum": 5}
CHANNELS = {"enum": [str(channel) for channel in Channel]}
COUNTED: dict[str, Any] = {"ballot": "counted"}
NOTHING_OF_THE_BALLOT = b"ballot"
"""What an idempotency key is remembered with: a hash of so little would give it away."""


class BallotForm(BaseModel):
    """One opinion. Who gives it is neither asked nor kept."""

    level: Annotated[int, Field(json_schema_extra=SCALE)]
    channel: Annotated[str, Field(json_schema_extra=CHANNELS)]
    unit: str | None = None
    cast_on: date | None = None

    def as_ballot(self, place: Place, today: date, hosted: Collection[str]) -> Ballot:
        """The form in the words of the domain."""
        return cast(
            unit=self.unit or place.code,
            level=self.level,
            channel=self.channel,
            cast_on=self.cast_on or today,
            today=today,
            hosted=hosted,
        )


class BallotAnswer(BaseModel):
    """All that is said about a ballot, ever."""

    ballot: Literal["counted"] = "counted"


class StandingAnswer(BaseModel):
    """How full the box is."""

    counted: int
    waiting: int


def routes(database: Database, place: Place) -> APIRouter:
    """The JSON interface of surveys."""
    router = APIRouter(prefix="/api/surveys/v1", tags=["surveys"])
    router.include_router(_box(database, place))
    router.include_router(_back_office(database, place))
    return router


def _box(database: Database, place: Place) -> APIRouter:
    router = APIRouter(dependencies=[to_anyone])

    @router.post("/ballots", status_code=201)
    async def post_ballot(
        request: Request,
        form: BallotForm,
        idempotency_key: Annotated[str | None, Header()] = None,
    ) -> BallotAnswer:
        """Cast one ballot. Only an operator may give another day than today."""
        now = datetime.now(UTC)
        today = place.day_of(now)
        if form.cast_on not in {None, today}:
            await operator(request)
        async with database.transaction() as tx:
            ballot = form.as_ballot(place, today, await units_hosted_at(tx, place.code))

            async def take() -> dict[str, Any]:
                await workflows.take_ballot(tx, ballot, now=now)
                return COUNTED

            await once(tx, idempotency_key, request=NOTHING_OF_THE_BALLOT, do=take)
        return BallotAnswer()

    return router


def _back_office(database: Database, place: Place) -> APIRouter:
    guard = Depends(staff_or_operator(Right.WORK, over_here=True))
    router = APIRouter(dependencies=[guard])

    @router.post("/ballots/import", **STREAMED)
    async def import_ballots(file: UploadFile) -> StreamingResponse:
        """Take in a CSV or XLSX file of ballots, all or nothing."""
        upload = await uploaded(file)

        async def work(tell: Progress) -> int:
            now = datetime.now(UTC)
            async with database.transaction() as tx:
                hosted = await units_hosted_at(tx, place.code)
            columns = workflows.ballot_columns(hosted=hosted, today=place.day_of(now))
            sheet = await upload.sheet(columns, tell=tell)
            async with database.transaction() as tx:
                return await workflows.import_ballots(
                    tx, sheet, digest=upload.digest, place=place, now=now, tell=tell
                )

        return import_stream("surveys", work)

    @router.get("/ballots/standing")
    async def get_standing() -> StandingAnswer:
        """How many ballots were counted here, and how many wait to be told."""
        async with database.transaction() as tx:
            standing = await queries.standing(tx)
        return StandingAnswer(counted=standing.counted, waiting=standing.waiting)

    return router
