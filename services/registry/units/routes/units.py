"""Registry over HTTP: who is who, on any day."""

from datetime import UTC, date, datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.registry.units.domain.units import UnitVersion
from services.registry.units.queries import units as queries
from shared.chassis.access import to_anyone
from shared.chassis.database import Database
from shared.kernel.places import Place

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
