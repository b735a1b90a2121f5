"""Models for everybody: the list, each model, and the list as open data."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from services.registry.models import queries
from services.registry.models.domain.models import Model
from services.registry.models.domain.search import code_of
from services.registry.models.queries import Found
from services.registry.models.views.lists import model_list, sought_in
from services.registry.models.views.page import ModelPermissions, model_view
from services.registry.org.web import Web
from shared.chassis.access import to_anyone
from shared.portal import spreadsheets
from shared.portal.form_data import FormData
from shared.portal.list_query import ListQuery, list_query_of
from shared.portal.web_context import page_router

LIST = "/public/models"
SIZE, MOST_OPEN = 30, 1000
COLUMNS = (
    "code", "title", "unit", "kind", "field", "themes", "owner", "novelty", "year", "state",
    "registered_on", "criteria_count",
)  # fmt: skip


public_model_pages = page_router()


async def _found(web: Web, sheet: ListQuery) -> Found:
    day = web.place.day_of(datetime.now(UTC))
    async with web.database.transaction() as tx:
        return await queries.find_models(
            tx, sought_in(sheet, is_public=True), after=sheet.after, size=sheet.size, day=day
        )


@public_model_pages.get(LIST, dependencies=[to_anyone])
async def public_models_page(web: Web, request: Request) -> HTMLResponse:
    sheet = list_query_of(request, size=SIZE)
    listed = await _found(web, sheet)
    day = web.place.day_of(datetime.now(UTC))
    async with web.database.transaction() as tx:
        units = await queries.units_below_here(tx, web.place.code, day=day)
    words = web.templates.words_for(request)
    view = model_list(sheet, listed, units, words=words, is_public=True)
    return web.templates.render(request, "public_models_page.html", view=view)


@public_model_pages.get(LIST + ".csv", dependencies=[to_anyone])
async def public_models_csv(web: Web, request: Request) -> Response:
    listed = await _found(web, list_query_of(request, size=MOST_OPEN))
    return _file(as_csv(listed.models), "text/csv", ending="csv", after=listed.next_after)


@public_model_pages.get(LIST + ".json", dependencies=[to_anyone])
async def public_models_json(web: Web, request: Request) -> Response:
    listed = await _found(web, list_query_of(request, size=MOST_OPEN))
    payload = {"models": [as_row(model) for model in listed.models], "after": listed.next_after}
    text = json.dumps(payload, ensure_ascii=False)
    return _file(text, "application/json", ending="json", after=listed.next_after)


@public_model_pages.get(LIST + "/{model_id}", dependencies=[to_anyone])
async def public_model_page(web: Web, request: Request, model_id: UUID) -> HTMLResponse:
    day = web.place.day_of(datetime.now(UTC))
    async with web.database.transaction() as tx:
        dossier = await queries.public_dossier_of(tx, model_id, day=day)
    may = ModelPermissions(base=LIST, is_public=True)
    view = model_view(dossier, may, web.templates.words_for(request))
    return web.templates.render(
        request, "public_model_page.html", view=view, form=FormData.blank()
    )


def as_row(model: Model) -> dict[str, Any]:
    """A model as open data: codes, dates, and its public title."""
    content, on = model.content, model.registered_on
    return {
        "code": code_of(model.id),
        "title": content.title,
        "unit": content.unit,
        "kind": content.kind.value,
        "field": content.field,
        "themes": list(content.themes),
        "owner": content.owner.value,
        "novelty": content.novelty.value,
        "year": content.year,
        "state": model.state.value,
        "registered_on": on.isoformat() if on else None,
        "criteria_count": model.criteria_count,
    }


def as_csv(models: Sequence[Model]) -> str:
    """Models as a spreadsheet reads them."""
    rows = [as_row(model) for model in models]
    return spreadsheets.as_csv([COLUMNS, *([_cell(row[n]) for n in COLUMNS] for row in rows)])


def _cell(value: object) -> object:
    return " ".join(value) if isinstance(value, list) else value


def _file(text: str, media_type: str, *, ending: str, after: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename=mo-hinh.{ending}"}
    if after:
        headers["Link"] = f'<{LIST}.{ending}?after={after}>; rel="next"'
    return Response(text, media_type=media_type, headers=headers)
