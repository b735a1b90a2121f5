"""Pages of exemplars: the list, putting forward, the list for everybody."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.domain.exemplars import (
    AchievementMissing,
    Candidacy,
    ModelMissing,
    PersonMissing,
    Subject,
)
from services.registry.exemplars.domain.nominees import Sought
from services.registry.exemplars.queries import exemplars as queries
from services.registry.exemplars.scenes import exemplars as scenes
from services.registry.exemplars.scenes.errands import errand_of
from services.registry.exemplars.workflows.exemplars import nominate
from services.registry.org.queries import Viewer
from services.registry.org.scenes.viewers import viewing
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.options import Option
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

LIST, PUBLIC_LIST = "/exemplars", "/public/exemplars"
SEE_OTHER = 303
AT_FIELD: dict[type[Rejection], str] = {
    AchievementMissing: "achievement",
    PersonMissing: "person",
    ModelMissing: "model",
}
SUBJECTS = [subject.value for subject in Subject]


class Filters:
    """How a list is asked for in the address."""

    def __init__(
        self,
        *,
        year: Annotated[str, Query(max_length=4)] = "",
        subject: Annotated[str, Query(max_length=20)] = "",
        state: Annotated[str, Query(max_length=40)] = "",
        after: Annotated[UUID | None, Query()] = None,
        view: Annotated[str, Query(max_length=20)] = "",
    ) -> None:
        self.sought = Sought(
            year=int(year) if year.isdecimal() else None,
            subject=subject if subject in SUBJECTS else "",
            state=state,
            after=after,
            is_proposed=view == scenes.PROPOSALS,
        )

    def typed(self) -> Typed:
        """The filters as their form shows them."""
        return Typed.blank(year=self.sought.year, subject=self.sought.subject)


def exemplar_pages(desk: Desk) -> APIRouter:
    """The lists, and the form that puts somebody or something forward."""
    router = desk.router()
    filtered = Annotated[Filters, Depends()]

    @router.get(LIST, dependencies=[Depends(desk.access.anyone)])
    async def exemplars_page(request: Request, filters: filtered) -> Response:
        asker = desk.access.known(request)
        if asker is None or not asker.has(Right.READ):
            return RedirectResponse(PUBLIC_LIST, SEE_OTHER)
        now = datetime.now(UTC)
        today = desk.place.day_of(now)
        viewer = Viewer(asker=asker, here=desk.place.code, now=now, today=today)
        async with desk.database.transaction() as tx:
            here = desk.place.code if filters.sought.is_proposed else ""
            sought = replace(filters.sought, not_host=here)
            listed = await queries.exemplars_shown(tx, sought, viewer)
        scene = scenes.scene_of(
            listed,
            filters.sought,
            path=LIST,
            today=today,
            guide=the_guide(),
            words=desk.easel.words_for(request),
            may_nominate=asker.has(Right.WORK),
            here=desk.place.code,
        )
        typed = filters.typed()
        return desk.easel.draw(request, "exemplars_page.html", scene=scene, asked=typed)

    @router.get(PUBLIC_LIST, dependencies=[Depends(desk.access.anyone)])
    async def public_exemplars_page(request: Request, filters: filtered) -> Response:
        today = desk.place.day_of(datetime.now(UTC))
        async with desk.database.transaction() as tx:
            listed = await queries.exemplars_for_all(tx, filters.sought, day=today)
        scene = scenes.scene_of(
            listed,
            filters.sought,
            path=PUBLIC_LIST,
            today=today,
            guide=the_guide(),
            words=desk.easel.words_for(request),
        )
        typed = filters.typed()
        return desk.easel.draw(request, "exemplars_public_page.html", scene=scene, asked=typed)

    router.include_router(_nominating(desk))
    return router


def _nominating(desk: Desk) -> APIRouter:
    router = desk.router()
    writer = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]
    sent = Annotated[Typed, Depends(typed_in)]

    async def form(request: Request, viewer: Viewer, typed: Typed) -> Response:
        words = desk.easel.words_for(request)
        async with desk.database.transaction() as tx:
            units = await queries.units_to_nominate(tx, viewer)
            models = await queries.models_to_nominate(tx, units)
        names: dict[str, str] = {u.unit: words.pick(vi=u.vi, en=u.en) for u in units}
        offered = [Option(str(m.id), m.title, group=names[m.unit]) for m in models]
        options = [Option(u.unit, words.pick(vi=u.vi, en=u.en)) for u in units]
        subjects = [
            Option(s, words(f"exemplars.subject.{s}"), words(f"exemplars.subject.{s}.hint"))
            for s in SUBJECTS
        ]
        return desk.easel.draw(
            request,
            "exemplar_form.html",
            units=options,
            subjects=subjects,
            models=offered,
            typed=typed,
        )

    @router.get("/exemplars/new")
    async def nomination_form(request: Request, viewer: writer) -> Response:
        blank = Typed.blank(subject="collective", year=viewer.today.year)
        return await form(request, viewer, blank)

    @router.post("/exemplars/new")
    async def nominate_page(request: Request, viewer: writer, typed: sent) -> Response:
        reading = Reading(typed)
        candidacy = _candidacy(reading, viewer.today.year)
        if reading.typed.is_refused:
            return await form(request, viewer, reading.typed)
        try:
            async with desk.database.transaction() as tx:
                await viewer.must(tx, Right.WORK, candidacy.unit)
                made = await nominate(tx, candidacy, errand_of(viewer, desk.place))
        except Rejection as no:
            where = AT_FIELD.get(type(no), WHOLE_FORM)
            return await form(request, viewer, typed.refused(where, no))
        return see_other(f"/exemplars/{made.id}", "said.exemplars.nominated", code=made.code)

    return router


def _candidacy(reading: Reading, year: int) -> Candidacy:
    subject = reading.one_of("subject", SUBJECTS)
    model = reading.typed.text("model")
    return Candidacy(
        subject=Subject(subject) if subject in SUBJECTS else Subject.COLLECTIVE,
        unit=UnitCode(reading.text("unit", most=80)),
        year=reading.whole("year", least=2018, most=year),
        achievement=reading.text("achievement", most=300),
        person=reading.text("person", most=120, may_be_empty=True),
        model=reading.made("model", _model_id) if model else None,
        may_name_publicly="yes" in reading.typed.many("may_name_publicly"),
    )


def _model_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ModelMissing from None
