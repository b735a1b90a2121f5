"""Where a dossier stands, for whoever holds its receipt: nothing personal is shown."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from services.intake.dossiers import queries
from services.intake.dossiers.domain.dossiers import DossierCode, DossierUnknown
from services.intake.dossiers.scenes.dossier_status import CodeMissing, NoSuchCode, status_scene
from services.intake.org.queries.units import names_of
from shared.chassis.access import to_anyone
from shared.chassis.sheets import a_code
from shared.chassis.sources import source_of
from shared.kernel.guessing import Guesses
from shared.kernel.rejection import Rejection
from shared.portal.desk import Desk
from shared.portal.typed import Typed

AT = "/dossier-status"
NOWHERE = 404


def dossier_status_pages(desk: Desk) -> APIRouter:
    """The form that asks for a code, and the answer."""
    router = desk.router(AT)
    guesses = Guesses()

    @router.get("", dependencies=[to_anyone])
    async def dossier_status_page(request: Request) -> Response:
        text = request.query_params.get("code")
        if text is None:
            return desk.easel.draw(request, TEMPLATE, scene=None, typed=Typed.blank())
        now = datetime.now(UTC)
        guesses.refuse_more(source_of(request), now=now)
        try:
            scene = await _answer(desk, request, text.strip(), now=now)
        except Rejection as no:
            is_wrong = isinstance(no, DossierUnknown)
            if is_wrong:
                guesses.note_one(source_of(request), now=now)
            typed = Typed.blank(code=text).refused("code", NoSuchCode() if is_wrong else no)
            return desk.easel.draw(request, TEMPLATE, scene=None, typed=typed)
        return desk.easel.draw(request, TEMPLATE, scene=scene, typed=Typed.blank(code=text))

    return router


TEMPLATE = "dossier_status_page.html"


async def _answer(desk: Desk, request: Request, text: str, *, now: datetime) -> object:
    if not text:
        raise CodeMissing
    code = DossierCode(a_code(text))
    today = desk.place.day_of(now)
    async with desk.database.transaction() as tx:
        whole = await queries.find_whole(tx, code)
        names = await names_of(tx, {whole.dossier.unit}, today)
    return status_scene(whole, names, today=today, words=desk.easel.words_for(request))
