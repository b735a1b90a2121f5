"""What of a case anybody may read, and sending it on to another server: an officer's choice."""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.intake.cases import queries as cases
from services.intake.cases.domain.cases import Case, Visibility
from services.intake.cases.domain.tracking import number_in, tracking_code
from services.intake.cases.domain.words import FeedbackEmpty, FeedbackTooLong, TextUnreadable
from services.intake.open311.domain.requests import WithheldForGood
from services.intake.open311.domain.servers import ServerUnknown, ServiceNotMapped, Stage
from services.intake.open311.queries import outside_of
from services.intake.open311.web import Web
from services.intake.open311.workflows import publishing
from services.intake.open311.workflows.forwarding import send_on, try_again
from services.intake.org.pages import tried
from services.intake.org.queries import Viewer
from services.intake.org.views import viewing
from shared.chassis import audit
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.kernel.roles import Right
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.options import Option
from shared.portal.parts import Link
from shared.portal.web_context import page_router

FIELDS = {
    FeedbackEmpty: "words",
    FeedbackTooLong: "words",
    TextUnreadable: "words",
    WithheldForGood: WHOLE_FORM,
    ServerUnknown: "server",
    ServiceNotMapped: "server",
}
"""At which field of the form a refusal stands."""
SHAPES = {
    Stage.WAITING: "wait", Stage.IN_DOUBT: "soon", Stage.TOKEN: "info", Stage.SENT: "met",
    Stage.CLOSED: "met", Stage.REFUSED: "over",
}  # fmt: skip

Form = Annotated[FormData, Depends(form_data_of)]
Worker = Annotated[Viewer, Depends(viewing(Right.WORK))]

publishing_pages = page_router("/cases/{code}/publish")


@publishing_pages.get("")
async def publishing_page(web: Web, request: Request, code: str, viewer: Worker) -> Response:
    return await _draw(web, request, viewer, code)


@publishing_pages.post("")
async def publish_words(
    web: Web, request: Request, code: str, *, viewer: Worker, form: Form
) -> Response:
    async def publish(tx: Transaction) -> None:
        case = await _case(tx, viewer, code)
        await publishing.publish(tx, case, _acting(web, viewer), words=form.text("words"))

    refused = await tried(web, form, publish, fields=FIELDS)
    if refused.is_refused:
        return await _draw(web, request, viewer, code, form=refused)
    return see_other(f"/cases/{number_in(code)}/publish", "flash.publishing.published")


@publishing_pages.post("/withdraw")
async def withdraw_words(web: Web, code: str, viewer: Worker) -> Response:
    async with web.database.transaction() as tx:
        case = await _case(tx, viewer, code)
        await publishing.withdraw(tx, case, _acting(web, viewer))
    return see_other(f"/cases/{number_in(code)}/publish", "flash.publishing.withdrawn")


@publishing_pages.post("/send-on")
async def send_case_on(
    web: Web, request: Request, code: str, *, viewer: Worker, form: Form
) -> Response:
    async def send(tx: Transaction) -> None:
        server, may_name = web.servers.get(form.text("server")), bool(form.text("may_name"))
        case = await _case(tx, viewer, code)
        if not await send_on(tx, case, server, _acting(web, viewer), may_name=may_name):
            await try_again(tx, case, server=server.code, now=viewer.now)

    refused = await tried(web, form, send, fields=FIELDS)
    if refused.is_refused:
        return await _draw(web, request, viewer, code, form=refused)
    return see_other(f"/cases/{number_in(code)}/publish", "flash.publishing.sent_on")


def _acting(web: Web, viewer: Viewer) -> Acting:
    return Acting(principal=viewer.principal, place=web.place, now=viewer.now)


async def _case(tx: Transaction, viewer: Viewer, code: str) -> Case:
    case = await cases.find_case(tx, number_in(code))
    await viewer.must(tx, Right.WORK, case.unit)
    return case


async def _draw(
    web: Web, request: Request, viewer: Viewer, code: str, *, form: FormData | None = None
) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        case = await _case(tx, viewer, code)
        await audit.record_reading(tx, viewer.principal, "case.words", subject=str(case.id))
        outside = await outside_of(tx, case.id)
    number_link = Link(tracking_code(case.number, web.place.code), f"/cases/{case.number}")
    return web.templates.render(
        request,
        "publishing_page.html",
        case=case,
        crumbs=[
            Link(words("portal.nav.inbox"), "/inbox"),
            number_link,
            Link(words("publishing.title")),
        ],
        may_publish=case.visibility is Visibility.NAMED,
        outside=outside,
        servers=[Option(server.code, server.name) for server in web.servers],
        names={server.code: server.name for server in web.servers},
        shapes=SHAPES,
        form=form or FormData.blank(words=outside.words or case.text),
    )
