"""The public form: three steps, the receipt, and the photos of a draft."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request, Response

from services.intake.cases import queries as cases
from services.intake.cases.domain.cases import CaseId, Visibility
from services.intake.cases.domain.messages import NameMissing, NoWayToAnswer, email_in, phone_in
from services.intake.cases.domain.words import accepted_text
from services.intake.cases.queries import Suspect
from services.intake.categories.domain import Datatype, Question, Tree
from services.intake.categories.queries import tree_on
from services.intake.categories.workflows import filed
from services.intake.org.web import Web
from services.intake.photos.domain import TooManyPhotos
from services.intake.photos.workflows import develop
from services.intake.sending import queries, views, workflows
from services.intake.sending.domain import (
    Draft,
    DraftGone,
    DraftId,
    PlaceMissing,
    needs_place,
    position_in,
)
from services.intake.sending.queries import OpenDraft
from services.intake.sending.views import field_of
from shared.chassis.access import to_anyone
from shared.chassis.acting import Acting
from shared.chassis.attachments import Digest
from shared.chassis.pictures import MEDIA_TYPE, Picture
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, Upload, form_data_of
from shared.portal.form_reader import FieldEmpty, FormReader
from shared.portal.statics import text_of
from shared.portal.web_context import page_router

MOST_CHARS = 500
MOST_PHOTO_BYTES = 10_000_000
MOST_ADDRESS_CHARS, MOST_NAME_CHARS = 300, 120
MOST_ALIKE = 2
WHAT = ("category", "text")
WHERE = ("address", "latitude", "longitude")
CONTACT = ("full_name", "phone", "email")
WHO = ("visibility", *CONTACT)
KEPT_NOWHERE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
Form = Annotated[FormData, Depends(form_data_of)]


class CategoryNotChosen(Rejection):
    """Xin chọn một lĩnh vực; không rõ thì chọn mục gần nhất.
    Please choose what it is about; if unsure, choose the nearest.
    """


class PhotoTooLarge(Rejection):
    """Ảnh nặng quá 10 MB. Xin chọn ảnh nhỏ hơn, hoặc gửi không kèm ảnh.
    The photo is larger than 10 MB. Choose a smaller one, or send without it.
    """


class VisibilityNotChosen(Rejection):
    """Xin chọn ông/bà muốn gửi với tên tuổi ra sao.
    Please choose how you want to be known.
    """


def read_answers(fields: FormReader, questions: Sequence[Question]) -> dict[str, object]:
    """What was answered, by variable; what was left out is left out."""
    answers = {one.variable: _answer(fields, one) for one in questions}
    return {variable: answer for variable, answer in answers.items() if answer not in ("", [])}


def _answer(fields: FormReader, question: Question) -> object:
    name, needed = field_of(question), question.is_required
    offered = [choice.key for choice in question.values]
    if question.datatype is Datatype.MANY:
        return fields.some_of(name, offered, least=1 if needed else 0)
    if question.datatype is Datatype.SINGLE:
        return fields.one_of(name, offered, may_be_empty=not needed)
    text = fields.text(name, most=MOST_CHARS, may_be_empty=True)
    if needed and not text:
        fields.refuse(name, FieldEmpty())
    if question.datatype is Datatype.NUMBER and text:
        return fields.whole(name)
    return text


def fields_of(form: FormData, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What a step's own fields hold, also when it is nothing."""
    return {name: form.many(name) for name in names}


def what_fields(form: FormData) -> tuple[str, ...]:
    """The fields of the first step; the place is among them when it was written offline."""
    return (*WHAT, "address") if form.text("address") else WHAT


def read_what(form: FormData, tree: Tree) -> FormData:
    """The first step, with what is wrong with it."""
    fields = FormReader(form)
    if form.text("category") not in {one.code for one in tree.children(None)}:
        fields.refuse("category", CategoryNotChosen())
    fields.made("text", accepted_text)
    return fields.form


def where_fields(form: FormData, opened: OpenDraft) -> dict[str, tuple[str, ...]]:
    """The fields of the second step, with all that was asked there."""
    asked = [field_of(question) for question in opened.questions]
    return fields_of(form, [*WHERE, "leaf", *asked])


def read_where(form: FormData, opened: OpenDraft) -> FormData:
    """The second step, with what is wrong with it."""
    fields = FormReader(form)
    address = fields.text("address", most=MOST_ADDRESS_CHARS, may_be_empty=True)
    position = None
    try:
        position = position_in(form.text("latitude"), form.text("longitude"))
    except Rejection as no:
        fields.refuse("latitude", no)
    if needs_place(opened.draft.text("category")) and not address and position is None:
        fields.refuse("address", PlaceMissing())
    read_answers(fields, opened.questions)
    return fields.form


def suspect_of(opened: OpenDraft, *, unit: str, now: datetime) -> Suspect:
    """What is compared of a draft with what was sent before."""
    draft = opened.draft
    position = position_in(draft.text("latitude"), draft.text("longitude"))
    return Suspect(
        text=draft.text("text"),
        category=opened.code,
        unit=unit,
        at=now,
        latitude=float(position.latitude) if position else None,
        longitude=float(position.longitude) if position else None,
        address=draft.text("address"),
    )


def read_who(form: FormData, opened: OpenDraft) -> FormData:
    """The third step, with what is wrong with it."""
    fields = FormReader(form)
    if form.text("visibility") not in visibilities_of(opened):
        fields.refuse("visibility", VisibilityNotChosen())
    if form.text("visibility") != Visibility.ANONYMOUS:
        _read_contact(fields)
    return fields.form


def visibilities_of(opened: OpenDraft) -> list[Visibility]:
    """How one may be known; where an answer needs a person, not without a name."""
    may_hide = opened.chosen is None or opened.chosen.is_anonymous_allowed
    return [one for one in Visibility if may_hide or one is not Visibility.ANONYMOUS]


def who_fields(form: FormData) -> dict[str, tuple[str, ...]]:
    """What of the third step is kept: of somebody anonymous, nothing but that."""
    if form.text("visibility") == Visibility.ANONYMOUS:
        return dict.fromkeys(CONTACT, ()) | fields_of(form, ["visibility"])
    return fields_of(form, WHO)


async def pictures_in(form: FormData) -> tuple[list[Picture], FormData]:
    """The photos sent, painted anew; those that cannot be used are named in the refusal."""
    good: list[Picture] = []
    for upload in form.uploads.get("photos", ()):
        try:
            good.append(await _picture(upload))
        except Rejection as no:
            form = form.refused("photos", no)
    return good, form


async def _picture(upload: Upload) -> Picture:
    if len(upload.content) > MOST_PHOTO_BYTES:
        megabytes = len(upload.content) // 1_000_000
        raise PhotoTooLarge(
            f"Ảnh “{upload.name}” nặng {megabytes} MB nên chưa nhận được. Xin chọn ảnh dưới"
            " 10 MB, hoặc gửi không kèm ảnh.",
            f"The photo “{upload.name}” of {megabytes} MB could not be taken. Choose one below"
            " 10 MB, or send without it.",
        )
    return (await develop(upload.content)).picture


def _read_contact(fields: FormReader) -> None:
    form = fields.form
    if not fields.text("full_name", most=MOST_NAME_CHARS, may_be_empty=True):
        fields.refuse("full_name", NameMissing())
    phone, email = fields.made("phone", phone_in), fields.made("email", email_in)
    if phone == "" and email == "" and not form.text("phone"):
        fields.refuse("phone", NoWayToAnswer())


TEMPLATES = {
    "what": "send_page.html",
    "where": "send_where_page.html",
    "who": "send_who_page.html",
    "sent": "sent_page.html",
}
WORKER = "send-worker.js"

sending_pages = page_router("/send", dependencies=[to_anyone])


@sending_pages.get("/worker.js")
async def send_worker() -> Response:
    """A worker has power over addresses beside its own only if they are named here."""
    headers = {"Service-Worker-Allowed": "/send", "Cache-Control": "no-cache"}
    return Response(text_of(WORKER), media_type="text/javascript", headers=headers)


@sending_pages.get("/{draft_id}/photos/{digest}")
async def draft_photo(web: Web, draft_id: str, digest: str) -> Response:
    async with web.database.transaction() as tx:
        photo = await queries.draft_photo(tx, DraftId(draft_id), digest, now=datetime.now(UTC))
    content = await web.files.content_of(Digest(photo.digest))
    headers = {**KEPT_NOWHERE, "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


@sending_pages.get("")
async def send_page(web: Web, request: Request) -> Response:
    async with web.database.transaction() as tx:
        tree = await tree_on(tx, web.place.day_of(datetime.now(UTC)))
    view = views.what_view(None, tree, web.templates.words_for(request))
    return web.templates.render(request, "send_page.html", view=view, form=FormData.blank())


@sending_pages.get("/{draft_id}")
async def send_again_page(web: Web, request: Request, draft_id: str) -> Response:
    return await _show_step(web, request, draft_id, "what")


@sending_pages.get("/{draft_id}/where")
async def send_where_page(web: Web, request: Request, draft_id: str) -> Response:
    return await _show_step(web, request, draft_id, "where")


@sending_pages.get("/{draft_id}/who")
async def send_who_page(web: Web, request: Request, draft_id: str) -> Response:
    return await _show_step(web, request, draft_id, "who")


@sending_pages.get("/{draft_id}/sent")
async def sent_page(web: Web, request: Request, draft_id: str) -> Response:
    return await _show_step(web, request, draft_id, "sent")


@sending_pages.post("/with-file")
async def begin_with_what(web: Web, request: Request, form: Form) -> Response:
    return await _take_what(web, request, "", form)


@sending_pages.post("/{draft_id}/with-file")
async def take_what(web: Web, request: Request, draft_id: str, form: Form) -> Response:
    return await _take_what(web, request, draft_id, form)


@sending_pages.post("/{draft_id}/where")
async def take_where(web: Web, request: Request, draft_id: str, form: Form) -> Response:
    """What the category asks besides is asked before going on."""
    before = await _open_draft(web, draft_id)
    opened = await _save_fields(web, draft_id, where_fields(form, before))
    if opened.questions and form.text("asked") != opened.code:
        return see_other(_address(draft_id, "where") + "#hoi-them")
    checked = read_where(form, opened)
    if checked.is_refused:
        return await _draw(web, request, opened, step="where", form=checked)
    return see_other(_address(draft_id, "who"))


@sending_pages.post("/{draft_id}/who")
async def take_who(web: Web, request: Request, draft_id: str, form: Form) -> Response:
    """The last step, sent: then all of it is."""
    language = web.templates.words_for(request).language.value
    fields = {**who_fields(form), "language": (language,)}
    opened = await _save_fields(web, draft_id, fields)
    checked, first = read_who(form, opened), first_missing(opened, "who")
    if first != "who":
        return see_other(_address(draft_id, first))
    if checked.is_refused:
        return await _draw(web, request, opened, step="who", form=checked)
    await _send(web, opened, join=form.text("join"))
    return see_other(_address(draft_id, "sent"))


async def _show_step(web: Web, request: Request, draft_id: str, step: str) -> Response:
    """A step as it was left, or the one that has to be taken before it."""
    opened = await _open_draft(web, draft_id)
    first = first_missing(opened, step)
    if first != step:
        return see_other(_address(draft_id, first))
    return await _draw(web, request, opened, step=step, form=FormData(opened.draft.values))


async def _take_what(web: Web, request: Request, draft_id: str, form: FormData) -> Response:
    """Only dropping a photo leaves one on the first step."""
    draft, form = await _save_with_photos(web, draft_id, form)
    opened, stays = await _open_draft(web, draft.id), bool(form.text("drop"))
    checked = form if stays else read_what(form, opened.tree)
    if checked.is_refused:
        return await _draw(web, request, opened, step="what", form=checked)
    return see_other(f"/send/{draft.id}#f-photos" if stays else _address(draft.id, "where"))


async def _draw(
    web: Web, request: Request, opened: OpenDraft, *, step: str, form: FormData
) -> Response:
    words = web.templates.words_for(request)
    view: object
    if step == "what":
        view = views.what_view(opened.draft, opened.tree, words)
    elif step == "where":
        view = views.where_view(opened, words)
    elif step == "who":
        preview = await _preview(web, opened)
        view = views.who_view(opened, preview, visibilities_of(opened), words=words)
    else:
        assert opened.draft.number is not None
        async with web.database.transaction() as tx:
            view = await cases.receipt_of(tx, opened.draft.number, place=web.place)
    return kept_nowhere(web.templates.render(request, TEMPLATES[step], view=view, form=form))


async def _preview(web: Web, opened: OpenDraft) -> views.SendPreview:
    place, now = web.place, datetime.now(UTC)
    async with web.database.transaction() as tx:
        case = await filed(tx, opened.code, UnitCode(place.code), place=place, now=now)
        promised = await cases.promised_now(tx, case.profile, place=place, now=now)
        suspect = suspect_of(opened, unit=case.unit, now=now)
        alike = await cases.duplicates_of(tx, suspect, opened.tree)
    known = [case for case, _ in alike[:MOST_ALIKE]]
    return views.SendPreview(promised=promised, alike=known, zone=place.time_zone)


async def _open_draft(web: Web, draft_id: str) -> OpenDraft:
    async with web.database.transaction() as tx:
        return await queries.open_draft(tx, DraftId(draft_id), _citizen(web))


async def _save_with_photos(web: Web, draft_id: str, form: FormData) -> tuple[Draft, FormData]:
    pictures, form = await pictures_in(form)
    values = fields_of(form, what_fields(form))
    step = workflows.DraftStep(values=values, pictures=pictures, dropped=form.text("drop"))
    try:
        return await _save_step(web, draft_id, step), form
    except TooManyPhotos as no:
        draft = await _save_step(web, draft_id, replace(step, pictures=()))
        return draft, form.refused("photos", no)


async def _save_step(web: Web, draft_id: str, step: workflows.DraftStep) -> Draft:
    now = datetime.now(UTC)
    try:
        async with web.database.transaction() as tx:
            if draft_id:
                draft = DraftId(draft_id)
                return await workflows.save_step(tx, draft, step, files=web.files, now=now)
    except DraftGone:  # its day ended while somebody wrote: what they wrote is all here
        pass
    async with web.database.transaction() as tx:
        return await workflows.begin_draft(tx, web.files, step, now=now)


async def _save_fields(web: Web, draft_id: str, values: workflows.Values) -> OpenDraft:
    step, acting = workflows.DraftStep(values=values), _citizen(web)
    async with web.database.transaction() as tx:
        draft = DraftId(draft_id)
        await workflows.save_step(tx, draft, step, files=web.files, now=acting.now)
        return await queries.open_draft(tx, draft, acting)


async def _send(web: Web, opened: OpenDraft, *, join: str) -> None:
    draft_id, acting = opened.draft.id, _citizen(web)
    joined = [case.id for case in (await _preview(web, opened)).alike if str(case.id) == join]
    answers = read_answers(FormReader(FormData(opened.draft.values)), opened.questions)
    async with web.database.transaction() as tx:
        if joined:
            await workflows.join_draft(tx, draft_id, CaseId(joined[0]), acting)
        else:
            await workflows.send_draft(
                tx, draft_id, acting, category=opened.code, answers=answers
            )


def first_missing(opened: OpenDraft, step: str) -> str:
    """The step itself, or an earlier one that is still wanting; once sent, the receipt."""
    if opened.draft.number is not None:
        return "sent"
    form = FormData(opened.draft.values)
    if step != "what" and read_what(form, opened.tree).is_refused:
        return "what"
    if step in {"who", "sent"}:
        return "where" if read_where(form, opened).is_refused else "who"
    return step


def kept_nowhere(page: Response) -> Response:
    """A page that no browser, proxy or search engine should remember."""
    page.headers.update(KEPT_NOWHERE)
    return page


def _citizen(web: Web) -> Acting:
    return Acting(place=web.place, now=datetime.now(UTC))


def _address(draft_id: str, step: str) -> str:
    return f"/send/{draft_id}" + ("" if step == "what" else f"/{step}")
