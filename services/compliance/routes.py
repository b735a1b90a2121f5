"""Compliance over HTTP."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from services.compliance import queries
from services.compliance.domain.activities import Activity, ActivityKind, a_kind, recorded
from services.compliance.domain.breaches import Breach
from services.compliance.workflows import activities as workflows
from shared.chassis.access import staff_or_operator, to_anyone
from shared.chassis.database import Database
from shared.chassis.directory import units_hosted_at
from shared.chassis.idempotency import once
from shared.chassis.importing import STREAMED, import_stream, uploaded
from shared.chassis.sheets import Progress
from shared.kernel.places import Place, UnitCode
from shared.kernel.roles import Right

KINDS = {"enum": [str(kind) for kind in ActivityKind]}
FROM_ZERO = {"minimum": 0}
PAGE = 200
MOST_AT_ONCE = 1_000


class ActivityForm(BaseModel):
    """What a unit did, as an officer enters it."""

    kind: Annotated[str, Field(json_schema_extra=KINDS)]
    held_on: date
    count: Annotated[int, Field(json_schema_extra=FROM_ZERO)]
    planned: Annotated[int | None, Field(json_schema_extra=FROM_ZERO)] = None
    unit: str | None = None

    def as_activity(self, place: Place, today: date, hosted: Collection[str]) -> Activity:
        """The form in the words of the domain."""
        activity = Activity(
            unit=UnitCode(self.unit or place.code),
            kind=a_kind(self.kind),
            held_on=self.held_on,
            count=self.count,
            planned=self.planned,
        )
        return recorded(activity, today=today, hosted=hosted)


class ActivityAnswer(BaseModel):
    """Under which id an activity is on record."""

    activity_id: UUID


class BreachAnswer(BaseModel):
    """A breach: ids, codes and days."""

    breach_id: UUID
    kind: str
    subject_id: UUID
    unit: str
    due_on: date
    found_on: date
    cleared_on: date | None

    @classmethod
    def of(cls, breach: Breach) -> Self:
        """`breach` as the API shows it."""
        return cls(
            breach_id=breach.id,
            kind=breach.kind,
            subject_id=breach.subject_id,
            unit=breach.unit,
            due_on=breach.due_on,
            found_on=breach.found_on,
            cleared_on=breach.cleared_on,
        )


class BreachPage(BaseModel):
    """Some breaches; `next` is where the following page begins, if there is one."""

    breaches: list[BreachAnswer]
    next: UUID | None


def routes(database: Database, place: Place) -> APIRouter:
    """The JSON interface of compliance."""
    router = APIRouter(prefix="/api/compliance/v1", tags=["compliance"])
    router.include_router(_breaches(database))
    router.include_router(_activities(database, place))
    router.include_router(_files(database, place))
    return router


def _breaches(database: Database) -> APIRouter:
    router = APIRouter(dependencies=[to_anyone])

    @router.get("/breaches")
    async def get_breaches(
        is_open: Annotated[bool | None, Query(alias="open")] = None,
        after: UUID | None = None,
        limit: Annotated[int, Query(ge=1, le=MOST_AT_ONCE)] = PAGE,
    ) -> BreachPage:
        """Broken promises, the longest-standing first."""
        async with database.transaction() as tx:
            found = await queries.breach_page(tx, is_open=is_open, after=after, limit=limit + 1)
        shown = [BreachAnswer.of(breach) for breach in found[:limit]]
        return BreachPage(
            breaches=shown, next=shown[-1].breach_id if len(found) > limit else None
        )

    return router


def _activities(database: Database, place: Place) -> APIRouter:
    guard = Depends(staff_or_operator(Right.WORK, over_here=True))
    router = APIRouter(dependencies=[guard])

    @router.post("/activities", status_code=201)
    async def post_activity(
        form: ActivityForm, idempotency_key: Annotated[str | None, Header()] = None
    ) -> ActivityAnswer:
        """Record something countable that a unit of this place did."""
        now = datetime.now(UTC)
        async with database.transaction() as tx:
            hosted = await units_hosted_at(tx, place.code)
            activity = form.as_activity(place, place.day_of(now), hosted)

            async def record() -> dict[str, Any]:
                recorded_as = await workflows.record_activity(
                    tx, activity, place=place, now=now
                )
                return {"activity_id": str(recorded_as)}

            request = form.model_dump_json().encode()
            answer = await once(tx, idempotency_key, request=request, do=record)
        return ActivityAnswer(**answer)

    return router


def _files(database: Database, place: Place) -> APIRouter:
    guard = Depends(staff_or_operator(Right.WORK, over_here=True))
    router = APIRouter(dependencies=[guard])

    @router.post("/activities/import", **STREAMED)
    async def import_activities(file: UploadFile) -> StreamingResponse:
        """Take in a CSV or XLSX file of activities, all or nothing."""
        upload = await uploaded(file)

        async def work(tell: Progress) -> int:
            now = datetime.now(UTC)
            async with database.transaction() as tx:
                hosted = await units_hosted_at(tx, place.code)
            columns = workflows.activity_columns(hosted=hosted, today=place.day_of(now))
            sheet = await upload.sheet(columns, tell=tell, key=workflows.ROW_KEY)
            async with database.transaction() as tx:
                return await workflows.import_activities(
                    tx, sheet, digest=upload.digest, place=place, now=now, tell=tell
                )

        return import_stream("compliance", work)

    return router
