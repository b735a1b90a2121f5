"""The letterbox: takes in a message step by step; what was typed is kept in any case."""

from dataclasses import replace
from datetime import UTC, datetime

from fastapi import Request, Response

from services.intake.cases.domain.cases import CaseId
from services.intake.cases.queries import promises
from services.intake.cases.queries.duplicates import duplicates_of
from services.intake.categories.queries import tree_on
from services.intake.categories.workflows.filing import filed
from services.intake.photos.domain import TooManyPhotos
from services.intake.sending import queries, views
from services.intake.sending.domain.drafts import Draft, DraftGone, DraftId
from services.intake.sending.pages import send_forms as forms
from services.intake.sending.pages.send_questions import read_answers
from services.intake.sending.queries import Begun
from services.intake.sending.workflows import drafts as workflows
from services.intake.sending.workflows.sending import Filled, join_draft, send_draft
from shared.chassis.attachments import Attachments
from shared.kernel.places import UnitCode
from shared.portal.flash import see_other
from shared.portal.form_data import FormData
from shared.portal.form_reader import FormReader
from shared.portal.web_context import WebContext
from shared.portal.words import Words

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
        looked_at = form if stays else forms.read_what(form, begun.tree)
        if looked_at.is_refused:
            return await self._drawn(request, begun, step="what", form=looked_at)
        return see_other(f"/send/{draft.id}#f-photos" if stays else _at(draft.id, "where"))

    async def take_where(self, request: Request, draft_id: str, form: FormData) -> Response:
        """The second step, sent; what the category asks besides is asked before going on."""
        asked = await self._begun(draft_id)
        begun = await self._take(draft_id, forms.where_fields(form, asked))
        if begun.questions and form.text("asked") != begun.code:
            return see_other(_at(draft_id, "where") + "#hoi-them")
        looked_at = forms.read_where(form, begun)
        if looked_at.is_refused:
            return await self._drawn(request, begun, step="where", form=looked_at)
        return see_other(_at(draft_id, "who"))

    async def take_who(self, request: Request, draft_id: str, form: FormData) -> Response:
        """The third step, sent: then all of it is."""
        language = self._desk.templates.words_for(request).language.value
        begun = await self._take(draft_id, {**forms.who_fields(form), "language": (language,)})
        looked_at, first = forms.read_who(form, begun), missing(begun, "who")
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
            ways = forms.ways_of(begun)
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
            suspect = forms.suspect_of(begun, unit=case.unit, now=now)
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
        pictures, form = await forms.pictures_in(form)
        step = workflows.DraftStep(
            values=forms.fields_of(form, forms.what_fields(form)),
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
    if step != "what" and forms.read_what(form, begun.tree).is_refused:
        return "what"
    if step in {"who", "sent"}:
        return "where" if forms.read_where(form, begun).is_refused else "who"
    return step


def kept_nowhere(page: Response) -> Response:
    """A page that no browser, proxy or search engine should remember."""
    page.headers.update(KEPT_NOWHERE)
    return page


def _at(draft_id: str, step: str) -> str:
    return f"/send/{draft_id}" + ("" if step == "what" else f"/{step}")
