"""What staff choose over HTTP: which words anybody may read, which case another server gets."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from services.intake.cases import queries
from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.tracking import number_in
from services.intake.cases.routes import PREFIX, CaseView, answered, case_view
from services.intake.cases.workflows.answering import Officer
from services.intake.open311.domain.servers import Servers
from services.intake.open311.workflows import publishing
from services.intake.open311.workflows.sending_on import send_on, try_again
from services.intake.org.queries import must
from shared.chassis.database import Transaction
from shared.chassis.principal import Principal
from shared.kernel.places import Place
from shared.kernel.roles import Right
from shared.portal.web_context import WebContext


class PublishForm(BaseModel):
    """The words anybody may read; without any, those that were written."""

    words: str = ""


class SendOnForm(BaseModel):
    """To which server, and whether whoever wrote agreed that name and contact go along."""

    server: str
    may_name: bool = False


class ServerView(BaseModel):
    """A server cases can be sent on to."""

    code: str
    name: str


class ServersView(BaseModel):
    """All of them."""

    servers: list[ServerView]


SHOWS_CASE: Any = {"response_model": CaseView}


async def _case(
    tx: Transaction, code: str, *, principal: Principal | None, place: Place
) -> Case:
    """The case with this code, if the principal may work on it."""
    case = await queries.find_case(tx, number_in(code))
    today = place.day_of(datetime.now(UTC))
    await must(tx, principal, Right.WORK, unit=case.unit, day=today)
    return case


def publishing_routes(web: WebContext) -> APIRouter:
    """Publish the words of a case, and withdraw them."""
    router, place = APIRouter(prefix=PREFIX, tags=["open311"]), web.place
    worker = Annotated[Principal | None, Depends(web.access.staff_or_operator(Right.WORK))]

    @router.post("/{tracking_code}/publish", **SHOWS_CASE)
    async def publish(tracking_code: str, form: PublishForm, principal: worker) -> Response:
        """Let anybody read the words of a signed case, or fewer words."""
        now = datetime.now(UTC)
        async with web.database.transaction() as tx:
            case = await _case(tx, tracking_code, principal=principal, place=place)
            await publishing.publish(tx, case, words=form.words, principal=principal, now=now)
        return answered(200, case_view(case, case.number, place))

    @router.post("/{tracking_code}/withdraw-words", **SHOWS_CASE)
    async def withdraw(tracking_code: str, principal: worker) -> Response:
        """Let nobody read them any more."""
        now = datetime.now(UTC)
        async with web.database.transaction() as tx:
            case = await _case(tx, tracking_code, principal=principal, place=place)
            await publishing.withdraw(tx, case, principal=principal, now=now)
        return answered(200, case_view(case, case.number, place))

    return router


def sending_on_routes(web: WebContext, servers: Servers) -> APIRouter:
    """Which servers there are, and which case goes to one."""
    router, place = APIRouter(tags=["open311"]), web.place
    worker = Annotated[Principal | None, Depends(web.access.staff_or_operator(Right.WORK))]

    @router.get("/api/intake/v1/open311/servers")
    async def list_servers(_asker: worker) -> ServersView:
        """The servers cases can be sent on to."""
        known = [ServerView(code=one.code, name=one.name) for one in servers]
        return ServersView(servers=known)

    @router.post(f"{PREFIX}/{{tracking_code}}/send-on", **SHOWS_CASE)
    async def send_case_on(tracking_code: str, form: SendOnForm, principal: worker) -> Response:
        """Send a case to another server, or try again where it was refused."""
        server, now = servers.get(form.server), datetime.now(UTC)
        async with web.database.transaction() as tx:
            case = await _case(tx, tracking_code, principal=principal, place=place)
            officer = Officer(principal=principal, place=place, now=now)
            if not await send_on(tx, case, server, officer=officer, may_name=form.may_name):
                await try_again(tx, case, server=server.code, now=now)
        return answered(200, case_view(case, case.number, place))

    return router
