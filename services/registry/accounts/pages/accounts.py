"""Keeping the accounts of others."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
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
from services.registry.units.queries import called_on
from shared.kernel.places import UnitCode
from shared.kernel.roles import Grant, Right, Role
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import WebContext

Form = Annotated[FormData, Depends(form_data_of)]
FIELD_OF = {LoginTaken: "login", LoginUnusable: "login", NameMissing: "name"}
FIELD_OF |= {RoleOutOfReach: "unit"}


def keeper_of(viewer: Viewer) -> Keeper:
    """Whoever looks, as one who keeps accounts."""
    return Keeper(principal=viewer.principal, now=viewer.now, today=viewer.today)


def accounts_pages(web: WebContext) -> APIRouter:
    """Everything about the accounts of others; for administrators."""
    router = web.router("/accounts")
    keeping = Annotated[Viewer, Depends(viewing(web, Right.ADMINISTER))]
    router.include_router(_new_account_pages(web))
    router.include_router(_role_pages(web))
    router.include_router(_state_pages(web))

    @router.get("")
    async def accounts_page(request: Request, viewer: keeping) -> Response:
        words = web.templates.words_for(request)
        async with web.database.transaction() as tx:
            kept = await queries.accounts_kept(tx, viewer)
            named = {grant.unit for account in kept for grant in account.grants}
            places = await called_on(tx, named, viewer.today)
        lines = [account_line(account, words, places) for account in kept]
        return web.templates.render(request, "accounts.html", accounts=lines)

    @router.get("/{account_id}")
    async def one_account_page(request: Request, account_id: UUID, viewer: keeping) -> Response:
        return await _draw(web, request, viewer, account_id=account_id)

    return router


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


def _new_account_pages(web: WebContext) -> APIRouter:
    router = web.router()
    keeping = Annotated[Viewer, Depends(viewing(web, Right.ADMINISTER))]

    def form_page(request: Request, form: FormData) -> Response:
        roles = role_options(web.templates.words_for(request))
        return web.templates.render(request, "account_new.html", form=form, roles=roles)

    @router.get("/new")
    async def new_account_page(request: Request, viewer: keeping) -> Response:
        return form_page(request, FormData.blank(unit=viewer.here, role=Role.OFFICER))

    @router.post("/new")
    async def open_account(request: Request, viewer: keeping, form: Form) -> Response:
        fields = FormReader(form)
        wanted = NewAccount(
            id=uuid7(),
            login=fields.text("login"),
            name=fields.text("name"),
            grants=_grants_in(fields),
        )
        if fields.form.is_refused:
            return form_page(request, fields.form)
        secret = await one_time()
        try:
            async with web.database.transaction() as tx:
                await workflows.open_account(tx, wanted, keeper_of(viewer), secret=secret)
        except (LoginTaken, LoginUnusable, NameMissing, RoleOutOfReach) as no:
            return form_page(request, form.refused(FIELD_OF[type(no)], no))
        return secret_page(
            web,
            request,
            wanted.name,
            login=wanted.login.lower(),
            password=secret.password,
            back_href=f"/accounts/{wanted.id}",
        )

    return router


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


def _role_pages(web: WebContext) -> APIRouter:
    router = web.router("/{account_id}")
    keeping = Annotated[Viewer, Depends(viewing(web, Right.ADMINISTER))]

    @router.post("/roles")
    async def give_role(
        request: Request, account_id: UUID, *, viewer: keeping, form: Form
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

    return router


def _state_pages(web: WebContext) -> APIRouter:
    router = web.router("/{account_id}")
    keeping = Annotated[Viewer, Depends(viewing(web, Right.ADMINISTER))]

    @router.post("/roles/take")
    async def take_role(account_id: UUID, viewer: keeping, form: Form) -> Response:
        for grant in _grants_in(FormReader(form)):
            async with web.database.transaction() as tx:
                await workflows.take_role(tx, account_id, grant, keeper=keeper_of(viewer))
        return see_other(f"/accounts/{account_id}", "flash.accounts.role_taken")

    @router.post("/suspend")
    async def suspend(account_id: UUID, viewer: keeping) -> Response:
        async with web.database.transaction() as tx:
            await workflows.suspend(tx, account_id, keeper_of(viewer))
        return see_other(f"/accounts/{account_id}", "flash.accounts.suspended")

    @router.post("/restore")
    async def restore(account_id: UUID, viewer: keeping) -> Response:
        async with web.database.transaction() as tx:
            await workflows.restore(tx, account_id, keeper_of(viewer))
        return see_other(f"/accounts/{account_id}", "flash.accounts.restored")

    @router.post("/password")
    async def reset_password(request: Request, account_id: UUID, viewer: keeping) -> Response:
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

    return router
