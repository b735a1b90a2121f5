"""Pledges and commitments: shown year by year, and counted; never who."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.registry.campaigns.catalogue import contents
from services.registry.campaigns.queries.campaigns import unit_served, units_served
from services.registry.counts import queries, scenes, workflows
from services.registry.counts.domain.commitments import By, CommitmentCount
from services.registry.counts.domain.pledges import PledgeChanged, PledgeCount, Tally, Turnover
from services.registry.models.scenes.model_errands import model_errand
from services.registry.models.scenes.model_form import own_unit
from services.registry.models.scenes.models import themes_offered
from services.registry.org.queries import Viewer
from services.registry.org.scenes.naming import unit_name
from services.registry.org.scenes.viewers import viewing
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.options import Option
from shared.portal.parts import Link
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]
FIRST, LAST = 2000, 2100


@dataclass(frozen=True, slots=True)
class Asked:
    """Which count an address asks for."""

    unit: Annotated[str, Query(max_length=64)] = ""
    year: Annotated[int | None, Query(ge=FIRST, le=LAST)] = None
    theme: Annotated[str, Query(max_length=8)] = ""
    by: Annotated[str, Query(max_length=24)] = ""


def pledge_pages(desk: Desk) -> APIRouter:
    """What was promised in a year."""
    router = desk.router()
    reader = Annotated[Viewer, Depends(viewing(desk, Right.READ))]

    @router.get("/pledges")
    async def pledges_page(
        request: Request, viewer: reader, asked: Annotated[Asked, Depends()]
    ) -> HTMLResponse:
        year = asked.year or viewer.today.year
        async with desk.database.transaction() as tx:
            found = await queries.promises_shown(tx, viewer, year=year, unit=asked.unit)
        scene = scenes.pledges_scene(
            found,
            desk.easel.words_for(request),
            year=year,
            today=viewer.today,
            may_write=viewer.asker.has(Right.WORK),
        )
        return desk.easel.draw(request, "pledges_page.html", scene=scene)

    return router


def pledge_count_pages(desk: Desk) -> APIRouter:
    """Counting pledges: all anew, or who came, left and signed since."""
    router = desk.router("/pledges/count")
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]
    form = _CountForm(desk, "pledges")

    async def standing(
        viewer: Viewer, unit: str, *, year: int, theme: str
    ) -> PledgeCount | None:
        async with desk.database.transaction() as tx:
            await viewer.must(tx, Right.WORK, unit)
            return await queries.pledges_of(tx, unit, year=year, theme=theme)

    @router.get("")
    async def pledge_count_page(
        request: Request, viewer: writer, asked: Annotated[Asked, Depends()]
    ) -> HTMLResponse:
        unit = asked.unit or await form.own(viewer)
        year, theme = asked.year or viewer.today.year, asked.theme or "T4"
        known = await standing(viewer, unit, year=year, theme=theme) if unit else None
        typed = Typed.blank(
            unit=unit,
            year=year,
            theme=theme,
            counted_on=viewer.today,
            members=known.tally.members if known else await form.heads(viewer, unit),
            signed=known.tally.signed if known else "",
        )
        return await form.draw(request, typed, viewer, known=known)

    @router.post("")
    async def count_pledges(request: Request, viewer: writer, typed: Form) -> Response:
        reading = Reading(typed)
        unit, year = (
            reading.text("unit", most=64),
            reading.whole("year", least=FIRST, most=LAST),
        )
        theme = reading.one_of("theme", list(contents().themes))
        known = await standing(viewer, unit, year=year, theme=theme) if unit else None
        try:
            counted = _counted(reading, unit, year=year, theme=theme)
            if not reading.typed.is_refused:
                async with desk.database.transaction() as tx:
                    await unit_served(tx, unit, viewer, right=Right.WORK)
                    errand = model_errand(viewer, desk.place)
                    await workflows.count_pledges(tx, counted, errand)
                return see_other(f"/pledges?year={year}", "said.pledges.counted")
        except Rejection as no:
            return await form.draw(request, typed.refused(WHOLE_FORM, no), viewer, known=known)
        return await form.draw(request, reading.typed, viewer, known=known)

    return router


def _counted(reading: Reading, unit: str, *, year: int, theme: str) -> workflows.Counted:
    """All anew, or what has changed, as the form was filled in."""
    is_change = reading.typed.text("how") == "change"
    names = ("joined", "left", "signers_left", "newly_signed")
    whole = turnover = None
    if is_change:
        turnover = Turnover(**{name: _number(reading, name) for name in names})
    else:
        members, signed = reading.whole("members"), reading.whole("signed")
        whole = None if reading.typed.is_refused else Tally(members=members, signed=signed)
    return workflows.Counted(
        unit=UnitCode(unit),
        year=year,
        theme=theme,
        counted_on=reading.day("counted_on"),
        seen_revision=reading.whole("version"),
        whole=whole,
        turnover=turnover,
    )


def _number(reading: Reading, name: str) -> int:
    return reading.whole(name) if reading.typed.text(name) else 0


def commitment_count_pages(desk: Desk) -> APIRouter:
    """Counting what households, businesses and bodies have signed."""
    router = desk.router("/commitments/count")
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]
    form = _CountForm(desk, "commitments")

    @router.get("")
    async def commitment_count_page(
        request: Request, viewer: writer, asked: Annotated[Asked, Depends()]
    ) -> HTMLResponse:
        unit = asked.unit or await form.own(viewer)
        year, theme = asked.year or viewer.today.year, asked.theme or "T3"
        by = By(asked.by) if asked.by in list(By) else By.HOUSEHOLD
        async with desk.database.transaction() as tx:
            await viewer.must(tx, Right.WORK, unit)
            known = await queries.commitments_of(tx, unit, year=year, theme=theme, by=by)
        typed = Typed.blank(
            unit=unit,
            year=year,
            theme=theme,
            by=by.value,
            counted_on=viewer.today,
            signed=known.signed if known else "",
            of=known.of if known else "",
            kept=known.kept if known else "",
        )
        return await form.draw(request, typed, viewer, known=known)

    _add_commitments(router, desk, form)
    return router


def _add_commitments(router: APIRouter, desk: Desk, form: "_CountForm") -> None:
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]

    @router.post("")
    async def count_commitments(request: Request, viewer: writer, typed: Form) -> Response:
        reading, count = Reading(typed), None
        try:
            count = _commitments(reading, viewer)
            if count is None:
                return await form.draw(request, reading.typed, viewer)
            async with desk.database.transaction() as tx:
                await unit_served(tx, count.unit, viewer, right=Right.WORK)
                errand = model_errand(viewer, desk.place)
                await workflows.count_commitments(tx, count, errand)
        except Rejection as no:
            known = await _standing(desk, count) if isinstance(no, PledgeChanged) else None
            refused = typed.refused(WHOLE_FORM, no)
            return await form.draw(request, refused, viewer, known=known)
        return see_other(f"/pledges?year={count.year}", "said.pledges.counted")


async def _standing(desk: Desk, count: CommitmentCount | None) -> CommitmentCount | None:
    if count is None:
        return None
    year, theme, by = count.year, count.theme, count.by
    async with desk.database.transaction() as tx:
        return await queries.commitments_of(tx, count.unit, year=year, theme=theme, by=by)


def _commitments(reading: Reading, viewer: Viewer) -> CommitmentCount | None:
    by = reading.one_of("by", [one.value for one in By])
    told = {
        "unit": UnitCode(reading.text("unit", most=64)),
        "year": reading.whole("year", least=FIRST, most=LAST),
        "theme": reading.one_of("theme", list(contents().themes)),
        "signed": reading.whole("signed"),
        "of": _number(reading, "of") if reading.typed.text("of") else None,
        "kept": _number(reading, "kept") if reading.typed.text("kept") else None,
        "counted_on": reading.day("counted_on"),
        "revision": reading.whole("version"),
    }
    if reading.typed.is_refused:
        return None
    return CommitmentCount(**told, by=By(by), host=viewer.here)  # type: ignore[arg-type]  # as read above


class _CountForm:
    """The form of a count."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._desk = desk
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

    async def draw(
        self,
        request: Request,
        typed: Typed,
        viewer: Viewer,
        *,
        known: PledgeCount | CommitmentCount | None = None,
    ) -> HTMLResponse:
        """The form as it stands."""
        words = self._desk.easel.words_for(request)
        async with self._desk.database.transaction() as tx:
            units = await units_served(tx, viewer, right=Right.WORK)
        title = words(f"{self._name}.count.title")
        return self._desk.easel.draw(
            request,
            f"{self._name}_count_page.html",
            crumbs=[Link(words("pledges.title"), "/pledges"), Link(title)],
            units=[Option(one.unit, unit_name(one, words)) for one in units],
            themes=themes_offered(words),
            bys=scenes.bys_offered(words),
            known=known,
            typed=typed,
        )
