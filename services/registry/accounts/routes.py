"""The first administrator of a node, made by whoever holds the operator's token."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from uuid_utils.compat import uuid7

from services.registry.accounts import queries
from services.registry.accounts.workflows import administration as workflows
from services.registry.accounts.workflows.administration import NewAccount
from services.registry.accounts.workflows.passwords import one_time
from services.registry.org.web import Web
from shared.chassis.access import operator
from shared.kernel.places import UnitCode
from shared.kernel.roles import Grant, Role

Login = Annotated[str, Field(min_length=1, max_length=120)]
Name = Annotated[str, Field(min_length=1, max_length=120)]


class FirstAdministratorForm(BaseModel):
    """Who it shall be."""

    login: Login
    name: Name
    roles: tuple[Role, ...] = ()
    """What else this person does; in a small ward often everything."""


class Opened(BaseModel):
    """Whether there is a first administrator."""

    is_there: bool


class OneTimePassword(BaseModel):
    """What to sign in with, once."""

    account: UUID
    login: str
    password: str
    made_at: datetime


account_routes = APIRouter(prefix="/api/registry/v1/accounts", tags=["registry"])


@account_routes.post("/first", status_code=201, dependencies=[Depends(operator)])
async def open_node(web: Web, form: FirstAdministratorForm) -> OneTimePassword:
    """Make the first administrator; the password is shown once and kept nowhere."""
    roles = dict.fromkeys((Role.ADMINISTRATOR, *form.roles))
    grants = tuple(Grant(role, UnitCode(web.place.code)) for role in roles)
    wanted = NewAccount(id=uuid7(), login=form.login, name=form.name, grants=grants)
    secret = await one_time()
    async with web.database.transaction() as tx:
        await workflows.open_node(tx, wanted, secret)
    return OneTimePassword(
        account=wanted.id,
        login=wanted.login.strip().lower(),
        password=secret.password,
        made_at=datetime.now(UTC),
    )


@account_routes.get("/first", dependencies=[Depends(operator)])
async def is_open(web: Web) -> Opened:
    """Whether somebody administers this node already."""
    async with web.database.transaction() as tx:
        return Opened(is_there=await queries.has_administrator(tx))
