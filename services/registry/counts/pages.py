"""Pledges and commitments: shown year by year, and counted; never who."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.registry.campaigns.catalogue import contents
from services.registry.campaigns.queries import unit_served, units_served
from services.registry.counts import queries, views, workflows
from services.registry.counts.domain import (
    By,
    CommitmentCount,
    PledgeChanged,
    PledgeCount,
    Tally,
    Turnover,
)
from services.registry.models.views.model_errands import model_errand
from services.registry.models.views.model_form import own_unit
from services.registry.models.views.models import themes_offered
from services.registry.org.queries import Viewer
from services.registry.org.views import unit_name, viewing
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.options import Option
from shared.portal.parts import Link
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]
FIRST, LAST = 2000, 2100


@dataclass(frozen=True, slots=True)
class Asked:
    """Which count an address asks for."""

    unit: Annotated[str, Query(max_length=64)] = ""
    year: Annotated[int | None, Query(ge=FIRST, le=LAST)] = None
    theme: Annotated[str, Query(max_length=8)] = ""
    by: Annotated[str, Query(max_length=24)] = ""


def pledge_pages(web: WebContext) -> APIRouter:
    """What was promised in a year."""
    router = page_router()
    reader = Annotated[Viewer, Depends(viewing(Right.READ))]

    @router.get("/pledges")
    async def pledges_page(
        request: Request, viewer: reader, asked: Annotated[Asked, Depends()]
    ) -> HTMLResponse:
        year = asked.year or viewer.today.year
        async with web.database.transaction() as tx:
            found = await queries.promises_shown(tx, viewer, year=year, unit=asked.unit)
        view = views.pledges_view(
            found,
            web.templates.words_for(request),
            year=year,
            today=viewer.today,
            may_write=viewer.principal.has(Right.WORK),
        )
        return web.templates.render(request, "pledges_page.html", view=view)

    return router


def pledge_count_pages(web: WebContext) -> APIRouter:
    """Counting pledges: all anew, or who came, left and signed since."""
    router = page_router("/pledges/count")
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
    counting = _CountForm(web, "pledges")

    async def standing(
        viewer: Viewer, unit: str, *, year: int, theme: str
    ) -> PledgeCount | None:
        async with web.database.transaction() as tx:
            await viewer.must(tx, Right.WORK, unit)
            return await queries.pledges_of(tx, unit, year=year, theme=theme)

    @router.get("")
    async def pledge_count_page(
        request: Request, viewer: writer, asked: Annotated[Asked, Depends()]
    ) -> HTMLResponse:
        unit = asked.unit or await counting.own(viewer)
        year, theme = asked.year or viewer.today.year, asked.theme or "T4"
        known = await standing(viewer, unit, year=year, theme=theme) if unit else None
        form = FormData.blank(
            unit=unit,
            year=year,
            theme=theme,
            counted_on=viewer.today,
            members=known.tally.members if known else await counting.heads(viewer, unit),
            signed=known.tally.signed if known else "",
        )
        return await counting.render(request, form, viewer, known=known)

    @router.post("")
    async def count_pledges(request: Request, viewer: writer, form: Form) -> Response:
        fields = FormReader(form)
        unit, year = (
            fields.text("unit", most=64),
            fields.whole("year", least=FIRST, most=LAST),
        )
        theme = fields.one_of("theme", list(contents().themes))
        known = await standing(viewer, unit, year=year, theme=theme) if unit else None
        try:
            counted = _counted(fields, unit, year=year, theme=theme)
            if not fields.form.is_refused:
                async with web.database.transaction() as tx:
                    await unit_served(tx, unit, viewer, right=Right.WORK)
                    errand = model_errand(viewer, web.place)
                    await workflows.count_pledges(tx, counted, errand)
                return see_other(f"/pledges?year={year}", "flash.pledges.counted")
        except Rejection as no:
            return await counting.render(
                request, form.refused(WHOLE_FORM, no), viewer, known=known
            )
        return await counting.render(request, fields.form, viewer, known=known)

    return router


def _counted(fields: FormReader, unit: str, *, year: int, theme: str) -> workflows.Counted:
    """All anew, or what has changed, as the form was filled in."""
    is_change = fields.form.text("how") == "change"
    names = ("joined", "left", "signers_left", "newly_signed")
    whole = turnover = None
    if is_change:
        turnover = Turnover(**{name: _number(fields, name) for name in names})
    else:
        members, signed = fields.whole("members"), fields.whole("signed")
        whole = None if fields.form.is_refused else Tally(members=members, signed=signed)
    return workflows.Counted(
        unit=UnitCode(unit),
        year=year,
        theme=theme,
        counted_on=fields.day("counted_on"),
        seen_revision=fields.whole("version"),
        whole=whole,
        turnover=turnover,
    )


def _number(fields: FormReader, name: str) -> int:
    return fields.whole(name) if fields.form.text(name) else 0


def commitment_count_pages(web: WebContext) -> APIRouter:
    """Counting what households, businesses and bodies have signed."""
    router = page_router("/commitments/count")
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
    counting = _CountForm(web, "commitments")

    @router.get("")
    async def commitment_count_page(
        request: Request, viewer: writer, asked: Annotated[Asked, Depends()]
    ) -> HTMLResponse:
        unit = asked.unit or await counting.own(viewer)
        year, theme = asked.year or viewer.today.year, asked.theme or "T3"
        by = By(asked.by) if asked.by in list(By) else By.HOUSEHOLD
        async with web.database.transaction() as tx:
            await viewer.must(tx, Right.WORK, unit)
            known = await queries.commitments_of(tx, unit, year=year, theme=theme, by=by)
        form = FormData.blank(
            unit=unit,
            year=year,
            theme=theme,
            by=by.value,
            counted_on=viewer.today,
            signed=known.signed if known else "",
            of=known.of if known else "",
            kept=known.kept if known else "",
        )
        return await counting.render(request, form, viewer, known=known)

    _add_commitments(router, web, counting)
    return router


def _add_commitments(router: APIRouter, web: WebContext, counting: "_CountForm") -> None:
    writer = Annotated[Viewer, Depends(viewing(Right.WORK))]

    @router.post("")
    async def count_commitments(request: Request, viewer: writer, form: Form) -> Response:
        reading, count = FormReader(form), None
        try:
            count = _commitments(reading, viewer)
            if count is None:
                return await counting.render(request, reading.form, viewer)
            async with web.database.transaction() as tx:
                await unit_served(tx, count.unit, viewer, right=Right.WORK)
                errand = model_errand(viewer, web.place)
                await workflows.count_commitments(tx, count, errand)
        except Rejection as no:
            known = await _standing(web, count) if isinstance(no, PledgeChanged) else None
            refused = form.refused(WHOLE_FORM, no)
            return await counting.render(request, refused, viewer, known=known)
        return see_other(f"/pledges?year={count.year}", "flash.pledges.counted")


async def _standing(web: WebContext, count: CommitmentCount | None) -> CommitmentCount | None:
    if count is None:
        return None
    year, theme, by = count.year, count.theme, count.by
    async with web.database.transaction() as tx:
        return await queries.commitments_of(tx, count.unit, year=year, theme=theme, by=by)


def _commitments(fields: FormReader, viewer: Viewer) -> CommitmentCount | None:
    by = fields.one_of("by", [one.value for one in By])
    told = {
        "unit": UnitCode(fields.text("unit", most=64)),
        "year": fields.whole("year", least=FIRST, most=LAST),
        "theme": fields.one_of("theme", list(contents().themes)),
        "signed": fields.whole("signed"),
        "of": _number(fields, "of") if fields.form.text("of") else None,
        "kept": _number(fields, "kept") if fields.form.text("kept") else None,
        "counted_on": fields.day("counted_on"),
        "revision": fields.whole("version"),
    }
    if fields.form.is_refused:
        return None
    return CommitmentCount(**told, by=By(by), host=viewer.here)  # type: ignore[arg-type]  # as read above


class _CountForm:
    """The form of a count."""

    def __init__(self, web: WebContext, name: str) -> None:
        self._desk = web
        self._name = name

    async def own(self, viewer: Viewer) -> str:
        """The unit one most likely counts for."""
        async with self._desk.database.transaction() as tx:
            units = await units_served(tx, viewer, right=Right.WORK)
        return own_unit(units, viewer)

    async def heads(self, viewer: Viewer, unit: str) -> int | None:
        """How many people the unit had when they were last counted."""
        async with self._desk.database.transaction() as tx:
            return await queries.heads_of(tx, unit, viewer.today)

    async def render(
        self,
        request: Request,
        form: FormData,
        viewer: Viewer,
        *,
        known: PledgeCount | CommitmentCount | None = None,
    ) -> HTMLResponse:
        """The form as it stands."""
        words = self._desk.templates.words_for(request)
        async with self._desk.database.transaction() as tx:
            units = await units_served(tx, viewer, right=Right.WORK)
        title = words(f"{self._name}.count.title")
        return self._desk.templates.render(
            request,
            f"{self._name}_count_page.html",
            crumbs=[Link(words("pledges.title"), "/pledges"), Link(title)],
            units=[Option(one.unit, unit_name(one, words)) for one in units],
            themes=themes_offered(words),
            bys=views.bys_offered(words),
            known=known,
            form=form,
        )
