"""Model figures, pledges and commitments over HTTP: counts, never who."""

from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Query, Response, UploadFile
from pydantic import BaseModel, Field

from services.registry.campaigns.queries import unit_served, units_served
from services.registry.counts import queries, workflows
from services.registry.counts.domain import (
    FIELDS,
    By,
    CommitmentCount,
    ModelFigures,
    PledgeCount,
    Tally,
    Turnover,
    period_of,
)
from services.registry.counts.workflows import import_figures, sheet_in
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from shared.chassis.importing import uploaded
from shared.chassis.sheet_faults import SheetRefused
from shared.kernel.places import UnitCode
from shared.kernel.roles import Right

ADDRESS = "/api/registry/v1"
MOST = 1_000_000_000
Year = Annotated[int, Query(ge=2000, le=2100)]
Unit = Annotated[str, Query(max_length=64)]


class FiguresView(BaseModel):
    """The report of one unit; a field it does not tell of is null, and then so is the sum."""

    unit: str
    first_year: int
    last_year: int
    registered: dict[str, int | None]
    added_up: int | None
    stated_total: int | None
    off_by: int
    revision: int

    @classmethod
    def of(cls, figures: ModelFigures) -> Self:
        """What is shown of a report."""
        own = ("unit", "added_up", "stated_total", "off_by", "revision")
        return cls(
            first_year=figures.period.first,
            last_year=figures.period.last,
            registered={code: figures.registered(code) for code in FIELDS},
            **{name: getattr(figures, name) for name in own},
        )


class SumView(BaseModel):
    """One field over all reports; `told` of `units` say how many they have."""

    field: str
    registered: int
    told: int
    units: int


class FiguresList(BaseModel):
    """The reports of a period, with their sums by field."""

    period: str
    periods: list[str]
    reports: list[FiguresView]
    sums: list[SumView]


class ErrorView(BaseModel):
    """One thing to mend in a table."""

    row: int
    column: str
    code: str
    detail_vi: str
    detail_en: str


class ImportAnswer(BaseModel):
    """How many reports were told anew; or everything that is wrong, and then none was."""

    told: int
    error_count: int = 0
    errors: list[ErrorView] = []

    @classmethod
    def refused(cls, no: SheetRefused) -> Self:
        """Nothing was kept."""
        errors = [
            ErrorView(row=e.row, column=e.column, code=e.code, detail_vi=e.vi, detail_en=e.en)
            for e in no.errors
        ]
        return cls(told=0, error_count=no.error_count, errors=errors)


class PledgeForm(BaseModel):
    """A count: `members` and `signed` anew, or who came, left and signed since the last."""

    unit: str
    year: int = Field(ge=2000, le=2100)
    theme: str
    counted_on: date
    seen_revision: int = 0
    members: int | None = Field(default=None, ge=0)
    signed: int | None = Field(default=None, ge=0)
    joined: int = Field(default=0, ge=0)
    left: int = Field(default=0, ge=0)
    signers_left: int = Field(default=0, ge=0)
    newly_signed: int = Field(default=0, ge=0)

    def counted(self) -> workflows.Counted:
        """What it says."""
        is_whole = self.members is not None and self.signed is not None
        whole = Tally(members=self.members or 0, signed=self.signed or 0)
        turnover = Turnover(
            joined=self.joined,
            left=self.left,
            signers_left=self.signers_left,
            newly_signed=self.newly_signed,
        )
        return workflows.Counted(
            unit=UnitCode(self.unit),
            year=self.year,
            theme=self.theme,
            counted_on=self.counted_on,
            seen_revision=self.seen_revision,
            whole=whole if is_whole else None,
            turnover=None if is_whole else turnover,
        )


class PledgeView(BaseModel):
    """The standing count of one unit, year and theme."""

    unit: str
    year: int
    theme: str
    members: int
    signed: int
    is_complete: bool
    counted_on: date
    revision: int

    @classmethod
    def of(cls, count: PledgeCount) -> Self:
        """What is shown of a count."""
        own = {
            n: getattr(count, n) for n in ("unit", "year", "theme", "counted_on", "revision")
        }
        tally = {n: getattr(count.tally, n) for n in ("members", "signed", "is_complete")}
        return cls(**own, **tally)


class CommitmentForm(BaseModel):
    """A count of one kind; `revision` is the one that was looked at, 0 for the first."""

    unit: str
    year: int = Field(ge=2000, le=2100)
    theme: str
    by: By
    signed: int = Field(ge=0, le=MOST)
    of: int | None = Field(default=None, ge=0, le=MOST)
    kept: int | None = Field(default=None, ge=0, le=MOST)
    counted_on: date
    revision: int = 0


class PledgeList(BaseModel):
    """The counts of a year."""

    pledges: list[PledgeView]


class CommitmentList(BaseModel):
    """The counts of a year."""

    commitments: list[CommitmentForm]


Reader = Annotated[Viewer, Depends(viewing(Right.READ))]
Writer = Annotated[Viewer, Depends(viewing(Right.WORK))]


figure_routes = APIRouter(prefix=f"{ADDRESS}/model-figures", tags=["registry"])


@figure_routes.get("")
async def get_figures(
    web: Web, viewer: Reader, period: Annotated[str, Query(max_length=12)] = ""
) -> FiguresList:
    """The reports of a period, the latest unless one is named, and their sums by field."""
    chosen = period_of(period) if period else None
    async with web.database.transaction() as tx:
        reported = await queries.figures_shown(tx, viewer, period=chosen)
    return FiguresList(
        period=str(reported.period or ""),
        periods=[str(period) for period in reported.periods],
        reports=[FiguresView.of(report) for report in reported.reports],
        sums=[
            SumView(**{name: getattr(field_sum, name) for name in SumView.model_fields})
            for field_sum in reported.sums
        ],
    )


@figure_routes.post("/with-file", status_code=201)
async def import_from_file(
    web: Web, *, file: UploadFile, viewer: Writer, response: Response
) -> ImportAnswer:
    """Take in a CSV or XLSX table, all of it or nothing."""
    upload = await uploaded(file)
    try:
        async with web.database.transaction() as tx:
            units = await units_served(tx, viewer, right=Right.WORK)
            hosted = {unit.unit for unit in units}
            sheet = sheet_in(upload.filename, upload.content, hosted=hosted)
            count = await import_figures(tx, sheet, viewer)
    except SheetRefused as no:
        response.status_code = 422
        return ImportAnswer.refused(no)
    return ImportAnswer(told=count)


pledge_routes = APIRouter(prefix=ADDRESS, tags=["registry"])


@pledge_routes.get("/pledges")
async def get_pledges(web: Web, *, viewer: Reader, year: Year, unit: Unit = "") -> PledgeList:
    """How many of their staff have signed, by unit and theme."""
    async with web.database.transaction() as tx:
        promised = await queries.promises_shown(tx, viewer, year=year, unit=unit)
    return PledgeList(pledges=[PledgeView.of(pledge) for pledge in promised.pledges])


@pledge_routes.post("/pledges", status_code=201)
async def post_pledges(web: Web, form: PledgeForm, viewer: Writer) -> PledgeView:
    """Count, if nobody has counted since."""
    async with web.database.transaction() as tx:
        await unit_served(tx, form.unit, viewer, right=Right.WORK)
        return PledgeView.of(await workflows.count_pledges(tx, form.counted(), viewer))


@pledge_routes.get("/commitments")
async def get_commitments(
    web: Web, *, viewer: Reader, year: Year, unit: Unit = ""
) -> CommitmentList:
    """How many households, businesses and bodies have signed."""
    async with web.database.transaction() as tx:
        promised = await queries.promises_shown(tx, viewer, year=year, unit=unit)
    return CommitmentList(
        commitments=[_shown(commitment) for commitment in promised.commitments]
    )


@pledge_routes.post("/commitments", status_code=201)
async def post_commitments(web: Web, form: CommitmentForm, viewer: Writer) -> CommitmentForm:
    """Count, if nobody has counted since."""
    values = form.model_dump() | {"unit": UnitCode(form.unit), "host": viewer.here}
    async with web.database.transaction() as tx:
        await unit_served(tx, form.unit, viewer, right=Right.WORK)
        count = CommitmentCount(**values)
        return _shown(await workflows.count_commitments(tx, count, viewer))


def _shown(count: CommitmentCount) -> CommitmentForm:
    names = CommitmentForm.model_fields
    return CommitmentForm(**{name: getattr(count, name) for name in names})
