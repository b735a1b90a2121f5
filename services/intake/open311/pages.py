"""What of a case anybody may read, and sending it on to another server: an officer's choice."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.intake.cases import queries as cases
from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.tracking import number_in
from services.intake.cases.domain.words import FeedbackEmpty, FeedbackTooLong, TextUnreadable
from services.intake.open311.domain.publishing import WithheldForGood
from services.intake.open311.domain.servers import Servers, ServerUnknown, ServiceNotMapped
from services.intake.open311.queries import outside_of
from services.intake.open311.views import publishing_view
from services.intake.open311.workflows import publishing
from services.intake.open311.workflows.sending_on import send_on, try_again
from services.intake.org.pages import tried
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from shared.chassis import audit
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]
FIELDS = {
    FeedbackEmpty: "words",
    FeedbackTooLong: "words",
    TextUnreadable: "words",
    WithheldForGood: WHOLE_FORM,
    ServerUnknown: "server",
    ServiceNotMapped: "server",
}


def publishing_pages(web: WebContext, servers: Servers) -> APIRouter:
    """The page of a case seen from outside, and what of it is published."""
    router = page_router("/cases/{code}/publish")
    working = Annotated[Viewer, Depends(viewing(Right.WORK))]
    draw = partial(_draw, web, servers)

    @router.get("")
    async def publishing_page(request: Request, code: str, viewer: working) -> Response:
        return await draw(request, viewer=viewer, code=code)

    @router.post("")
    async def publish_words(
        request: Request, code: str, *, viewer: working, form: Form
    ) -> Response:
        async def do(tx: Transaction) -> None:
            case = await _case(tx, viewer, code)
            said = form.text("words")
            await publishing.publish(
                tx, case, words=said, principal=viewer.principal, now=viewer.now
            )

        refused = await tried(web, form, do, fields=FIELDS)
        if refused.is_refused:
            return await draw(request, viewer=viewer, code=code, form=refused)
        return see_other(f"/cases/{number_in(code)}/publish", "flash.publishing.published")

    @router.post("/withdraw")
    async def withdraw_words(code: str, viewer: working) -> Response:
        async with web.database.transaction() as tx:
            case = await _case(tx, viewer, code)
            await publishing.withdraw(tx, case, principal=viewer.principal, now=viewer.now)
        return see_other(f"/cases/{number_in(code)}/publish", "flash.publishing.withdrawn")

    return router


def sending_on_pages(web: WebContext, servers: Servers) -> APIRouter:
    """Sending a case on, and trying again where it was refused."""
    router = page_router("/cases/{code}/publish")
    working = Annotated[Viewer, Depends(viewing(Right.WORK))]
    draw = partial(_draw, web, servers)

    @router.post("/send-on")
    async def send_case_on(
        request: Request, code: str, *, viewer: working, form: Form
    ) -> Response:
        officer = Acting(principal=viewer.principal, place=web.place, now=viewer.now)

        async def do(tx: Transaction) -> None:
            server, may_name = servers.get(form.text("server")), bool(form.text("may_name"))
            case = await _case(tx, viewer, code)
            if not await send_on(tx, case, server, officer=officer, may_name=may_name):
                await try_again(tx, case, server=server.code, now=viewer.now)

        refused = await tried(web, form, do, fields=FIELDS)
        if refused.is_refused:
            return await draw(request, viewer=viewer, code=code, form=refused)
        return see_other(f"/cases/{number_in(code)}/publish", "flash.publishing.sent_on")

    return router


async def _case(tx: Transaction, viewer: Viewer, code: str) -> Case:
    case = await cases.find_case(tx, number_in(code))
    await viewer.must(tx, Right.WORK, case.unit)
    return case


async def _draw(
    web: WebContext,
    servers: Servers,
    request: Request,
    *,
    viewer: Viewer,
    code: str,
    form: FormData | None = None,
) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        case = await _case(tx, viewer, code)
        await audit.record_reading(tx, viewer.principal, "case.words", subject=str(case.id))
        outside = await outside_of(tx, case.id)
    view = publishing_view(case, outside, servers, here=web.place.code, words=words)
    blank = FormData.blank(words=outside.words or case.text)
    return web.templates.render(request, "publishing_page.html", view=view, form=form or blank)
