"""The tree of categories: to look at for staff, to change for administrators."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.intake.categories import queries
from services.intake.categories.domain.categories import CategoryUnknown
from services.intake.categories.domain.category_changes import (
    CategoryChangeTooEarly,
    CategoryCodeUnusable,
    CategoryCodeUsed,
    CategoryHasBelow,
    CategoryNameMissing,
    Names,
)
from services.intake.categories.domain.category_tree import Category, Tree, tree_of
from services.intake.categories.scenes.categories import (
    TreeScene,
    branches_of,
    category_scene,
    found_in,
    parent_options,
)
from services.intake.categories.workflows import categories as workflows
from services.intake.categories.workflows.categories import Keeper
from services.intake.org.pages import tried
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from shared.kernel.rejection import NotFound, Rejection
from shared.kernel.roles import Right
from shared.portal.as_of import as_of
from shared.portal.desk import Desk
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]
FIELD_OF: dict[type[Rejection], str] = {
    CategoryCodeUsed: "code",
    CategoryCodeUnusable: "code",
    CategoryNameMissing: "vi",
    CategoryUnknown: "parent",
    CategoryChangeTooEarly: "on",
    CategoryHasBelow: WHOLE_FORM,
}


class CategoryNowhere(NotFound):
    """Không có lĩnh vực nào mang mã này.
    No category has this code.
    """


def category_pages(desk: Desk) -> APIRouter:
    """The tree, one category, and the forms that change them."""
    router = desk.router("/categories")
    reading = Annotated[Viewer, Depends(viewing(desk, Right.READ))]
    router.include_router(_new_category_pages(desk))

    @router.get("")
    async def categories_page(request: Request, viewer: reading) -> Response:
        words = desk.easel.words_for(request)
        async with desk.database.transaction() as tx:
            chapters = await queries.chapters_of(tx)
        marks = [day for c in chapters for day in (c.valid_from, c.valid_to) if day]
        shown = as_of(request, today=viewer.today, marks=marks)
        tree, sought = tree_of(chapters, shown.day), request.query_params.get("q", "").strip()
        found = found_in(tree, sought, words) if sought else branches_of(tree, words)
        scene = TreeScene(
            as_of=shown,
            branches=found,
            said=words("categories.said", count=len(tree.leaves())),
            sought=sought,
            may_change=viewer.asker.has(Right.ADMINISTER),
        )
        typed = Typed.blank(q=sought)
        return desk.easel.draw(request, "categories_page.html", scene=scene, typed=typed)

    @router.get("/{code}")
    async def category_page(request: Request, code: str, viewer: reading) -> Response:
        return await _draw(desk, request, viewer, code=code)

    router.include_router(_changing_pages(desk))
    return router


async def _draw(
    desk: Desk, request: Request, viewer: Viewer, *, code: str, typed: Typed | None = None
) -> Response:
    words = desk.easel.words_for(request)
    async with desk.database.transaction() as tx:
        known = await queries.chapters_of(tx)
    chapters = [one for one in known if one.code == code]
    if not chapters:
        raise CategoryNowhere
    scene = category_scene(
        chapters,
        tree_of(known, viewer.today),
        words,
        today=viewer.today,
        may_change=viewer.asker.has(Right.ADMINISTER),
    )
    last = chapters[-1]
    filled = typed or Typed.blank(vi=last.vi, en=last.en)
    return desk.easel.draw(request, "category_page.html", scene=scene, typed=filled)


def _new_category_pages(desk: Desk) -> APIRouter:
    router = desk.router()
    keeping = Annotated[Viewer, Depends(viewing(desk, Right.ADMINISTER))]

    async def form(request: Request, viewer: Viewer, typed: Typed) -> Response:
        async with desk.database.transaction() as tx:
            tree = await queries.tree_on(tx, viewer.today)
        parents = parent_options(tree, desk.easel.words_for(request))
        return desk.easel.draw(request, "category_new.html", typed=typed, parents=parents)

    @router.get("/new")
    async def new_category_page(request: Request, viewer: keeping) -> Response:
        parent = request.query_params.get("parent", "")
        return await form(request, viewer, Typed.blank(parent=parent, on=viewer.today))

    @router.post("/new")
    async def add_category_page(request: Request, viewer: keeping, typed: Form) -> Response:
        reading = Reading(typed)
        async with desk.database.transaction() as tx:
            tree = await queries.tree_on(tx, viewer.today)
        new = _category_in(reading, tree)
        do = partial(workflows.add_category, new=new, keeper=_keeper(viewer))
        refused = await tried(desk, reading.typed, do, fields=FIELD_OF)
        if refused.is_refused:
            return await form(request, viewer, refused)
        return see_other(f"/categories/{new.code}", "said.categories.added", name=new.vi)

    return router


def _changing_pages(desk: Desk) -> APIRouter:
    router = desk.router("/{code}")
    keeping = Annotated[Viewer, Depends(viewing(desk, Right.ADMINISTER))]

    @router.post("/rename")
    async def rename_category_page(
        request: Request, code: str, *, viewer: keeping, typed: Form
    ) -> Response:
        reading = Reading(typed)
        on, names = reading.day("on"), Names(reading.text("vi"), reading.text("en"))
        do = partial(
            workflows.rename_category, code=code, names=names, on=on, keeper=_keeper(viewer)
        )
        refused = await tried(desk, reading.typed, do, fields=FIELD_OF)
        if refused.is_refused:
            return await _draw(desk, request, viewer, code=code, typed=refused)
        return see_other(f"/categories/{code}", "said.categories.renamed", name=names.vi)

    @router.post("/retire")
    async def retire_category_page(
        request: Request, code: str, *, viewer: keeping, typed: Form
    ) -> Response:
        reading = Reading(typed)
        on = reading.day("on")
        do = partial(workflows.retire_category, code=code, on=on, keeper=_keeper(viewer))
        refused = await tried(desk, reading.typed, do, fields=FIELD_OF)
        if refused.is_refused:
            return await _draw(desk, request, viewer, code=code, typed=refused)
        return see_other(f"/categories/{code}", "said.categories.retired")

    return router


def _category_in(reading: Reading, tree: Tree) -> Category:
    """The category that was typed in; what is not asked about it is as above it."""
    parent = reading.one_of("parent", [one.code for one in tree], may_be_empty=True)
    told = reading.text("keywords", may_be_empty=True)
    new = Category(
        code=reading.text("code", most=40),
        vi=reading.text("vi", most=120),
        en=reading.text("en", most=120),
        valid_from=reading.day("on"),
        keywords=tuple(word for part in told.split(",") if (word := part.strip())),
    )
    if parent not in tree:
        return new
    up = tree.get(parent)
    return replace(
        new,
        parent=parent,
        theme=up.theme,
        profile=up.profile,
        is_anonymous_allowed=up.is_anonymous_allowed,
    )


def _keeper(viewer: Viewer) -> Keeper:
    return Keeper(asker=viewer.asker, today=viewer.today, here=viewer.here)
