"""Units over HTTP, many at once: a table taken in whole or not at all."""

from datetime import UTC, datetime

from fastapi import APIRouter, Depends, UploadFile
from fastapi.responses import StreamingResponse

from services.registry.units.workflows.unit_imports import ROW_KEY, import_units, unit_columns
from shared.chassis.importing import STREAMED, import_stream, uploaded
from shared.chassis.sheets import Progress
from shared.kernel.roles import Right
from shared.portal.web_context import WebContext


def unit_import_routes(web: WebContext) -> APIRouter:
    """The import of units."""
    guard = Depends(web.access.staff_or_operator(Right.ADMINISTER, over=web.place.code))
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
