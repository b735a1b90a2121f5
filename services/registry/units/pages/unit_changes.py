"""Changes of units as people make them: a form, a preview, a confirmation; and undoing."""

import re
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from uuid_utils.compat import uuid7

from services.registry.org.queries import Viewer
from services.registry.org.scenes.viewers import viewing
from services.registry.units.domain.changes import ChangeId, Kind, UnitChange
from services.registry.units.domain.undoing import ChangedMeanwhile
from services.registry.units.pages.unit_sights import names_of
from services.registry.units.queries import unit_changes as queries
from services.registry.units.queries import units as unit_queries
from services.registry.units.scenes.unit_changes import FIELDS, FORM, change_form, preview_scene
from services.registry.units.scenes.units import planned_lines
from services.registry.units.scenes.wanted_changes import Reader
from services.registry.units.workflows.previews import preview
from services.registry.units.workflows.unit_changes import Desk as Deciding
from services.registry.units.workflows.unit_changes import plan_change, undo_change
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

KEPT = (
    *("kind", "sources", "code", "vi", "en", "into", "unit_kind", "parent"),
    *("sector_parent", "children_to", "effective_on", "basis"),
)
FIRST, MOST_OFFERED = Kind.MERGE, 300


def unit_change_pages(desk: Desk) -> APIRouter:
    """The form with its preview, and the button that takes a planned change back."""
    router = desk.router()
    keeper = Annotated[Viewer, Depends(viewing(desk, Right.ADMINISTER))]
    counter = _Counter(desk)

    @router.get(FORM)
    async def change_form_page(request: Request, viewer: keeper) -> HTMLResponse:
        asked = request.query_params
        kept = {name: asked.get(name, "") for name in KEPT}
        kept["sources"] = kept["sources"] or asked.get("unit", "")
        return await counter.draw(request, viewer, Typed.blank(**kept))

    @router.post(FORM)
    async def decide_page(
        request: Request, viewer: keeper, typed: Annotated[Typed, Depends(typed_in)]
    ) -> Response:
        return await counter.take_in(request, viewer, typed)

    @router.post("/units/changes/{change_id}/undo")
    async def undo_page(change_id: UUID, viewer: keeper) -> Response:
        at = Deciding(asker=viewer.asker, place=desk.place, now=viewer.now)
        async with desk.database.transaction() as tx:
            undone = await undo_change(tx, ChangeId(change_id), desk=at)
        return see_other("/units", "said.units.undone", basis=undone.basis)

    return router


class _Counter:
    """Where changes are asked for, shown, and decided."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def draw(self, request: Request, viewer: Viewer, typed: Typed) -> HTMLResponse:
        """The form as it stands."""
        words = self._desk.easel.words_for(request)
        codes: list[str] = []
        async with self._desk.database.transaction() as tx:
            for top in sorted(viewer.asker.scopes(Right.ADMINISTER)):
                codes += await unit_queries.some_of_subtree(
                    tx, top, viewer.today, most=MOST_OFFERED
                )
        scene = change_form(_kind(typed), codes[:MOST_OFFERED], typed, words=words)
        return self._desk.easel.draw(
            request, "unit_change_form_page.html", scene=scene, typed=typed
        )

    async def take_in(self, request: Request, viewer: Viewer, typed: Typed) -> Response:
        """Show what the change would touch; once that was confirmed, decide."""
        reader = Reader(typed)
        change = await self._read(reader, viewer)
        if change is None:
            return await self.draw(request, viewer, reader.typed)
        try:
            if typed.text("step") == "confirm":
                return await self._decide(change, reader, viewer)
            return await self._preview(request, change, reader, viewer=viewer)
        except ChangedMeanwhile as no:
            seen = Reader(typed.refused(WHOLE_FORM, no))
            return await self._preview(request, change, seen, viewer=viewer)
        except Rejection as no:
            return await self.draw(request, viewer, typed.refused(WHOLE_FORM, no))

    async def _read(self, reader: Reader, viewer: Viewer) -> UnitChange | None:
        codes = reader.codes("sources")
        async with self._desk.database.transaction() as tx:
            known = await unit_queries.histories_of(tx, [*codes, reader.typed.text("code")])
        models = {chapter.unit.code: chapter.unit for chapter in known}
        return reader.change(
            _kind(reader.typed),
            models,
            change_id=ChangeId(uuid7()),
            here=viewer.here,
            now=datetime.now(UTC),
        )

    async def _decide(self, change: UnitChange, reader: Reader, viewer: Viewer) -> Response:
        at = Deciding(asker=viewer.asker, place=self._desk.place, now=viewer.now)
        version = reader.typed.text("version")
        async with self._desk.database.transaction() as tx:
            await plan_change(
                tx,
                change,
                children_to=_children_to(reader.typed),
                version=int(version) if re.fullmatch(r"\d{1,9}", version) else None,
                desk=at,
            )
        return see_other("/units", "said.units.planned", basis=change.basis)

    async def _preview(
        self, request: Request, change: UnitChange, reader: Reader, *, viewer: Viewer
    ) -> HTMLResponse:
        words, typed = self._desk.easel.words_for(request), reader.typed
        at = Deciding(asker=viewer.asker, place=self._desk.place, now=viewer.now)
        async with self._desk.database.transaction() as tx:
            seen = await preview(tx, change, children_to=_children_to(typed), desk=at)
            touched = seen.change.touched
            others = await queries.changes_around(tx, touched, after=viewer.today)
            known = {*touched, *seen.below, *seen.nodes, *(u.code for u in seen.hosted)}
            known |= {unit for other in others for unit in other.touched}
            names = await names_of(tx, known, words)
        scene = preview_scene(
            seen,
            names,
            kept=[(name, typed.text(name)) for name in KEPT],
            meanwhile=planned_lines(others, names, words),
            words=words,
        )
        return self._desk.easel.draw(
            request, "unit_change_preview_page.html", scene=scene, typed=typed
        )


def _kind(typed: Typed) -> Kind:
    told = typed.text("kind")
    return Kind(told) if told in {kind.value for kind in FIELDS} else FIRST


def _children_to(typed: Typed) -> UnitCode | None:
    return UnitCode(typed.text("children_to")) if typed.text("children_to") else None
