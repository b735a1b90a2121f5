"""Open311 for staff over HTTP: keys, words anybody may read, cases sent on to other servers."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict

from services.intake.cases.domain.cases import Case
from services.intake.cases.domain.tracking import number_in
from services.intake.cases.queries import find_case
from services.intake.cases.routes import PREFIX, CaseView, answered, case_view
from services.intake.open311 import queries
from services.intake.open311.domain.keys import USUAL_PER_MINUTE
from services.intake.open311.web import Web
from services.intake.open311.workflows import publishing, receiving
from services.intake.open311.workflows.forwarding import send_on, try_again
from services.intake.org.queries import must
from shared.chassis.access import acting_or_operator
from shared.chassis.acting import Acting
from shared.chassis.database import Transaction
from shared.kernel.roles import Right


class KeyForm(BaseModel):
    """Who asks for a key."""

    label: str
    owner: str
    per_minute: int = USUAL_PER_MINUTE


class KeyView(BaseModel):
    """A key that was given out, without what opens anything."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    label: str
    owner: str
    per_minute: int
    made_at: datetime
    revoked_at: datetime | None


class NewKeyView(KeyView):
    """A key just given out: what its owner will show is seen here and never again."""

    key: str


class KeysView(BaseModel):
    """Every key, the newest first."""

    keys: list[KeyView]


class PublishForm(BaseModel):
    """The words anybody may read; without any, those that were written."""

    words: str = ""


class SendOnForm(BaseModel):
    """To which server, and whether whoever wrote agreed that name and contact go along."""

    server: str
    may_name: bool = False


class ServerView(BaseModel):
    """A server cases can be sent on to."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    name: str


class ServersView(BaseModel):
    """All of them."""

    servers: list[ServerView]


SHOWS_CASE: Any = {"response_model": CaseView}
Worker = Annotated[Acting, Depends(acting_or_operator(Right.WORK))]
Administrator = Annotated[Acting, Depends(acting_or_operator(Right.ADMINISTER, over_here=True))]

key_routes = APIRouter(prefix="/api/intake/v1/open311/keys", tags=["open311"])


@key_routes.get("")
async def list_keys(web: Web, _acting: Administrator) -> KeysView:
    """Every key that was ever given out."""
    async with web.database.transaction() as tx:
        keys = await queries.keys_given(tx)
    return KeysView(keys=[KeyView.model_validate(key) for key in keys])


@key_routes.post("", status_code=201)
async def give_key(web: Web, form: KeyForm, acting: Administrator) -> NewKeyView:
    """A new key; it is shown this once."""
    async with web.database.transaction() as tx:
        key, shown = await receiving.give_key(tx, **form.model_dump(), now=acting.now)
    return NewKeyView(**KeyView.model_validate(key).model_dump(), key=shown)


@key_routes.post("/{key_id}/revoke")
async def revoke_key(web: Web, key_id: UUID, acting: Administrator) -> KeyView:
    """From now on it opens nothing."""
    async with web.database.transaction() as tx:
        key = await receiving.revoke_key(tx, key_id, now=acting.now)
    return KeyView.model_validate(key)


publishing_routes = APIRouter(prefix=PREFIX, tags=["open311"])


@publishing_routes.post("/{tracking_code}/publish", **SHOWS_CASE)
async def publish(
    web: Web, *, tracking_code: str, form: PublishForm, acting: Worker
) -> Response:
    """Let anybody read the words of a signed case, or fewer words."""
    async with web.database.transaction() as tx:
        case = await _case(tx, tracking_code, acting)
        await publishing.publish(tx, case, acting, words=form.words)
    return answered(200, case_view(case, case.number, web.place))


@publishing_routes.post("/{tracking_code}/withdraw-words", **SHOWS_CASE)
async def withdraw(web: Web, tracking_code: str, acting: Worker) -> Response:
    """Let nobody read them any more."""
    async with web.database.transaction() as tx:
        case = await _case(tx, tracking_code, acting)
        await publishing.withdraw(tx, case, acting)
    return answered(200, case_view(case, case.number, web.place))


sending_on_routes = APIRouter(tags=["open311"])


@sending_on_routes.get("/api/intake/v1/open311/servers")
async def list_servers(web: Web, _acting: Worker) -> ServersView:
    """The servers cases can be sent on to."""
    return ServersView(servers=[ServerView.model_validate(server) for server in web.servers])


@sending_on_routes.post(f"{PREFIX}/{{tracking_code}}/send-on", **SHOWS_CASE)
async def send_case_on(
    web: Web, *, tracking_code: str, form: SendOnForm, acting: Worker
) -> Response:
    """Send a case to another server, or try again where it was refused."""
    server = web.servers.get(form.server)
    async with web.database.transaction() as tx:
        case = await _case(tx, tracking_code, acting)
        if not await send_on(tx, case, server, acting, may_name=form.may_name):
            await try_again(tx, case, server=server.code, now=acting.now)
    return answered(200, case_view(case, case.number, web.place))


async def _case(tx: Transaction, code: str, acting: Acting) -> Case:
    """The case with this code, if whoever acts may work on it."""
    case = await find_case(tx, number_in(code))
    await must(tx, acting.principal, Right.WORK, unit=case.unit, day=acting.today)
    return case
