"""Pages of nominations: the lists, putting forward, one file, its checklist and its steps."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from uuid_utils.compat import uuid7

from services.registry.campaigns.workflows import keep_file
from services.registry.exemplars import queries, views, workflows
from services.registry.exemplars.catalogue import the_guide
from services.registry.exemplars.domain.guide import Criterion
from services.registry.exemplars.domain.nominations import (
    AchievementMissing,
    Candidacy,
    ModelMissing,
    Moved,
    Nomination,
    NominationChanged,
    NominationStep,
    NomineeQuery,
    PersonMissing,
    Reason,
    Subject,
)
from services.registry.exemplars.domain.principles import (
    MAX_EVIDENCE_CHARS,
    MAX_SOURCE_CHARS,
    Answer,
    FigureWithoutSource,
    Spread,
    SpreadKind,
    read_figure,
)
from services.registry.exemplars.queries import NominationFile
from services.registry.exemplars.views import NominationPermissions
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from shared.chassis.access import to_anyone
from shared.chassis.database import Transaction
from shared.kernel.file_kinds import FileKind, Upload
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Right
from shared.portal.flash import SEE_OTHER, see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.options import Option
from shared.portal.web_context import page_router
from shared.portal.words import Words

LIST, PUBLIC_LIST = "/exemplars", "/public/exemplars"
FIELD_OF: dict[type[Rejection], str] = {
    AchievementMissing: "achievement",
    PersonMissing: "person",
    ModelMissing: "model",
}
SUBJECTS = [subject.value for subject in Subject]
STEPS = [step.value for step in NominationStep]
EVIDENCE = frozenset({FileKind.PDF, FileKind.DOCX, FileKind.XLSX, FileKind.PNG, FileKind.JPEG})


def query_of(
    *,
    year: Annotated[str, Query(max_length=4)] = "",
    subject: Annotated[str, Query(max_length=20)] = "",
    state: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[UUID | None, Query()] = None,
    view: Annotated[str, Query(max_length=20)] = "",
) -> NomineeQuery:
    """Which nominations the address asks for."""
    return NomineeQuery(
        year=int(year) if year.isdecimal() else None,
        subject=subject if subject in SUBJECTS else "",
        state=state,
        after=after,
        is_proposed=view == views.PROPOSALS,
    )


Asked = Annotated[NomineeQuery, Depends(query_of)]
Reader = Annotated[Viewer, Depends(viewing(Right.READ))]
Writer = Annotated[Viewer, Depends(viewing(Right.WORK))]
Leader = Annotated[Viewer, Depends(viewing(Right.DECIDE))]
Form = Annotated[FormData, Depends(form_data_of)]

exemplar_list_pages = page_router()


@exemplar_list_pages.get(LIST, dependencies=[to_anyone])
async def exemplars_page(web: Web, request: Request, query: Asked) -> Response:
    principal = web.access.known(request)
    if principal is None or not principal.has(Right.READ):
        return RedirectResponse(PUBLIC_LIST, SEE_OTHER)
    viewer = Viewer(principal=principal, place=web.place, now=datetime.now(UTC))
    async with web.database.transaction() as tx:
        wanted = replace(query, not_host=viewer.here if query.is_proposed else "")
        listed = await queries.exemplars_shown(tx, wanted, viewer)
    view = views.list_view(
        listed,
        query,
        path=LIST,
        today=viewer.today,
        guide=the_guide(),
        words=web.templates.words_for(request),
        may_nominate=principal.has(Right.WORK),
        here=viewer.here,
    )
    form = FormData.blank(year=query.year, subject=query.subject)
    return web.templates.render(request, "exemplars_page.html", view=view, asked=form)


@exemplar_list_pages.get(PUBLIC_LIST, dependencies=[to_anyone])
async def public_exemplars_page(web: Web, request: Request, query: Asked) -> Response:
    today = web.place.day_of(datetime.now(UTC))
    async with web.database.transaction() as tx:
        listed = await queries.exemplars_for_all(tx, query, day=today)
    words = web.templates.words_for(request)
    view = views.list_view(
        listed, query, path=PUBLIC_LIST, today=today, guide=the_guide(), words=words
    )
    form = FormData.blank(year=query.year, subject=query.subject)
    return web.templates.render(request, "exemplars_public_page.html", view=view, asked=form)


@exemplar_list_pages.get("/exemplars/new")
async def nomination_form(web: Web, request: Request, viewer: Writer) -> Response:
    blank = FormData.blank(subject="collective", year=viewer.today.year)
    return await _draw_new(web, request, viewer, blank)


@exemplar_list_pages.post("/exemplars/new")
async def nominate(web: Web, *, request: Request, viewer: Writer, form: Form) -> Response:
    fields = FormReader(form)
    candidacy = _candidacy(fields, viewer.today.year)
    if fields.form.is_refused:
        return await _draw_new(web, request, viewer, fields.form)
    try:
        async with web.database.transaction() as tx:
            await viewer.must(tx, Right.WORK, candidacy.unit)
            made = await workflows.nominate(tx, candidacy, viewer)
    except Rejection as no:
        refused = form.refused(FIELD_OF.get(type(no), WHOLE_FORM), no)
        return await _draw_new(web, request, viewer, refused)
    return see_other(f"/exemplars/{made.id}", "flash.exemplars.nominated", code=made.code)


nomination_file_pages = page_router("/exemplars/{nomination_id}")


@nomination_file_pages.get("/checklist")
async def checklist_form(
    web: Web, request: Request, nomination_id: UUID, viewer: Writer
) -> Response:
    file = await _file_worked_on(web, nomination_id, viewer)
    return _draw_checklist(web, request, file, _checklist_typed(file))


@nomination_file_pages.post("/checklist/with-file")
async def checklist_filled(
    web: Web, *, request: Request, nomination_id: UUID, viewer: Writer, form: Form
) -> Response:
    file = await _file_worked_on(web, nomination_id, viewer)
    fields = FormReader(form)
    answers = [_answer(fields, criterion) for criterion in file.criteria]
    acting = replace(viewer, seen_version=fields.whole("version"))
    if fields.form.is_refused:
        return _draw_checklist(web, request, file, fields.form)
    try:
        async with web.database.transaction() as tx:
            kept = await _keep_files(web, tx, file.nomination, form=form, now=acting.now)
            answers = [replace(each, attachment=kept.get(each.criterion)) for each in answers]
            await workflows.fill_in(
                tx, nomination_id, answers, guide=the_guide(), acting=acting
            )
    except Rejection as no:
        return _draw_checklist(web, request, file, form.refused(WHOLE_FORM, no))
    return see_other(f"/exemplars/{nomination_id}", "flash.exemplars.filled")


@nomination_file_pages.get("")
async def exemplar_page(
    web: Web, request: Request, nomination_id: UUID, viewer: Reader
) -> Response:
    return await _draw(web, request, nomination_id, viewer=viewer)


@nomination_file_pages.post("/steps")
async def take_step(
    web: Web, *, request: Request, nomination_id: UUID, viewer: Writer, form: Form
) -> Response:
    fields = FormReader(form)
    move = _move(fields)
    acting = replace(viewer, seen_version=fields.whole("version"))
    if not fields.form.is_refused:
        try:
            async with web.database.transaction() as tx:
                await queries.must_for_step(tx, nomination_id, move.step, viewer=viewer)
                guide = the_guide()
                await workflows.move_on(tx, nomination_id, move, guide=guide, acting=acting)
        except NominationChanged as no:
            fields.refuse(WHOLE_FORM, no)
        except Rejection as no:
            fields.refuse("document", no)
    if fields.form.is_refused:
        return await _draw(web, request, nomination_id, viewer=viewer, form=fields.form)
    return see_other(f"/exemplars/{nomination_id}", "flash.exemplars.moved")


@nomination_file_pages.post("/proposal")
async def propose(
    web: Web, *, request: Request, nomination_id: UUID, viewer: Leader, form: Form
) -> Response:
    document = form.text("document")
    try:
        async with web.database.transaction() as tx:
            await viewer.must(tx, Right.DECIDE, viewer.here)
            await workflows.propose_up(tx, nomination_id, document, acting=viewer)
    except Rejection as no:
        refused = form.refused("document", no)
        return await _draw(web, request, nomination_id, viewer=viewer, form=refused)
    return see_other(f"/exemplars/{nomination_id}", "flash.exemplars.proposed")


@nomination_file_pages.post("/take-up")
async def take_up(
    web: Web, *, request: Request, nomination_id: UUID, viewer: Writer, form: Form
) -> Response:
    document = form.text("document")
    try:
        async with web.database.transaction() as tx:
            await viewer.must(tx, Right.WORK, viewer.here)
            taken = await workflows.take_up(tx, nomination_id, document, acting=viewer)
    except Rejection as no:
        refused = form.refused("document", no)
        return await _draw(web, request, nomination_id, viewer=viewer, form=refused)
    return see_other(f"/exemplars/{taken.id}", "flash.exemplars.taken_up", code=taken.code)


@nomination_file_pages.post("/spread")
async def note_spread(
    web: Web, *, request: Request, nomination_id: UUID, viewer: Writer, form: Form
) -> Response:
    fields = FormReader(form)
    kind = fields.one_of("kind", list(SpreadKind))
    day, note = fields.day("happened_on"), fields.text("note", most=300)
    if not fields.form.is_refused:
        spread = Spread(
            id=uuid7(),
            nomination=nomination_id,
            kind=SpreadKind(kind),
            happened_on=day,
            note=note,
        )
        try:
            async with web.database.transaction() as tx:
                await queries.nomination_worked_on(tx, nomination_id, viewer)
                await workflows.note_spread(tx, spread, viewer)
        except Rejection as no:
            fields.refuse("note", no)
    if fields.form.is_refused:
        return await _draw(web, request, nomination_id, viewer=viewer, form=fields.form)
    return see_other(f"/exemplars/{nomination_id}", "flash.exemplars.spread")


@nomination_file_pages.post("/name")
async def open_name(
    web: Web, request: Request, nomination_id: UUID, viewer: Reader
) -> Response:
    async with web.database.transaction() as tx:
        await queries.nomination_shown(tx, nomination_id, viewer)
        person = await workflows.open_name(tx, nomination_id, viewer)
    name = person.name if person else ""
    answer = await _draw(web, request, nomination_id, viewer=viewer, name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _draw_new(web: Web, request: Request, viewer: Viewer, form: FormData) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        units = await queries.units_to_nominate(tx, viewer)
        models = await queries.models_to_nominate(tx, units)
    names: dict[str, str] = {u.unit: words.pick(vi=u.vi, en=u.en) for u in units}
    return web.templates.render(
        request,
        "exemplar_form.html",
        units=[Option(code, name) for code, name in names.items()],
        subjects=[
            Option(s, words(f"exemplars.subject.{s}"), words(f"exemplars.subject.{s}.hint"))
            for s in SUBJECTS
        ],
        models=[Option(str(m.id), m.title, group=names[m.unit]) for m in models],
        form=form,
    )


async def _draw(
    web: Web,
    request: Request,
    nomination_id: UUID,
    *,
    viewer: Viewer,
    form: FormData | None = None,
    name: str = "",
) -> Response:
    """The page of one nomination; `form` belongs to the form it names, the others are blank."""
    guide, words = the_guide(), web.templates.words_for(request)
    async with web.database.transaction() as tx:
        file = await queries.nomination_file(tx, nomination_id, guide, viewer=viewer)
        may = NominationPermissions(
            work_for_unit=await viewer.may(tx, Right.WORK, file.nomination.unit),
            work_here=await viewer.may(tx, Right.WORK, viewer.here),
            decide_here=await viewer.may(tx, Right.DECIDE, viewer.here),
            review=viewer.principal.has(Right.REVIEW),
        )
    blank = FormData.blank(happened_on=viewer.today.isoformat())
    return web.templates.render(
        request,
        "exemplar_page.html",
        view=views.file_view(file, guide=guide, may=may, here=viewer.here, words=words),
        name=name,
        form=form or blank,
        blank=blank,
        form_name=form.text("form") if form else "",
        awards=[Option(a.code, words.pick(vi=a.vi, en=a.en)) for a in guide.awards],
        reasons=_options(words, "reason", list(Reason)),
        kinds=_options(words, "spread", list(SpreadKind)),
    )


def _options(words: Words, family: str, values: Sequence[str]) -> list[Option]:
    return [Option(value, words(f"exemplars.{family}.{value}")) for value in values]


def _draw_checklist(
    web: Web, request: Request, file: NominationFile, form: FormData
) -> Response:
    words, here = web.templates.words_for(request), web.place.code
    may = NominationPermissions(work_for_unit=True)
    view = views.file_view(file, guide=the_guide(), may=may, here=here, words=words)
    return web.templates.render(request, "checklist_form.html", view=view, form=form)


async def _file_worked_on(web: Web, nomination_id: UUID, viewer: Viewer) -> NominationFile:
    async with web.database.transaction() as tx:
        file = await queries.nomination_file(tx, nomination_id, the_guide(), viewer=viewer)
        await viewer.must(tx, Right.WORK, file.nomination.unit)
    return file


async def _keep_files(
    web: Web, tx: Transaction, nomination: Nomination, *, form: FormData, now: datetime
) -> dict[str, UUID]:
    """The files sent with answers, kept; by the criterion they belong to."""
    kept: dict[str, UUID] = {}
    for name, (sent, *_) in form.uploads.items():
        file = await keep_file(
            tx,
            web.files,
            Upload(name=sent.name, content=sent.content),
            file_id=uuid7(),
            unit=nomination.unit,
            now=now,
            allowed=EVIDENCE,
        )
        kept[name.removeprefix("file-")] = file.id
    return kept


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


def _move(fields: FormReader) -> Moved:
    step = fields.one_of("step", STEPS)
    reason = fields.one_of("reason", list(Reason), may_be_empty=True)
    return Moved(
        step=NominationStep(step) if step in STEPS else NominationStep.ACCEPT,
        happened_on=fields.day("happened_on"),
        document=fields.text("document", most=60),
        reason=Reason(reason) if reason in set(Reason) else None,
        award=fields.form.text("award"),
    )


def _answer(fields: FormReader, criterion: Criterion) -> Answer:
    code = criterion.code
    figure, source = None, ""
    if criterion.kind.wants_figure:
        figure = fields.made(f"figure-{code}", read_figure)
        source = fields.text(f"source-{code}", most=MAX_SOURCE_CHARS, may_be_empty=True)
        if figure is not None and not source:
            fields.refuse(f"source-{code}", FigureWithoutSource())
    evidence = fields.text(f"evidence-{code}", most=MAX_EVIDENCE_CHARS, may_be_empty=True)
    return Answer(criterion=code, evidence=evidence, figure=figure, figure_source=source)


def _checklist_typed(file: NominationFile) -> FormData:
    values: dict[str, object] = {"version": file.nomination.version}
    for code, answer in file.answers.items():
        figure = "" if answer.figure is None else f"{answer.figure:f}".replace(".", ",")
        values |= {f"evidence-{code}": answer.evidence, f"figure-{code}": figure}
        values[f"source-{code}"] = answer.figure_source
    return FormData.blank(**values)
