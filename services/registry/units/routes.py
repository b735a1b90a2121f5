"""Registry over HTTP: who is who, on any day."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from uuid_utils.compat import uuid7

from services.registry.org.domain import document_number
from services.registry.units import queries
from services.registry.units.domain.change_refusals import SharesNotWhole
from services.registry.units.domain.changes import (
    ChangeId,
    ChangeKind,
    Draft,
    Part,
    Seat,
    UnitChange,
)
from services.registry.units.domain.previews import Preview
from services.registry.units.domain.unit_checks import UnitFinding
from services.registry.units.domain.units import UnitVersion
from services.registry.units.queries import tree_checked
from services.registry.units.workflows import (
    ROW_KEY,
    import_units,
    plan_change,
    preview,
    undo_change,
    unit_columns,
)
from services.registry.units.workflows import Desk as Deciding
from shared.chassis.access import Principal, staff, staff_or_operator, to_anyone
from shared.chassis.database import Database
from shared.chassis.importing import STREAMED, import_stream, uploaded
from shared.chassis.sheets import Progress
from shared.kernel.places import Place, PlaceCode, UnitCode, place_code
from shared.kernel.roles import Right
from shared.portal.web_context import WebContext

AsOf = Annotated[date | None, Query()]


class UnitView(BaseModel):
    """A unit from `valid_from` on; `valid_to` is the first day it was different."""

    code: str
    vi: str
    en: str
    kind: str
    parent: str | None
    host: str
    valid_from: date
    valid_to: date | None
    made_up: bool

    @classmethod
    def of(cls, chapter: UnitVersion) -> Self:
        """What is shown of a unit."""
        unit = chapter.unit
        return cls(
            code=unit.code,
            vi=unit.vi,
            en=unit.en,
            kind=unit.kind,
            parent=unit.parent,
            host=unit.host,
            valid_from=unit.valid_from,
            valid_to=chapter.valid_to,
            made_up=unit.made_up,
        )


class UnitList(BaseModel):
    """All units of one day."""

    units: list[UnitView]


def unit_routes(database: Database, place: Place) -> APIRouter:
    """Units as JSON."""
    router = APIRouter(
        prefix="/api/registry/v1/units", tags=["registry"], dependencies=[to_anyone]
    )

    def today() -> date:
        return place.day_of(datetime.now(UTC))

    @router.get("")
    async def get_units(as_of: AsOf = None) -> UnitList:
        """Every unit known here, as organised on a day; today unless another is named."""
        async with database.transaction() as tx:
            chapters = await queries.units_on(tx, as_of or today())
        return UnitList(units=[UnitView.of(chapter) for chapter in chapters])

    @router.get("/{code}")
    async def get_unit(code: str, as_of: AsOf = None) -> UnitView:
        """One unit, as organised on a day; today unless another is named."""
        async with database.transaction() as tx:
            return UnitView.of(await queries.unit_on(tx, code, as_of or today()))

    return router


Code = Annotated[str, Field(min_length=1, max_length=64)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class NewUnit(BaseModel):
    """A unit as it begins; without `host`, the node of this place serves it."""

    kind: Code
    vi: Name
    en: Name
    parent: Code | None
    host: Code | None = None
    sector_parent: Code | None = None
    gso_code: Annotated[str, Field(max_length=20)] = ""
    eid: Annotated[str, Field(max_length=64)] = ""
    made_up: bool = False


class TakenPart(BaseModel):
    """A unit on either side of the change; what is left out stays as it was."""

    unit: Code
    share: Annotated[str, Field(max_length=40)] | None = None
    """Such as `3/5`; none: there is no rule."""
    begins: NewUnit | None = None
    vi: Name | None = None
    en: Name | None = None
    parent: Code | None = None
    sector_parent: Code | None = None
    host: Code | None = None


class ChangeWanted(BaseModel):
    """A change with its day and its document."""

    kind: ChangeKind
    effective_on: date
    basis: Annotated[str, Field(max_length=60)]
    sources: Annotated[list[TakenPart], Field(max_length=500)] = []
    targets: Annotated[list[TakenPart], Field(max_length=500)] = []
    children_to: Code | None = None
    """Where the children of units that end go, if not to whoever takes over."""
    version: int | None = None
    """What the preview said; refused if somebody changed one of the units since."""


class ChangeView(BaseModel):
    """A change as it stands."""

    id: UUID
    kind: ChangeKind
    effective_on: date
    basis: str
    sources: list[str]
    targets: list[str]
    followers: list[str]


class ChangeList(BaseModel):
    """Changes that are still to come."""

    changes: list[ChangeView]


class PreviewView(BaseModel):
    """What a change would touch."""

    change: ChangeView
    below: list[str]
    hosted: list[str]
    nodes: list[str]
    version: int


def unit_change_routes(web: WebContext) -> APIRouter:
    """Changes of units as JSON."""
    router = APIRouter(prefix="/api/registry/v1/unit-changes", tags=["registry"])
    keeper = Annotated[Principal, Depends(staff(Right.ADMINISTER))]
    reader = staff(Right.READ)

    @router.get("", dependencies=[Depends(reader)])
    async def get_planned_changes() -> ChangeList:
        """The changes that are still to come."""
        today = web.place.day_of(datetime.now(UTC))
        async with web.database.transaction() as tx:
            planned = await queries.changes_planned(tx, today)
        return ChangeList(changes=[view_of(change) for change in planned])

    @router.post("/preview")
    async def preview_change(wanted: ChangeWanted, principal: keeper) -> PreviewView:
        """What a change would touch; nothing is written down."""
        at = _deciding(web, principal)
        change, children_to = change_of(wanted, at)
        async with web.database.transaction() as tx:
            seen = await preview(tx, change, children_to=children_to, web=at)
        return _preview(seen)

    @router.post("", status_code=201)
    async def post_change(wanted: ChangeWanted, principal: keeper) -> ChangeView:
        """Decide on a change, and tell everyone it concerns."""
        at = _deciding(web, principal)
        change, children_to = change_of(wanted, at)
        async with web.database.transaction() as tx:
            planned = await plan_change(
                tx, change, children_to=children_to, version=wanted.version, web=at
            )
        return view_of(planned)

    _offer_undoing(router, web)
    return router


def _offer_undoing(router: APIRouter, web: WebContext) -> None:
    keeper = Annotated[Principal, Depends(staff(Right.ADMINISTER))]

    @router.post("/{change_id}/undo")
    async def undo_planned_change(change_id: UUID, principal: keeper) -> ChangeView:
        """Take a change back before its day."""
        async with web.database.transaction() as tx:
            undone = await undo_change(tx, ChangeId(change_id), web=_deciding(web, principal))
        return view_of(undone)


def _deciding(web: WebContext, principal: Principal) -> Deciding:
    return Deciding(principal=principal, place=web.place, now=datetime.now(UTC))


def change_of(wanted: ChangeWanted, at: Deciding) -> tuple[UnitChange, UnitCode | None]:
    """The change that is asked for.

    Raises:
        DocumentNumberUnusable: if its document has no such number.
        PlaceCodeUnusable: if a new unit's code cannot be one.
        SharesNotWhole: if a share is no fraction.

    """
    sources = [_part(part, Seat.SOURCE, at.place.code) for part in wanted.sources]
    targets = [_part(part, Seat.TARGET, at.place.code) for part in wanted.targets]
    change = UnitChange(
        id=ChangeId(uuid7()),
        kind=wanted.kind,
        effective_on=wanted.effective_on,
        basis=document_number(wanted.basis).text,
        decided_by=at.place.code,
        stated_at=at.now,
        parts=(*sources, *targets),
    )
    return change, _code(wanted.children_to)


def view_of(change: UnitChange) -> ChangeView:
    """What is shown of a change."""
    return ChangeView(
        id=change.id,
        kind=change.kind,
        effective_on=change.effective_on,
        basis=change.basis,
        sources=list(change.sources),
        targets=list(change.targets),
        followers=list(change.followers),
    )


def _preview(seen: Preview) -> PreviewView:
    return PreviewView(
        change=view_of(seen.change),
        below=list(seen.below),
        hosted=[unit.code for unit in seen.hosted],
        nodes=list(seen.nodes),
        version=seen.version,
    )


def _part(told: TakenPart, seat: Seat, here: PlaceCode) -> Part:
    return Part(
        unit=UnitCode(place_code(told.unit)),
        seat=seat,
        share=fraction(told.share),
        begins=_draft(told.begins, here) if told.begins else None,
        vi=told.vi,
        en=told.en,
        parent=_code(told.parent),
        sector_parent=_code(told.sector_parent),
        host=PlaceCode(told.host) if told.host else None,
    )


def _draft(told: NewUnit, here: PlaceCode) -> Draft:
    codes = {
        "parent": _code(told.parent),
        "sector_parent": _code(told.sector_parent),
        "host": PlaceCode(told.host) if told.host else here,
    }
    return Draft(**{**told.model_dump(), **codes})


def _code(told: str | None) -> UnitCode | None:
    return UnitCode(told) if told else None


def fraction(text: str | None) -> Fraction | None:
    """A share such as `3/5`.

    Raises:
        SharesNotWhole: if it is no fraction.

    """
    try:
        return Fraction(text) if text else None
    except (ValueError, ZeroDivisionError) as unreadable:
        raise SharesNotWhole(
            f"“{text}” không phải là phần chia; ví dụ: 3/5.",
            f"“{text}” is no share; such are 3/5.",
        ) from unreadable


class FindingView(BaseModel):
    """Something that is wrong with a unit, and how to mend it."""

    unit: str
    check: str
    vi: str
    en: str
    wrong_vi: str
    wrong_en: str
    mend_vi: str
    mend_en: str

    @classmethod
    def of(cls, finding: UnitFinding) -> Self:
        """What is shown of a finding; `vi` and `en` are the name of the unit."""
        return cls(
            unit=finding.unit,
            check=finding.check,
            vi=finding.name.vi,
            en=finding.name.en,
            wrong_vi=finding.wrong.vi,
            wrong_en=finding.wrong.en,
            mend_vi=finding.mend.vi,
            mend_en=finding.mend.en,
        )


class FindingList(BaseModel):
    """Everything that is wrong with the tree as it is known here."""

    findings: list[FindingView]


def unit_check_routes(web: WebContext) -> APIRouter:
    """The checks; their address stands before that of a single unit."""
    guard = Depends(staff_or_operator(Right.ADMINISTER, over_here=True))
    router = APIRouter(prefix="/api/registry/v1/units", tags=["registry"], dependencies=[guard])

    @router.get("/checks")
    async def get_checks() -> FindingList:
        """Everything that is wrong with the tree, by unit."""
        async with web.database.transaction() as tx:
            found = await tree_checked(tx)
        return FindingList(findings=[FindingView.of(one) for one in found])

    return router


def unit_import_routes(web: WebContext) -> APIRouter:
    """The import of units."""
    guard = Depends(staff_or_operator(Right.ADMINISTER, over_here=True))
    router = APIRouter(prefix="/api/registry/v1/units", tags=["registry"], dependencies=[guard])

    @router.post("/import", **STREAMED)
    async def post_units(file: UploadFile) -> StreamingResponse:
        """Take in a CSV or XLSX file of units, all or nothing."""
        upload = await uploaded(file)

        async def work(tell: Progress) -> int:
            sheet = await upload.sheet(unit_columns(), tell=tell, key=ROW_KEY)
            async with web.database.transaction() as tx:
                return await import_units(tx, sheet, place=web.place, now=datetime.now(UTC))

        return import_stream("registry", work)

    return router
