"""What is wrong with the tree, for who keeps it; and the tree of a day as a table to keep."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from services.registry.units import queries
from services.registry.units.queries import tree_checked
from shared.kernel.roles import Right
from shared.portal.spreadsheets import XLSX, as_csv, as_xlsx
from shared.portal.web_context import WebContext, page_router

COLUMNS = (
    *("code", "vi", "en", "kind", "parent", "sector_parent", "host"),
    *("gso_code", "eid", "basis", "valid_from"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One finding: which unit, what is wrong, how to mend it."""

    href: str
    unit: str
    said: str


Keeper = Annotated[Viewer, Depends(viewing(Right.ADMINISTER))]
Reader = Annotated[Viewer, Depends(viewing(Right.READ))]


unit_check_pages = page_router()


@unit_check_pages.get("/units/checks")
async def checks_page(web: Web, request: Request, viewer: Keeper) -> HTMLResponse:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        found = await tree_checked(tx)
        units = {one.unit for one in found}
        seen = {u for u in units if await viewer.may(tx, Right.ADMINISTER, u)}
    lines = [
        FindingLine(
            href=f"/units/{one.unit}", unit=one.unit, said=words.pick(vi=one.vi, en=one.en)
        )
        for one in found
        if one.unit in seen
    ]
    return web.templates.render(request, "unit_checks_page.html", view=lines)


unit_file_pages = page_router()


@unit_file_pages.get("/units/tree.csv")
async def tree_file(web: Web, viewer: Reader, on: date | None = None) -> Response:
    day = on or viewer.today
    table = as_csv(await _table(web, viewer, day))
    return _file(table, "text/csv; charset=utf-8", name=f"units-{day}.csv")


@unit_file_pages.get("/units/tree.xlsx")
async def tree_workbook(web: Web, viewer: Reader, on: date | None = None) -> Response:
    day = on or viewer.today
    book = await asyncio.to_thread(as_xlsx, await _table(web, viewer, day))
    return _file(book, XLSX, name=f"units-{day}.xlsx")


async def _table(web: WebContext, viewer: Viewer, day: date) -> list[Sequence[object]]:
    async with web.database.transaction() as tx:
        tops = sorted(viewer.principal.scopes(Right.READ))
        codes = {c for top in tops for c in await queries.subtree_of(tx, top, day)}
        units = [c.unit for c in await queries.units_on(tx, day) if c.unit.code in codes]
    return [COLUMNS, *([getattr(unit, name) for name in COLUMNS] for unit in units)]


def _file(content: str | bytes, media_type: str, *, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
