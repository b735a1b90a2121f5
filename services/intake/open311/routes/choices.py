"""What staff choose over HTTP: which words anybody may read, which case another server gets."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from services.intake.cases import queries
from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.tracking import number_in
from services.intake.cases.routes import PREFIX, CaseView, answered, case_view
from services.intake.open311.web import Web
from services.intake.open311.workflows import publishing
from services.intake.open311.workflows.sending_on import send_on, try_again
from services.intake.org.queries import must
from shared.chassis.access import staff_or_operator
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.chassis.principal import Principal
from shared.kernel.places import Place
from shared.kernel.roles import Right


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


Worker = Annotated[Principal | None, Depends(staff_or_operator(Right.WORK))]


publishing_routes = APIRouter(prefix=PREFIX, tags=["open311"])


@publishing_routes.post("/{tracking_code}/publish", **SHOWS_CASE)
async def publish(
    web: Web, *, tracking_code: str, form: PublishForm, principal: Worker
) -> Response:
    """Let anybody read the words of a signed case, or fewer words."""
    now = datetime.now(UTC)
    async with web.database.transaction() as tx:
        case = await _case(tx, tracking_code, principal=principal, place=web.place)
        await publishing.publish(tx, case, words=form.words, principal=principal, now=now)
    return answered(200, case_view(case, case.number, web.place))


@publishing_routes.post("/{tracking_code}/withdraw-words", **SHOWS_CASE)
async def withdraw(web: Web, tracking_code: str, principal: Worker) -> Response:
    """Let nobody read them any more."""
    now = datetime.now(UTC)
    async with web.database.transaction() as tx:
        case = await _case(tx, tracking_code, principal=principal, place=web.place)
        await publishing.withdraw(tx, case, principal=principal, now=now)
    return answered(200, case_view(case, case.number, web.place))


sending_on_routes = APIRouter(tags=["open311"])


@sending_on_routes.get("/api/intake/v1/open311/servers")
async def list_servers(web: Web, _asker: Worker) -> ServersView:
    """The servers cases can be sent on to."""
    known = [ServerView(code=one.code, name=one.name) for one in web.servers]
    return ServersView(servers=known)


@sending_on_routes.post(f"{PREFIX}/{{tracking_code}}/send-on", **SHOWS_CASE)
async def send_case_on(
    web: Web, *, tracking_code: str, form: SendOnForm, principal: Worker
) -> Response:
    """Send a case to another server, or try again where it was refused."""
    server, now = web.servers.get(form.server), datetime.now(UTC)
    async with web.database.transaction() as tx:
        case = await _case(tx, tracking_code, principal=principal, place=web.place)
        officer = Acting(principal=principal, place=web.place, now=now)
        if not await send_on(tx, case, server, officer=officer, may_name=form.may_name):
            await try_again(tx, case, server=server.code, now=now)
    return answered(200, case_view(case, case.number, web.place))


async def _case(
    tx: Transaction, code: str, *, principal: Principal | None, place: Place
) -> Case:
    """The case with this code, if the principal may work on it."""
    case = await queries.find_case(tx, number_in(code))
    today = place.day_of(datetime.now(UTC))
    await must(tx, principal, Right.WORK, unit=case.unit, day=today)
    return case
