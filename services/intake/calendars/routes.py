"""Working years over HTTP: what is counted by, what a new version would move, publishing it."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, Field

from services.intake.calendars.queries import Preview, list_years, preview_of
from services.intake.calendars.workflows import publish_year
from services.intake.org.web import Web
from shared.chassis.access import anyone, staff_or_operator
from shared.chassis.calendars.known import KnownYear
from shared.kernel.calendar_file import as_data, calendar_year_from
from shared.kernel.calendar_years import CalendarYear
from shared.kernel.roles import Right

MOST_DAYS = 120


class DayForm(BaseModel):
    """A day that is not what its weekday says."""

    day: date
    kind: Literal["holiday", "makeup_off", "swap_off", "swap_work"]
    confidence: Literal["high", "medium", "low"] = "high"
    name: str = Field(default="", max_length=120)


class YearForm(BaseModel):
    """One year, whole, as it was published."""

    year: int = Field(ge=1976, le=2200)
    version: int = Field(ge=1, le=9_999)
    source: str = Field(max_length=500)
    confirmed: bool = True
    days: list[DayForm] = Field(max_length=MOST_DAYS)

    def as_year(self) -> CalendarYear:
        """The form in the words of the kernel."""
        return calendar_year_from(self.model_dump())


class YearView(YearForm):
    """A year that is known, and since when it counts; none: it came with the house."""

    in_force_at: datetime | None = None


class ChangeView(BaseModel):
    """A day on which two versions differ."""

    day: date
    before: str | None
    after: str | None


class PreviewView(BaseModel):
    """What a version would change: days, and how many promises that are still open."""

    changes: list[ChangeView]
    cases_later: int
    cases_sooner: int
    dossiers_later: int
    dossiers_sooner: int


class PublishedView(BaseModel):
    """Whether anything is new, and from when on it counts."""

    is_new: bool
    in_force_at: datetime | None


administers = staff_or_operator(Right.ADMINISTER, over_here=True)


calendar_routes = APIRouter(prefix="/api/intake/v1/calendar", tags=["intake"])


@calendar_routes.get("", dependencies=[Depends(anyone)])
async def get_years(web: Web) -> list[YearView]:
    """Every year that is counted by, in its newest version."""
    async with web.database.transaction() as tx:
        return [_year_view(known) for known in await list_years(tx)]


@calendar_routes.get("/{year}", dependencies=[Depends(anyone)])
async def get_versions(web: Web, year: Annotated[int, Path(ge=1, le=9_999)]) -> list[YearView]:
    """The newest version of one year; an empty list: nobody has loaded it."""
    async with web.database.transaction() as tx:
        known = await list_years(tx)
    return [_year_view(one) for one in known if one.year.year == year]


@calendar_routes.post("/preview", dependencies=[Depends(administers)])
async def preview_year(web: Web, form: YearForm) -> PreviewView:
    """What publishing this version would move here; nothing is written."""
    async with web.database.transaction() as tx:
        return _preview_view(await preview_of(tx, form.as_year()))


@calendar_routes.post("", dependencies=[Depends(administers)])
async def post_year(web: Web, request: Request, form: YearForm) -> PublishedView:
    """Publish a year here and for every node below."""
    principal, now = web.access.known(request), datetime.now(UTC)
    async with web.database.transaction() as tx:
        kept = await publish_year(
            tx, form.as_year(), principal=principal, place=web.place, now=now
        )
    return PublishedView(is_new=kept is not None, in_force_at=kept and kept.in_force_at)


def _year_view(known: KnownYear) -> YearView:
    shipped = known.loaded_by == ""
    return YearView(**as_data(known.year), in_force_at=None if shipped else known.in_force_at)


def _preview_view(preview: Preview) -> PreviewView:
    return PreviewView(
        changes=[
            ChangeView(day=one.on, before=one.before, after=one.after)
            for one in preview.changes
        ],
        cases_later=preview.cases.later,
        cases_sooner=preview.cases.sooner,
        dossiers_later=preview.dossiers.later,
        dossiers_sooner=preview.dossiers.sooner,
    )
