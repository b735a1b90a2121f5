"""The checks of the tree over HTTP, for programs and for the operator."""

from typing import Self

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.registry.units.domain.unit_checks import UnitFinding
from services.registry.units.queries.unit_checks import tree_checked
from shared.kernel.roles import Right
from shared.portal.web_context import WebContext


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
    guard = Depends(web.access.staff_or_operator(Right.ADMINISTER, over=web.place.code))
    router = APIRouter(prefix="/api/registry/v1/units", tags=["registry"], dependencies=[guard])

    @router.get("/checks")
    async def get_checks() -> FindingList:
        """Everything that is wrong with the tree, by unit."""
        async with web.database.transaction() as tx:
            found = await tree_checked(tx)
        return FindingList(findings=[FindingView.of(one) for one in found])

    return router
