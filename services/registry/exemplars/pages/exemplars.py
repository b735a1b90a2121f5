"""Pages of exemplars: the list, putting forward, the list for everybody."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.registry.exemplars import queries
from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.domain.exemplars import (
    AchievementMissing,
    Candidacy,
    ModelMissing,
    PersonMissing,
    Subject,
)
from services.registry.exemplars.domain.nominees import NomineeQuery
from services.registry.exemplars.views import exemplars as views
from services.registry.exemplars.views.errands import errand_of
from services.registry.exemplars.workflows import nominate
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from shared.chassis.access import anyone
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.options import Option
from shared.portal.web_context import page_router

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
        self.sought = NomineeQuery(
            year=int(year) if year.isdecimal() else None,
            subject=subject if subject in SUBJECTS else "",
            state=state,
            after=after,
            is_proposed=view == views.PROPOSALS,
        )

    def form(self) -> FormData:
        """The filters as their form shows them."""
        return FormData.blank(year=self.sought.year, subject=self.sought.subject)


Filtered = Annotated[Filters, Depends()]
Writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
Sent = Annotated[FormData, Depends(form_data_of)]


nominating = page_router()


async def _form_page(web: Web, request: Request, viewer: Viewer, form: FormData) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        units = await queries.units_to_nominate(tx, viewer)
        models = await queries.models_to_nominate(tx, units)
    names: dict[str, str] = {u.unit: words.pick(vi=u.vi, en=u.en) for u in units}
    offered = [Option(str(m.id), m.title, group=names[m.unit]) for m in models]
    options = [Option(u.unit, words.pick(vi=u.vi, en=u.en)) for u in units]
    subjects = [
        Option(s, words(f"exemplars.subject.{s}"), words(f"exemplars.subject.{s}.hint"))
        for s in SUBJECTS
    ]
    return web.templates.render(
        request,
        "exemplar_form.html",
        units=options,
        subjects=subjects,
        models=offered,
        form=form,
    )


@nominating.get("/exemplars/new")
async def nomination_form(web: Web, request: Request, viewer: Writer) -> Response:
    blank = FormData.blank(subject="collective", year=viewer.today.year)
    return await _form_page(web, request, viewer, blank)


@nominating.post("/exemplars/new")
async def nominate_page(web: Web, *, request: Request, viewer: Writer, form: Sent) -> Response:
    fields = FormReader(form)
    candidacy = _candidacy(fields, viewer.today.year)
    if fields.form.is_refused:
        return await _form_page(web, request, viewer, fields.form)
    try:
        async with web.database.transaction() as tx:
            await viewer.must(tx, Right.WORK, candidacy.unit)
            made = await nominate(tx, candidacy, errand_of(viewer, web.place))
    except Rejection as no:
        where = AT_FIELD.get(type(no), WHOLE_FORM)
        return await _form_page(web, request, viewer, form.refused(where, no))
    return see_other(f"/exemplars/{made.id}", "flash.exemplars.nominated", code=made.code)


exemplar_pages = page_router()


@exemplar_pages.get(LIST, dependencies=[Depends(anyone)])
async def exemplars_page(web: Web, request: Request, filters: Filtered) -> Response:
    principal = web.access.known(request)
    if principal is None or not principal.has(Right.READ):
        return RedirectResponse(PUBLIC_LIST, SEE_OTHER)
    viewer = Viewer(principal=principal, place=web.place, now=datetime.now(UTC))
    async with web.database.transaction() as tx:
        here = web.place.code if filters.sought.is_proposed else ""
        sought = replace(filters.sought, not_host=here)
        listed = await queries.exemplars_shown(tx, sought, viewer)
    view = views.scene_of(
        listed,
        filters.sought,
        path=LIST,
        today=viewer.today,
        guide=the_guide(),
        words=web.templates.words_for(request),
        may_nominate=principal.has(Right.WORK),
        here=web.place.code,
    )
    form = filters.form()
    return web.templates.render(request, "exemplars_page.html", view=view, asked=form)


@exemplar_pages.get(PUBLIC_LIST, dependencies=[Depends(anyone)])
async def public_exemplars_page(web: Web, request: Request, filters: Filtered) -> Response:
    today = web.place.day_of(datetime.now(UTC))
    async with web.database.transaction() as tx:
        listed = await queries.exemplars_for_all(tx, filters.sought, day=today)
    view = views.scene_of(
        listed,
        filters.sought,
        path=PUBLIC_LIST,
        today=today,
        guide=the_guide(),
        words=web.templates.words_for(request),
    )
    form = filters.form()
    return web.templates.render(request, "exemplars_public_page.html", view=view, asked=form)


exemplar_pages.include_router(nominating)


def _candidacy(fields: FormReader, year: int) -> Candidacy:
    subject = fields.one_of("subject", SUBJECTS)
    model = fields.form.text("model")
    return Candidacy(
        subject=Subject(subject) if subject in SUBJECTS else Subject.COLLECTIVE,
        unit=UnitCode(fields.text("unit", most=80)),
        year=fields.whole("year", least=2018, most=year),
        achievement=fields.text("achievement", most=300),
        person=fields.text("person", most=120, may_be_empty=True),
        model=fields.made("model", _model_id) if model else None,
        may_name_publicly="yes" in fields.form.many("may_name_publicly"),
    )


def _model_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ModelMissing from None
