"""The letterbox: takes in a message step by step; what was typed is kept in any case."""

from dataclasses import replace
from datetime import UTC, datetime

from fastapi import Request, Response

from services.intake.domain.drafts import Draft, DraftGone, DraftId
from services.intake.domain.photos import TooManyPhotos
from services.intake.pages import send_forms as forms
from services.intake.queries import drafts as queries
from services.intake.queries import promises
from services.intake.scenes import sending as scenes
from services.intake.workflows import drafts as workflows
from services.intake.workflows.sending import send_draft
from shared.chassis.attachments import Attachments
from shared.portal.desk import Desk
from shared.portal.saying import see_other
from shared.portal.typed import Typed

KEPT_NOWHERE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
ADD_PHOTOS = "add"


class Letterbox:
    """Draws the steps of a message, and takes what each brings."""

    def __init__(self, desk: Desk, files: Attachments) -> None:
        self._desk = desk
        self._files = files

    def fresh(self, request: Request) -> Response:
        """The first step of a message nobody has begun."""
        return self._what(request, None, Typed.blank())

    async def look(self, request: Request, draft_id: str, step: str) -> Response:
        """A step as it was left, or the one that has to be taken before it."""
        draft = await self._draft(draft_id)
        first = missing(draft, step)
        if first != step:
            return see_other(_at(draft, first))
        return await self._drawn(request, draft, step=step, typed=Typed(draft.values))

    async def take_what(self, request: Request, draft_id: str, typed: Typed) -> Response:
        """The first step, sent; only with its photos does one stay on it."""
        draft, typed = await self._kept_with_photos(draft_id, typed)
        stays = bool(typed.text("drop") or typed.text("then") == ADD_PHOTOS)
        looked_at = typed if stays else forms.read_what(typed)
        if looked_at.is_refused:
            return self._what(request, draft, looked_at)
        return see_other(f"/send/{draft.id}#f-photos" if stays else _at(draft, "where"))

    async def take_where(self, request: Request, draft_id: str, typed: Typed) -> Response:
        """The second step, sent."""
        draft = await self._take(draft_id, forms.fields_of(typed, forms.WHERE))
        looked_at = forms.read_where(typed, category=draft.text("category"))
        if looked_at.is_refused:
            return await self._drawn(request, draft, step="where", typed=looked_at)
        return see_other(_at(draft, "who"))

    async def take_who(self, request: Request, draft_id: str, typed: Typed) -> Response:
        """The third step, sent: then all of it is."""
        language = self._desk.easel.words_for(request).language.value
        draft = await self._take(draft_id, {**forms.who_fields(typed), "language": (language,)})
        looked_at, first = forms.read_who(typed), missing(draft, "who")
        if first == "who" and looked_at.is_refused:
            return await self._drawn(request, draft, step="who", typed=looked_at)
        if first == "who":
            await self._send(draft)
        return see_other(_at(draft, "sent" if first == "who" else first))

    async def _drawn(
        self, request: Request, draft: Draft, *, step: str, typed: Typed
    ) -> Response:
        if step == "what":
            return self._what(request, draft, typed)
        if step == "where":
            return self._where(request, draft, typed)
        return await (
            self._who(request, draft, typed) if step == "who" else self._sent(request, draft)
        )

    def _what(self, request: Request, draft: Draft | None, typed: Typed) -> Response:
        scene = scenes.what_scene(draft, self._desk.easel.words_for(request))
        page = self._desk.easel.draw(request, "send_page.html", scene=scene, typed=typed)
        return kept_nowhere(page) if draft else page

    def _where(self, request: Request, draft: Draft, typed: Typed) -> Response:
        scene = scenes.where_scene(draft)
        page = self._desk.easel.draw(request, "send_where_page.html", scene=scene, typed=typed)
        return kept_nowhere(page)

    async def _who(self, request: Request, draft: Draft, typed: Typed) -> Response:
        async with self._desk.database.transaction() as tx:
            due = await promises.promised_now(
                tx, draft.text("category"), place=self._desk.place, now=datetime.now(UTC)
            )
        scene = scenes.who_scene(draft, due, self._desk.easel.words_for(request))
        page = self._desk.easel.draw(request, "send_who_page.html", scene=scene, typed=typed)
        return kept_nowhere(page)

    async def _sent(self, request: Request, draft: Draft) -> Response:
        assert draft.number is not None
        async with self._desk.database.transaction() as tx:
            receipt = await promises.receipt_of(tx, draft.number, place=self._desk.place)
        words, zone = self._desk.easel.words_for(request), self._desk.place.time_zone
        scene = scenes.sent_scene(receipt, zone=zone, words=words)
        return kept_nowhere(self._desk.easel.draw(request, "sent_page.html", scene=scene))

    async def _draft(self, draft_id: str) -> Draft:
        async with self._desk.database.transaction() as tx:
            return await queries.draft_named(tx, DraftId(draft_id), now=datetime.now(UTC))

    async def _kept_with_photos(self, draft_id: str, typed: Typed) -> tuple[Draft, Typed]:
        pictures, typed = await forms.pictures_in(typed)
        step = workflows.Step(
            values=forms.fields_of(typed, forms.what_fields(typed)),
            pictures=pictures,
            dropped=typed.text("drop"),
        )
        try:
            return await self._kept(draft_id, step), typed
        except TooManyPhotos as no:
            draft = await self._kept(draft_id, replace(step, pictures=()))
            return draft, typed.refused("photos", no)

    async def _kept(self, draft_id: str, step: workflows.Step) -> Draft:
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

    async def _take(self, draft_id: str, values: workflows.Values) -> Draft:
        step = workflows.Step(values=values)
        async with self._desk.database.transaction() as tx:
            return await workflows.keep_step(
                tx, DraftId(draft_id), step, files=self._files, now=datetime.now(UTC)
            )

    async def _send(self, draft: Draft) -> None:
        async with self._desk.database.transaction() as tx:
            await send_draft(tx, draft.id, place=self._desk.place, now=datetime.now(UTC))


def missing(draft: Draft, step: str) -> str:
    """The step itself, or an earlier one that is still wanting; once sent, the receipt."""
    if draft.number is not None:
        return "sent"
    typed = Typed(draft.values)
    if step != "what" and forms.read_what(typed).is_refused:
        return "what"
    where = forms.read_where(typed, category=draft.text("category"))
    if step in {"who", "sent"}:
        return "where" if where.is_refused else "who"
    return step


def kept_nowhere(page: Response) -> Response:
    """A page that no browser, proxy or search engine should remember."""
    page.headers.update(KEPT_NOWHERE)
    return page


def _at(draft: Draft, step: str) -> str:
    return f"/send/{draft.id}" + ("" if step == "what" else f"/{step}")
