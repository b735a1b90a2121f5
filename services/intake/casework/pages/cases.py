"""One case: everything about it on one page, and the lease of whoever opens it for work."""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.intake.cases.domain.leases import HeldByAnother
from services.intake.cases.domain.tracking import number_in
from services.intake.cases.queries import find_case
from services.intake.cases.workflows.leases import release, seen, take_lease
from services.intake.casework import queries
from services.intake.casework.views.case import case_page_view
from services.intake.casework.views.case_answers import words_of
from services.intake.casework.views.case_facts import Teller
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from services.intake.org.web import Web
from shared.chassis import audit
from shared.chassis.database import Transaction
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import FormData
from shared.portal.web_context import WebContext, page_router

Reading = Annotated[Viewer, Depends(viewing(Right.READ))]
Working = Annotated[Viewer, Depends(viewing(Right.WORK))]


case_pages = page_router("/cases/{code}")


@case_pages.get("")
async def case_page(web: Web, *, request: Request, code: str, viewer: Reading) -> Response:
    return await draw_case(web, request, viewer, code=code)


@case_pages.post("/take-over")
async def take_over_page(web: Web, code: str, viewer: Working) -> Response:
    number = number_in(code)
    async with web.database.transaction() as tx:
        case = await find_case(tx, number)
        await viewer.must(tx, Right.WORK, case.unit)
        await take_lease(tx, case, viewer.principal, now=viewer.now, is_takeover=True)
    return see_other(f"/cases/{number}", "flash.case.taken_over")


@case_pages.post("/release")
async def release_page(web: Web, code: str, viewer: Working) -> Response:
    async with web.database.transaction() as tx:
        await release(tx, await find_case(tx, number_in(code)), viewer.principal)
    return see_other("/inbox", "flash.case.released")


async def draw_case(
    web: WebContext,
    request: Request,
    viewer: Viewer,
    *,
    code: str,
    form: FormData | None = None,
) -> Response:
    """The page of a case; whoever may work on it has it in hand from here on, if nobody has."""
    async with web.database.transaction() as tx:
        await _open_for_work(tx, viewer, code)
        file = await queries.open_file(tx, number_in(code), viewer)
        await audit.record_reading(
            tx, viewer.principal, "case.words", subject=str(file.case.id)
        )
    words = web.templates.words_for(request)
    teller = Teller(viewer=viewer, words=words, zone=web.place.time_zone)
    chosen = request.query_params.get("answer", "")
    filled = form or FormData.blank(
        words=words_of(chosen, file, here=viewer.here),
        leaf=file.case.leaf,
        kind=file.case.kind,
        told="citizen",
        to=viewer.principal.account,
    )
    page = web.templates.render(
        request, "case_page.html", view=case_page_view(file, teller), form=filled
    )
    page.headers["Cache-Control"] = "no-store"
    return page


async def _open_for_work(tx: Transaction, viewer: Viewer, code: str) -> None:
    """Take the case in hand, if one may work on it and nobody has it."""
    case = await find_case(tx, number_in(code))
    if not case.is_open or not await viewer.may(tx, Right.WORK, case.unit):
        return
    await seen(tx, viewer.principal, now=viewer.now)
    try:
        await take_lease(tx, case, viewer.principal, now=viewer.now)
    except HeldByAnother:
        return  # the page says who has it, and offers to take it over
