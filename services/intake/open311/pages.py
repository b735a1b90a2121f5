"""What of a case anybody may read, and sending it on to another server: an officer's choice."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.tracking import number_in
from services.intake.cases.domain.words import FeedbackEmpty, FeedbackTooLong, TextUnreadable
from services.intake.cases.queries import feedback as cases
from services.intake.cases.workflows.answering import Officer
from services.intake.open311.domain.publishing import WithheldForGood
from services.intake.open311.domain.servers import Servers, ServerUnknown, ServiceNotMapped
from services.intake.open311.queries.publications import outside_of
from services.intake.open311.scenes import publishing_scene
from services.intake.open311.workflows import publishing
from services.intake.open311.workflows.sending_on import send_on, try_again
from services.intake.org.pages import tried
from services.intake.org.queries.viewing import Viewer
from services.intake.org.scenes import viewing
from shared.chassis.audit import note_reading
from shared.chassis.database import Transaction
from shared.kernel.roles import Right
from shared.portal.desk import Desk
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]
FIELDS = {
    FeedbackEmpty: "words",
    FeedbackTooLong: "words",
    TextUnreadable: "words",
    WithheldForGood: WHOLE_FORM,
    ServerUnknown: "server",
    ServiceNotMapped: "server",
}


def publishing_pages(desk: Desk, servers: Servers) -> APIRouter:
    """The page of a case seen from outside, and what of it is published."""
    router = desk.router("/cases/{code}/publish")
    working = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]
    draw = partial(_draw, desk, servers)

    @router.get("")
    async def publishing_page(request: Request, code: str, viewer: working) -> Response:
        return await draw(request, viewer=viewer, code=code)

    @router.post("")
    async def publish_words(
        request: Request, code: str, *, viewer: working, typed: Form
    ) -> Response:
        async def do(tx: Transaction) -> None:
            case = await _case(tx, viewer, code)
            said = typed.text("words")
            await publishing.publish(tx, case, words=said, asker=viewer.asker, now=viewer.now)

        refused = await tried(desk, typed, do, fields=FIELDS)
        if refused.is_refused:
            return await draw(request, viewer=viewer, code=code, typed=refused)
        return see_other(f"/cases/{number_in(code)}/publish", "said.publishing.published")

    @router.post("/withdraw")
    async def withdraw_words(code: str, viewer: working) -> Response:
        async with desk.database.transaction() as tx:
            case = await _case(tx, viewer, code)
            await publishing.withdraw(tx, case, asker=viewer.asker, now=viewer.now)
        return see_other(f"/cases/{number_in(code)}/publish", "said.publishing.withdrawn")

    return router


def sending_on_pages(desk: Desk, servers: Servers) -> APIRouter:
    """Sending a case on, and trying again where it was refused."""
    router = desk.router("/cases/{code}/publish")
    working = Annotated[Viewer, Depends(viewing(desk, Right.WORK))]
    draw = partial(_draw, desk, servers)

    @router.post("/send-on")
    async def send_case_on(
        request: Request, code: str, *, viewer: working, typed: Form
    ) -> Response:
        officer = Officer(asker=viewer.asker, place=desk.place, now=viewer.now)

        async def do(tx: Transaction) -> None:
            server, may_name = servers.get(typed.text("server")), bool(typed.text("may_name"))
            case = await _case(tx, viewer, code)
            if not await send_on(tx, case, server, officer=officer, may_name=may_name):
                await try_again(tx, case, server=server.code, now=viewer.now)

        refused = await tried(desk, typed, do, fields=FIELDS)
        if refused.is_refused:
            return await draw(request, viewer=viewer, code=code, typed=refused)
        return see_other(f"/cases/{number_in(code)}/publish", "said.publishing.sent_on")

    return router


async def _case(tx: Transaction, viewer: Viewer, code: str) -> Case:
    case = await cases.find_case(tx, number_in(code))
    await viewer.must(tx, Right.WORK, case.unit)
    return case


async def _draw(
    desk: Desk,
    servers: Servers,
    request: Request,
    *,
    viewer: Viewer,
    code: str,
    typed: Typed | None = None,
) -> Response:
    words = desk.easel.words_for(request)
    async with desk.database.transaction() as tx:
        case = await _case(tx, viewer, code)
        await note_reading(tx, viewer.asker, "case.words", subject=str(case.id))
        outside = await outside_of(tx, case.id)
    scene = publishing_scene(case, outside, servers, here=desk.place.code, words=words)
    blank = Typed.blank(words=outside.words or case.text)
    return desk.easel.draw(request, "publishing_page.html", scene=scene, typed=typed or blank)
