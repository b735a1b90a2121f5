"""Changes of units as people make them: a form, a preview, a confirmation; and undoing."""

import re
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from uuid_utils.compat import uuid7

from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.units import queries
from services.registry.units import queries as unit_queries
from services.registry.units.domain.changes import ChangeId, ChangeKind, UnitChange
from services.registry.units.domain.undoing import ChangedMeanwhile
from services.registry.units.pages.unit_sights import names_of
from services.registry.units.views import (
    FIELDS,
    FORM,
    Reader,
    change_form,
    planned_lines,
    preview_page_view,
)
from services.registry.units.workflows import Desk as Deciding
from services.registry.units.workflows import plan_change, preview, undo_change
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.web_context import WebContext, page_router

KEPT = (
    *("kind", "sources", "code", "vi", "en", "into", "unit_kind", "parent"),
    *("sector_parent", "children_to", "effective_on", "basis"),
)
FIRST, MOST_OFFERED = ChangeKind.MERGE, 300


def unit_change_pages(web: WebContext) -> APIRouter:
    """The form with its preview, and the button that takes a planned change back."""
    router = page_router()
    keeper = Annotated[Viewer, Depends(viewing(Right.ADMINISTER))]
    counter = _Counter(web)

    @router.get(FORM)
    async def change_form_page(request: Request, viewer: keeper) -> HTMLResponse:
        asked = request.query_params
        kept = {name: asked.get(name, "") for name in KEPT}
        kept["sources"] = kept["sources"] or asked.get("unit", "")
        return await counter.render(request, viewer, FormData.blank(**kept))

    @router.post(FORM)
    async def decide_page(
        request: Request, viewer: keeper, form: Annotated[FormData, Depends(form_data_of)]
    ) -> Response:
        return await counter.take_in(request, viewer, form)

    @router.post("/units/changes/{change_id}/undo")
    async def undo_page(change_id: UUID, viewer: keeper) -> Response:
        at = Deciding(principal=viewer.principal, place=web.place, now=viewer.now)
        async with web.database.transaction() as tx:
            undone = await undo_change(tx, ChangeId(change_id), web=at)
        return see_other("/units", "flash.units.undone", basis=undone.basis)

    return router


class _Counter:
    """Where changes are asked for, shown, and decided."""

    def __init__(self, web: WebContext) -> None:
        self._desk = web

    async def render(self, request: Request, viewer: Viewer, form: FormData) -> HTMLResponse:
        """The form as it stands."""
        words = self._desk.templates.words_for(request)
        codes: list[str] = []
        async with self._desk.database.transaction() as tx:
            for top in sorted(viewer.principal.scopes(Right.ADMINISTER)):
                codes += await unit_queries.some_of_subtree(
                    tx, top, viewer.today, most=MOST_OFFERED
                )
        view = change_form(_kind(form), codes[:MOST_OFFERED], form, words=words)
        return self._desk.templates.render(
            request, "unit_change_form_page.html", view=view, form=form
        )

    async def take_in(self, request: Request, viewer: Viewer, form: FormData) -> Response:
        """Show what the change would touch; once that was confirmed, decide."""
        reader = Reader(form)
        change = await self._read(reader, viewer)
        if change is None:
            return await self.render(request, viewer, reader.form)
        try:
            if form.text("step") == "confirm":
                return await self._decide(change, reader, viewer)
            return await self._preview(request, change, reader, viewer=viewer)
        except ChangedMeanwhile as no:
            seen = Reader(form.refused(WHOLE_FORM, no))
            return await self._preview(request, change, seen, viewer=viewer)
        except Rejection as no:
            return await self.render(request, viewer, form.refused(WHOLE_FORM, no))

    async def _read(self, reader: Reader, viewer: Viewer) -> UnitChange | None:
        codes = reader.codes("sources")
        async with self._desk.database.transaction() as tx:
            known = await unit_queries.histories_of(tx, [*codes, reader.form.text("code")])
        models = {chapter.unit.code: chapter.unit for chapter in known}
        return reader.change(
            _kind(reader.form),
            models,
            change_id=ChangeId(uuid7()),
            here=viewer.here,
            now=datetime.now(UTC),
        )

    async def _decide(self, change: UnitChange, reader: Reader, viewer: Viewer) -> Response:
        at = Deciding(principal=viewer.principal, place=self._desk.place, now=viewer.now)
        version = reader.form.text("version")
        async with self._desk.database.transaction() as tx:
            await plan_change(
                tx,
                change,
                children_to=_children_to(reader.form),
                version=int(version) if re.fullmatch(r"\d{1,9}", version) else None,
                web=at,
            )
        return see_other("/units", "flash.units.planned", basis=change.basis)

    async def _preview(
        self, request: Request, change: UnitChange, reader: Reader, *, viewer: Viewer
    ) -> HTMLResponse:
        words, form = self._desk.templates.words_for(request), reader.form
        at = Deciding(principal=viewer.principal, place=self._desk.place, now=viewer.now)
        async with self._desk.database.transaction() as tx:
            seen = await preview(tx, change, children_to=_children_to(form), web=at)
            touched = seen.change.touched
            others = await queries.changes_around(tx, touched, after=viewer.today)
            known = {*touched, *seen.below, *seen.nodes, *(u.code for u in seen.hosted)}
            known |= {unit for other in others for unit in other.touched}
            names = await names_of(tx, known, words)
        view = preview_page_view(
            seen,
            names,
            kept=[(name, form.text(name)) for name in KEPT],
            meanwhile=planned_lines(others, names, words),
            words=words,
        )
        return self._desk.templates.render(
            request, "unit_change_preview_page.html", view=view, form=form
        )


def _kind(form: FormData) -> ChangeKind:
    told = form.text("kind")
    return ChangeKind(told) if told in {kind.value for kind in FIELDS} else FIRST


def _children_to(form: FormData) -> UnitCode | None:
    return UnitCode(form.text("children_to")) if form.text("children_to") else None
