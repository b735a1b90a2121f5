"""Where a dossier stands, for whoever holds its receipt: nothing personal is shown."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from services.intake.dossiers import queries
from services.intake.dossiers.domain.dossiers import DossierCode, DossierUnknown
from services.intake.dossiers.views.dossier_status import (
    CodeMissing,
    NoSuchCode,
    status_page_view,
)
from services.intake.org.queries.units import names_of
from shared.chassis.access import to_anyone
from shared.chassis.sheets import a_code
from shared.chassis.sources import source_of
from shared.kernel.attempt_limiter import AttemptLimiter
from shared.kernel.rejection import Rejection
from shared.portal.form_data import FormData
from shared.portal.web_context import WebContext

AT = "/dossier-status"
NOWHERE = 404


def dossier_status_pages(web: WebContext) -> APIRouter:
    """The form that asks for a code, and the answer."""
    router = web.router(AT)
    guesses = AttemptLimiter()

    @router.get("", dependencies=[to_anyone])
    async def dossier_status_page(request: Request) -> Response:
        text = request.query_params.get("code")
        if text is None:
            return web.templates.render(request, TEMPLATE, view=None, form=FormData.blank())
        now = datetime.now(UTC)
        guesses.refuse_more(source_of(request), now=now)
        try:
            view = await _answer(web, request, text.strip(), now=now)
        except Rejection as no:
            is_wrong = isinstance(no, DossierUnknown)
            if is_wrong:
                guesses.note_one(source_of(request), now=now)
            form = FormData.blank(code=text).refused("code", NoSuchCode() if is_wrong else no)
            return web.templates.render(request, TEMPLATE, view=None, form=form)
        return web.templates.render(
            request, TEMPLATE, view=view, form=FormData.blank(code=text)
        )

    return router


TEMPLATE = "dossier_status_page.html"


async def _answer(web: WebContext, request: Request, text: str, *, now: datetime) -> object:
    if not text:
        raise CodeMissing
    code = DossierCode(a_code(text))
    today = web.place.day_of(now)
    async with web.database.transaction() as tx:
        whole = await queries.find_whole(tx, code)
        names = await names_of(tx, {whole.dossier.unit}, today)
    return status_page_view(whole, names, today=today, words=web.templates.words_for(request))
