"""Keeping the accounts of others."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from uuid_utils.compat import uuid7

from services.registry.accounts import queries
from services.registry.accounts.domain import (
    LoginTaken,
    LoginUnusable,
    NameMissing,
    RoleOutOfReach,
)
from services.registry.accounts.views import account_line, role_options
from services.registry.accounts.workflows import accounts as workflows
from services.registry.accounts.workflows.accounts import Keeper, NewAccount
from services.registry.accounts.workflows.passwords import one_time
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from services.registry.units.queries import called_on
from shared.kernel.places import UnitCode
from shared.kernel.roles import Grant, Right, Role
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]
FIELD_OF = {LoginTaken: "login", LoginUnusable: "login", NameMissing: "name"}


Keeping = Annotated[Viewer, Depends(viewing(Right.ADMINISTER))]


new_account_pages = page_router()


def _form_page(web: Web, request: Request, form: FormData) -> Response:
    roles = role_options(web.templates.words_for(request))
    return web.templates.render(request, "account_new.html", form=form, roles=roles)


@new_account_pages.get("/new")
async def new_account_page(web: Web, request: Request, viewer: Keeping) -> Response:
    return _form_page(web, request, FormData.blank(unit=viewer.here, role=Role.OFFICER))


@new_account_pages.post("/new")
async def open_account(web: Web, *, request: Request, viewer: Keeping, form: Form) -> Response:
    fields = FormReader(form)
    wanted = NewAccount(
        id=uuid7(),
        login=fields.text("login"),
        name=fields.text("name"),
        grants=_grants_in(fields),
    )
    if fields.form.is_refused:
        return _form_page(web, request, fields.form)
    secret = await one_time()
    try:
        async with web.database.transaction() as tx:
            await workflows.open_account(tx, wanted, keeper_of(viewer), secret=secret)
    except (LoginTaken, LoginUnusable, NameMissing, RoleOutOfReach) as no:
        return _form_page(web, request, form.refused(FIELD_OF[type(no)], no))
    return secret_page(
        web,
        request,
        wanted.name,
        login=wanted.login.lower(),
        password=secret.password,
        back_href=f"/accounts/{wanted.id}",
    )


role_pages = page_router("/{account_id}")


@role_pages.post("/roles")
async def give_role(
    web: Web, request: Request, account_id: UUID, *, viewer: Keeping, form: Form
) -> Response:
    fields = FormReader(form)
    grants = _grants_in(fields)
    refused = fields.form
    try:
        async with web.database.transaction() as tx:
            for grant in grants:
                await workflows.give_role(tx, account_id, grant, keeper=keeper_of(viewer))
    except RoleOutOfReach as no:
        refused = form.refused("unit", no)
    if refused.is_refused:
        return await _draw(web, request, viewer, account_id=account_id, form=refused)
    return see_other(f"/accounts/{account_id}", "flash.accounts.role_given")


state_pages = page_router("/{account_id}")


@state_pages.post("/roles/take")
async def take_role(web: Web, *, account_id: UUID, viewer: Keeping, form: Form) -> Response:
    for grant in _grants_in(FormReader(form)):
        async with web.database.transaction() as tx:
            await workflows.take_role(tx, account_id, grant, keeper=keeper_of(viewer))
    return see_other(f"/accounts/{account_id}", "flash.accounts.role_taken")


@state_pages.post("/suspend")
async def suspend(web: Web, account_id: UUID, viewer: Keeping) -> Response:
    async with web.database.transaction() as tx:
        await workflows.suspend(tx, account_id, keeper_of(viewer))
    return see_other(f"/accounts/{account_id}", "flash.accounts.suspended")


@state_pages.post("/restore")
async def restore(web: Web, account_id: UUID, viewer: Keeping) -> Response:
    async with web.database.transaction() as tx:
        await workflows.restore(tx, account_id, keeper_of(viewer))
    return see_other(f"/accounts/{account_id}", "flash.accounts.restored")


@state_pages.post("/password")
async def reset_password(
    web: Web, *, request: Request, account_id: UUID, viewer: Keeping
) -> Response:
    secret = await one_time()
    async with web.database.transaction() as tx:
        account = await queries.account_kept(tx, account_id, viewer)
        await workflows.reset_password(tx, account_id, keeper_of(viewer), secret=secret)
    return secret_page(
        web,
        request,
        account.name,
        login=account.login,
        password=secret.password,
        back_href=f"/accounts/{account_id}",
    )


accounts_pages = page_router("/accounts")

accounts_pages.include_router(new_account_pages)

accounts_pages.include_router(role_pages)

accounts_pages.include_router(state_pages)


@accounts_pages.get("")
async def accounts_page(web: Web, request: Request, viewer: Keeping) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        kept = await queries.accounts_kept(tx, viewer)
        named = {grant.unit for account in kept for grant in account.grants}
        places = await called_on(tx, named, viewer.today)
    lines = [account_line(account, words, places) for account in kept]
    return web.templates.render(request, "accounts.html", accounts=lines)


@accounts_pages.get("/{account_id}")
async def one_account_page(
    web: Web, *, request: Request, account_id: UUID, viewer: Keeping
) -> Response:
    return await _draw(web, request, viewer, account_id=account_id)


FIELD_OF |= {RoleOutOfReach: "unit"}


def keeper_of(viewer: Viewer) -> Keeper:
    """Whoever looks, as one who keeps accounts."""
    return Keeper(principal=viewer.principal, now=viewer.now, today=viewer.today)


async def _draw(
    web: WebContext,
    request: Request,
    viewer: Viewer,
    *,
    account_id: UUID,
    form: FormData | None = None,
) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        account = await queries.account_kept(tx, account_id, viewer)
        places = await called_on(tx, {grant.unit for grant in account.grants}, viewer.today)
    return web.templates.render(
        request,
        "account_kept.html",
        account=account_line(account, words, places),
        roles=role_options(words),
        form=form or FormData.blank(unit=viewer.here),
    )


def secret_page(
    web: WebContext, request: Request, name: str, *, login: str, password: str, back_href: str
) -> Response:
    """What is shown once; no browser keeps it."""
    page = web.templates.render(
        request,
        "one_time_password.html",
        name=name,
        login=login,
        password=password,
        back_href=back_href,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _grants_in(fields: FormReader) -> tuple[Grant, ...]:
    role = fields.one_of("role", list(Role))
    unit = fields.text("unit")
    return () if fields.form.is_refused else (Grant(Role(role), UnitCode(unit)),)
