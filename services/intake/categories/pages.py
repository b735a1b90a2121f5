"""The tree of categories: to look at for staff, to change for administrators."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import Depends, Request, Response

from services.intake.categories import queries, workflows
from services.intake.categories.domain import (
    Category,
    CategoryChangeTooEarly,
    CategoryCodeUnusable,
    CategoryCodeUsed,
    CategoryHasBelow,
    CategoryNameMissing,
    CategoryUnknown,
    Names,
    Tree,
    tree_of,
)
from services.intake.categories.views import (
    TreeView,
    branches_of,
    category_view,
    found_in,
    parent_options,
)
from services.intake.categories.workflows import Keeper
from services.intake.org.pages import tried
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from services.intake.org.web import Web
from shared.kernel.rejection import NotFound, Rejection
from shared.kernel.roles import Right
from shared.portal.as_of import as_of
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]
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


Reading = Annotated[Viewer, Depends(viewing(Right.READ))]
Keeping = Annotated[Viewer, Depends(viewing(Right.ADMINISTER))]


new_category_pages = page_router()


async def _form_page(web: Web, request: Request, viewer: Viewer, form: FormData) -> Response:
    async with web.database.transaction() as tx:
        tree = await queries.tree_on(tx, viewer.today)
    parents = parent_options(tree, web.templates.words_for(request))
    return web.templates.render(request, "category_new.html", form=form, parents=parents)


@new_category_pages.get("/new")
async def new_category_page(web: Web, request: Request, viewer: Keeping) -> Response:
    parent = request.query_params.get("parent", "")
    return await _form_page(
        web, request, viewer, FormData.blank(parent=parent, on=viewer.today)
    )


@new_category_pages.post("/new")
async def add_category_page(
    web: Web, *, request: Request, viewer: Keeping, form: Form
) -> Response:
    fields = FormReader(form)
    async with web.database.transaction() as tx:
        tree = await queries.tree_on(tx, viewer.today)
    new = _category_in(fields, tree)
    do = partial(workflows.add_category, new=new, keeper=_keeper(viewer))
    refused = await tried(web, fields.form, do, fields=FIELD_OF)
    if refused.is_refused:
        return await _form_page(web, request, viewer, refused)
    return see_other(f"/categories/{new.code}", "flash.categories.added", name=new.vi)


changing_pages = page_router("/{code}")


@changing_pages.post("/rename")
async def rename_category_page(
    web: Web, request: Request, code: str, *, viewer: Keeping, form: Form
) -> Response:
    fields = FormReader(form)
    on, names = fields.day("on"), Names(fields.text("vi"), fields.text("en"))
    do = partial(
        workflows.rename_category, code=code, names=names, on=on, keeper=_keeper(viewer)
    )
    refused = await tried(web, fields.form, do, fields=FIELD_OF)
    if refused.is_refused:
        return await _draw(web, request, viewer, code=code, form=refused)
    return see_other(f"/categories/{code}", "flash.categories.renamed", name=names.vi)


@changing_pages.post("/retire")
async def retire_category_page(
    web: Web, request: Request, code: str, *, viewer: Keeping, form: Form
) -> Response:
    fields = FormReader(form)
    on = fields.day("on")
    do = partial(workflows.retire_category, code=code, on=on, keeper=_keeper(viewer))
    refused = await tried(web, fields.form, do, fields=FIELD_OF)
    if refused.is_refused:
        return await _draw(web, request, viewer, code=code, form=refused)
    return see_other(f"/categories/{code}", "flash.categories.retired")


category_pages = page_router("/categories")

category_pages.include_router(new_category_pages)


@category_pages.get("")
async def categories_page(web: Web, request: Request, viewer: Reading) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        chapters = await queries.chapters_of(tx)
    marks = [day for c in chapters for day in (c.valid_from, c.valid_to) if day]
    shown = as_of(request, today=viewer.today, marks=marks)
    tree, sought = tree_of(chapters, shown.day), request.query_params.get("q", "").strip()
    found = found_in(tree, sought, words) if sought else branches_of(tree, words)
    view = TreeView(
        as_of=shown,
        branches=found,
        said=words("categories.said", count=len(tree.leaves())),
        sought=sought,
        may_change=viewer.principal.has(Right.ADMINISTER),
    )
    form = FormData.blank(q=sought)
    return web.templates.render(request, "categories_page.html", view=view, form=form)


@category_pages.get("/{code}")
async def category_page(web: Web, *, request: Request, code: str, viewer: Reading) -> Response:
    return await _draw(web, request, viewer, code=code)


category_pages.include_router(changing_pages)


async def _draw(
    web: WebContext,
    request: Request,
    viewer: Viewer,
    *,
    code: str,
    form: FormData | None = None,
) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        known = await queries.chapters_of(tx)
    chapters = [one for one in known if one.code == code]
    if not chapters:
        raise CategoryNowhere
    view = category_view(
        chapters,
        tree_of(known, viewer.today),
        words,
        today=viewer.today,
        may_change=viewer.principal.has(Right.ADMINISTER),
    )
    last = chapters[-1]
    filled = form or FormData.blank(vi=last.vi, en=last.en)
    return web.templates.render(request, "category_page.html", view=view, form=filled)


def _category_in(fields: FormReader, tree: Tree) -> Category:
    """The category that was typed in; what is not asked about it is as above it."""
    parent = fields.one_of("parent", [one.code for one in tree], may_be_empty=True)
    told = fields.text("keywords", may_be_empty=True)
    new = Category(
        code=fields.text("code", most=40),
        vi=fields.text("vi", most=120),
        en=fields.text("en", most=120),
        valid_from=fields.day("on"),
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
    return Keeper(principal=viewer.principal, today=viewer.today, here=viewer.here)
