"""The questions a category asks besides: their fields, and what was answered."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.intake.cases import queries as promises
from services.intake.cases.domain.cases import CaseId, Visibility
from services.intake.cases.domain.messages import NameMissing, NoWayToAnswer, email_in, phone_in
from services.intake.cases.domain.words import accepted_text
from services.intake.cases.queries import Suspect, duplicates_of
from services.intake.categories.domain import Datatype, Question, Tree
from services.intake.categories.queries import tree_on
from services.intake.categories.workflows import filed
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
from services.intake.sending.queries import Begun
from services.intake.sending.views import field_of
from services.intake.sending.workflows import Filled, join_draft, send_draft
from shared.chassis.access import to_anyone
from shared.chassis.attachments import Attachments, Digest
from shared.chassis.pictures import MEDIA_TYPE, Picture
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, Upload, form_data_of
from shared.portal.form_reader import FieldEmpty, FormReader
from shared.portal.statics import text_of
from shared.portal.web_context import WebContext, page_router
from shared.portal.words import Words

MOST_CHARS = 500


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


MOST_PHOTO_BYTES = 10_000_000
MOST_ADDRESS_CHARS, MOST_NAME_CHARS = 300, 120
WHAT = ("category", "text")
WHERE = ("address", "latitude", "longitude")
CONTACT = ("full_name", "phone", "email")
WHO = ("visibility", *CONTACT)


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


def where_fields(form: FormData, begun: Begun) -> dict[str, tuple[str, ...]]:
    """The fields of the second step, with all that was asked there."""
    asked = [field_of(question) for question in begun.questions]
    return fields_of(form, [*WHERE, "leaf", *asked])


def read_where(form: FormData, begun: Begun) -> FormData:
    """The second step, with what is wrong with it."""
    fields = FormReader(form)
    address = fields.text("address", most=MOST_ADDRESS_CHARS, may_be_empty=True)
    position = None
    try:
        position = position_in(form.text("latitude"), form.text("longitude"))
    except Rejection as no:
        fields.refuse("latitude", no)
    if needs_place(begun.draft.text("category")) and not address and position is None:
        fields.refuse("address", PlaceMissing())
    read_answers(fields, begun.questions)
    return fields.form


def suspect_of(begun: Begun, *, unit: str, now: datetime) -> Suspect:
    """What is compared of a draft with what was sent before."""
    draft = begun.draft
    position = position_in(draft.text("latitude"), draft.text("longitude"))
    return Suspect(
        text=draft.text("text"),
        category=begun.code,
        unit=unit,
        at=now,
        latitude=float(position.latitude) if position else None,
        longitude=float(position.longitude) if position else None,
        address=draft.text("address"),
    )


def read_who(form: FormData, begun: Begun) -> FormData:
    """The third step, with what is wrong with it."""
    fields = FormReader(form)
    if form.text("visibility") not in ways_of(begun):
        fields.refuse("visibility", VisibilityNotChosen())
    if form.text("visibility") != Visibility.ANONYMOUS:
        _read_contact(fields)
    return fields.form


def ways_of(begun: Begun) -> list[Visibility]:
    """How one may be known; where an answer needs a person, not without a name."""
    may_hide = begun.chosen is None or begun.chosen.is_anonymous_allowed
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


KEPT_NOWHERE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
MOST_ALIKE = 2
TEMPLATES = {
    "what": "send_page.html",
    "where": "send_where_page.html",
    "who": "send_who_page.html",
    "sent": "sent_page.html",
}


class Letterbox:
    """Draws the steps of a message, and takes what each brings."""

    def __init__(self, web: WebContext, files: Attachments) -> None:
        self._desk = web
        self._files = files

    async def fresh(self, request: Request) -> Response:
        """The first step of a message nobody has begun."""
        async with self._desk.database.transaction() as tx:
            tree = await tree_on(tx, self._desk.place.day_of(datetime.now(UTC)))
        words = self._desk.templates.words_for(request)
        view = views.what_view(None, tree, words)
        return self._desk.templates.render(
            request, "send_page.html", view=view, form=FormData.blank()
        )

    async def look(self, request: Request, draft_id: str, step: str) -> Response:
        """A step as it was left, or the one that has to be taken before it."""
        begun = await self._begun(draft_id)
        first = missing(begun, step)
        if first != step:
            return see_other(_at(draft_id, first))
        return await self._drawn(request, begun, step=step, form=FormData(begun.draft.values))

    async def take_what(self, request: Request, draft_id: str, form: FormData) -> Response:
        """The first step, sent; only with its photos does one stay on it."""
        draft, form = await self._kept_with_photos(draft_id, form)
        begun, stays = await self._begun(draft.id), bool(form.text("drop"))
        looked_at = form if stays else read_what(form, begun.tree)
        if looked_at.is_refused:
            return await self._drawn(request, begun, step="what", form=looked_at)
        return see_other(f"/send/{draft.id}#f-photos" if stays else _at(draft.id, "where"))

    async def take_where(self, request: Request, draft_id: str, form: FormData) -> Response:
        """The second step, sent; what the category asks besides is asked before going on."""
        asked = await self._begun(draft_id)
        begun = await self._take(draft_id, where_fields(form, asked))
        if begun.questions and form.text("asked") != begun.code:
            return see_other(_at(draft_id, "where") + "#hoi-them")
        looked_at = read_where(form, begun)
        if looked_at.is_refused:
            return await self._drawn(request, begun, step="where", form=looked_at)
        return see_other(_at(draft_id, "who"))

    async def take_who(self, request: Request, draft_id: str, form: FormData) -> Response:
        """The third step, sent: then all of it is."""
        language = self._desk.templates.words_for(request).language.value
        begun = await self._take(draft_id, {**who_fields(form), "language": (language,)})
        looked_at, first = read_who(form, begun), missing(begun, "who")
        if first == "who" and looked_at.is_refused:
            return await self._drawn(request, begun, step="who", form=looked_at)
        if first == "who":
            await self._send(begun, join=form.text("join"))
        return see_other(_at(draft_id, "sent" if first == "who" else first))

    async def _drawn(
        self, request: Request, begun: Begun, *, step: str, form: FormData
    ) -> Response:
        words = self._desk.templates.words_for(request)
        view: object
        if step == "what":
            view = views.what_view(begun.draft, begun.tree, words)
        elif step == "where":
            view = views.where_view(begun, words)
        elif step == "who":
            ways = ways_of(begun)
            view = views.who_view(begun, await self._outlook(begun), ways, words=words)
        else:
            view = await self._receipt(begun, words)
        page = self._desk.templates.render(request, TEMPLATES[step], view=view, form=form)
        return kept_nowhere(page)

    async def _outlook(self, begun: Begun) -> views.Outlook:
        place, now = self._desk.place, datetime.now(UTC)
        async with self._desk.database.transaction() as tx:
            case = await filed(tx, begun.code, UnitCode(place.code), place=place, now=now)
            due = await promises.promised_now(tx, case.profile, place=place, now=now)
            suspect = suspect_of(begun, unit=case.unit, now=now)
            alike = await duplicates_of(tx, suspect, begun.tree)
        few = [known for known, _ in alike[:MOST_ALIKE]]
        return views.Outlook(promised=due, alike=few, zone=place.time_zone)

    async def _receipt(self, begun: Begun, words: Words) -> views.SentView:
        assert begun.draft.number is not None
        place = self._desk.place
        async with self._desk.database.transaction() as tx:
            receipt = await promises.receipt_of(tx, begun.draft.number, place=place)
        return views.sent_view(receipt, zone=place.time_zone, words=words)

    async def _begun(self, draft_id: str) -> Begun:
        place, now = self._desk.place, datetime.now(UTC)
        async with self._desk.database.transaction() as tx:
            return await queries.begun(tx, DraftId(draft_id), place=place, now=now)

    async def _kept_with_photos(self, draft_id: str, form: FormData) -> tuple[Draft, FormData]:
        pictures, form = await pictures_in(form)
        step = workflows.DraftStep(
            values=fields_of(form, what_fields(form)),
            pictures=pictures,
            dropped=form.text("drop"),
        )
        try:
            return await self._kept(draft_id, step), form
        except TooManyPhotos as no:
            draft = await self._kept(draft_id, replace(step, pictures=()))
            return draft, form.refused("photos", no)

    async def _kept(self, draft_id: str, step: workflows.DraftStep) -> Draft:
        now = datetime.now(UTC)
        try:
            async with self._desk.database.transaction() as tx:
                if draft_id:
                    return await workflows.keep_step(
                        tx, DraftId(draft_id), step, files=self._files, now=now
                    )
        except DraftGone:  # its day ended while somebody wrote: what they wrote is all here
            pass
        async with self._desk.database.transaction() as tx:
            return await workflows.begin_draft(tx, self._files, step, now=now)

    async def _take(self, draft_id: str, values: workflows.Values) -> Begun:
        step, now = workflows.DraftStep(values=values), datetime.now(UTC)
        async with self._desk.database.transaction() as tx:
            await workflows.keep_step(tx, DraftId(draft_id), step, files=self._files, now=now)
            return await queries.begun(tx, DraftId(draft_id), place=self._desk.place, now=now)

    async def _send(self, begun: Begun, *, join: str) -> None:
        place, now, draft_id = self._desk.place, datetime.now(UTC), begun.draft.id
        joined = [one.id for one in (await self._outlook(begun)).alike if str(one.id) == join]
        answers = read_answers(FormReader(FormData(begun.draft.values)), begun.questions)
        filled = Filled(category=begun.code, answers=answers)
        async with self._desk.database.transaction() as tx:
            if joined:
                await join_draft(tx, draft_id, CaseId(joined[0]), now=now)
            else:
                await send_draft(tx, draft_id, filled, place=place, now=now)


def missing(begun: Begun, step: str) -> str:
    """The step itself, or an earlier one that is still wanting; once sent, the receipt."""
    if begun.draft.number is not None:
        return "sent"
    form = FormData(begun.draft.values)
    if step != "what" and read_what(form, begun.tree).is_refused:
        return "what"
    if step in {"who", "sent"}:
        return "where" if read_where(form, begun).is_refused else "who"
    return step


def kept_nowhere(page: Response) -> Response:
    """A page that no browser, proxy or search engine should remember."""
    page.headers.update(KEPT_NOWHERE)
    return page


def _at(draft_id: str, step: str) -> str:
    return f"/send/{draft_id}" + ("" if step == "what" else f"/{step}")


WORKER = "send-worker.js"


def sending_pages(web: WebContext, files: Attachments) -> APIRouter:
    """The three steps, the receipt, and the photos of a draft."""
    router = page_router()
    box = Letterbox(web, files)
    router.include_router(_beside(web, files))
    for part in (_looking, _taking):
        router.include_router(part(web, box))
    return router


def _looking(web: WebContext, box: Letterbox) -> APIRouter:  # noqa: ARG001 - its siblings take it
    router = page_router()
    everybody = [to_anyone]

    @router.get("/send", dependencies=everybody)
    async def send_page(request: Request) -> Response:
        return await box.fresh(request)

    @router.get("/send/{draft_id}", dependencies=everybody)
    async def send_again_page(request: Request, draft_id: str) -> Response:
        return await box.look(request, draft_id, "what")

    @router.get("/send/{draft_id}/where", dependencies=everybody)
    async def send_where_page(request: Request, draft_id: str) -> Response:
        return await box.look(request, draft_id, "where")

    @router.get("/send/{draft_id}/who", dependencies=everybody)
    async def send_who_page(request: Request, draft_id: str) -> Response:
        return await box.look(request, draft_id, "who")

    @router.get("/send/{draft_id}/sent", dependencies=everybody)
    async def sent_page(request: Request, draft_id: str) -> Response:
        return await box.look(request, draft_id, "sent")

    return router


def _taking(web: WebContext, box: Letterbox) -> APIRouter:  # noqa: ARG001 - its siblings take it
    router = page_router()
    everybody = [to_anyone]
    sent = Annotated[FormData, Depends(form_data_of)]

    @router.post("/send/with-file", dependencies=everybody)
    async def send_begun(request: Request, form: sent) -> Response:
        return await box.take_what(request, "", form)

    @router.post("/send/{draft_id}/with-file", dependencies=everybody)
    async def what_taken(request: Request, draft_id: str, form: sent) -> Response:
        return await box.take_what(request, draft_id, form)

    @router.post("/send/{draft_id}/where", dependencies=everybody)
    async def where_taken(request: Request, draft_id: str, form: sent) -> Response:
        return await box.take_where(request, draft_id, form)

    @router.post("/send/{draft_id}/who", dependencies=everybody)
    async def sent_off(request: Request, draft_id: str, form: sent) -> Response:
        return await box.take_who(request, draft_id, form)

    return router


def _beside(web: WebContext, files: Attachments) -> APIRouter:
    router = page_router()
    everybody = [to_anyone]

    @router.get("/send/worker.js", dependencies=everybody)
    async def send_worker() -> Response:
        """A worker has power over addresses beside its own only if they are named here."""
        headers = {"Service-Worker-Allowed": "/send", "Cache-Control": "no-cache"}
        return Response(text_of(WORKER), media_type="text/javascript", headers=headers)

    @router.get("/send/{draft_id}/photos/{digest}", dependencies=everybody)
    async def draft_photo(draft_id: str, digest: str) -> Response:
        async with web.database.transaction() as tx:
            photo = await queries.draft_photo(
                tx, DraftId(draft_id), digest, now=datetime.now(UTC)
            )
        content = await files.content_of(Digest(photo.digest))
        headers = {**KEPT_NOWHERE, "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type=MEDIA_TYPE, headers=headers)

    return router
