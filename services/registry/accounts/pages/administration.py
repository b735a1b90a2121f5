"""Keeping accounts of others, tokens of machines and the list of nodes; the audit trail."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from uuid_utils.compat import uuid7

from services.registry.accounts import queries
from services.registry.accounts.domain import (
    ROLES_OF_MACHINES,
    Enrolment,
    KeyOfAnother,
    KeyUnusable,
    LoginTaken,
    LoginUnusable,
    NameMissing,
    ParentNotAbove,
    RoleOutOfReach,
    Token,
    TokenForMachinesOnly,
    TokenLastsTooLong,
    TokenNameMissing,
)
from services.registry.accounts.views import actor_of, role_options, role_said
from services.registry.accounts.workflows import administration as workflows
from services.registry.accounts.workflows.administration import NewAccount
from services.registry.accounts.workflows.passwords import OneTime, one_time
from services.registry.org.queries import Viewer
from services.registry.org.views import viewing
from services.registry.org.web import Web
from services.registry.units.domain.units import UnitUnknown
from services.registry.units.pages.unit_sights import must
from services.registry.units.queries import called_on
from shared.chassis.principal import NotYours
from shared.kernel.places import PlaceCode, UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Grant, Right, Role
from shared.portal.flash import see_other
from shared.portal.form_data import FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import page_router

Form = Annotated[FormData, Depends(form_data_of)]
Keeper = Annotated[Viewer, Depends(viewing(Right.ADMINISTER))]
FIELD_OF: dict[type[Rejection], str] = {
    LoginTaken: "login",
    LoginUnusable: "login",
    NameMissing: "name",
    RoleOutOfReach: "unit",
    TokenNameMissing: "name",
    TokenLastsTooLong: "days",
    TokenForMachinesOnly: "role",
    KeyUnusable: "public_key",
    KeyOfAnother: "public_key",
    ParentNotAbove: "parent",
    UnitUnknown: "place",
    NotYours: "place",
}
BAD_TOKEN = (RoleOutOfReach, TokenNameMissing, TokenLastsTooLong, TokenForMachinesOnly)
USUAL_DAYS = 180
MOST_DAYS = 100_000

accounts_pages = page_router("/accounts")


@accounts_pages.get("/new")
async def new_account_page(web: Web, request: Request, viewer: Keeper) -> Response:
    return _draw_new(web, request, FormData.blank(unit=viewer.here, role=Role.OFFICER))


@accounts_pages.post("/new")
async def open_account(web: Web, *, request: Request, viewer: Keeper, form: Form) -> Response:
    fields = FormReader(form)
    login, name, grants = fields.text("login"), fields.text("name"), _grants_in(fields)
    if fields.form.is_refused:
        return _draw_new(web, request, fields.form)
    wanted = NewAccount(id=uuid7(), login=login, name=name, grants=grants)
    secret = await one_time()
    try:
        async with web.database.transaction() as tx:
            await workflows.open_account(tx, wanted, viewer, secret=secret)
    except (LoginTaken, LoginUnusable, NameMissing, RoleOutOfReach) as no:
        return _draw_new(web, request, form.refused(FIELD_OF[type(no)], no))
    return _draw_secret(web, request, wanted.id, name=name, login=login.lower(), secret=secret)


@accounts_pages.post("/{account_id}/roles")
async def give_role(
    web: Web, request: Request, account_id: UUID, *, viewer: Keeper, form: Form
) -> Response:
    fields = FormReader(form)
    grants = _grants_in(fields)
    refused = fields.form
    try:
        async with web.database.transaction() as tx:
            for grant in grants:
                await workflows.give_role(tx, account_id, grant, acting=viewer)
    except RoleOutOfReach as no:
        refused = form.refused("unit", no)
    if refused.is_refused:
        return await _draw(web, request, viewer, account_id=account_id, form=refused)
    return see_other(f"/accounts/{account_id}", "flash.accounts.role_given")


@accounts_pages.post("/{account_id}/roles/take")
async def take_role(web: Web, *, account_id: UUID, viewer: Keeper, form: Form) -> Response:
    for grant in _grants_in(FormReader(form)):
        async with web.database.transaction() as tx:
            await workflows.take_role(tx, account_id, grant, acting=viewer)
    return see_other(f"/accounts/{account_id}", "flash.accounts.role_taken")


@accounts_pages.post("/{account_id}/suspend")
async def suspend(web: Web, account_id: UUID, viewer: Keeper) -> Response:
    async with web.database.transaction() as tx:
        await workflows.suspend(tx, account_id, viewer)
    return see_other(f"/accounts/{account_id}", "flash.accounts.suspended")


@accounts_pages.post("/{account_id}/restore")
async def restore(web: Web, account_id: UUID, viewer: Keeper) -> Response:
    async with web.database.transaction() as tx:
        await workflows.restore(tx, account_id, viewer)
    return see_other(f"/accounts/{account_id}", "flash.accounts.restored")


@accounts_pages.post("/{account_id}/password")
async def reset_password(
    web: Web, *, request: Request, account_id: UUID, viewer: Keeper
) -> Response:
    secret = await one_time()
    async with web.database.transaction() as tx:
        account = await queries.account_kept(tx, account_id, viewer)
        await workflows.reset_password(tx, account_id, viewer, secret=secret)
    name, login = account.name, account.login
    return _draw_secret(web, request, account_id, name=name, login=login, secret=secret)


@accounts_pages.get("")
async def accounts_page(web: Web, request: Request, viewer: Keeper) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        accounts = await queries.accounts_kept(tx, viewer)
        named = {grant.unit for account in accounts for grant in account.grants}
        places = await called_on(tx, named, viewer.today)
    lines = [
        (account, [role_said(grant, words, places) for grant in account.grants])
        for account in accounts
    ]
    return web.templates.render(request, "accounts.html", accounts=lines)


@accounts_pages.get("/{account_id}")
async def one_account_page(
    web: Web, *, request: Request, account_id: UUID, viewer: Keeper
) -> Response:
    return await _draw(web, request, viewer, account_id=account_id)


token_pages = page_router("/accounts/tokens")


@token_pages.get("")
async def tokens_page(web: Web, request: Request, viewer: Keeper) -> Response:
    blank = FormData.blank(unit=viewer.here, days=USUAL_DAYS, role=Role.OFFICER)
    return await _draw_tokens(web, request, viewer, blank)


@token_pages.post("")
async def give_token(web: Web, *, request: Request, viewer: Keeper, form: Form) -> Response:
    fields = FormReader(form)
    wanted = _token_in(fields, viewer)
    if wanted is None:
        return await _draw_tokens(web, request, viewer, fields.form)
    try:
        async with web.database.transaction() as tx:
            token = await workflows.give_token(tx, wanted, viewer, sessions=web.access.sessions)
    except BAD_TOKEN as no:
        return await _draw_tokens(web, request, viewer, form.refused(FIELD_OF[type(no)], no))
    page = web.templates.render(request, "token_given.html", name=wanted.name, token=token)
    page.headers["Cache-Control"] = "no-store"
    return page


@token_pages.post("/{token_id}/end")
async def end_token(web: Web, token_id: UUID, viewer: Keeper) -> Response:
    async with web.database.transaction() as tx:
        await workflows.end_token(tx, token_id, viewer)
    return see_other("/accounts/tokens", "flash.tokens.ended")


audit_pages = page_router()


@audit_pages.get("/audit")
async def audit_page(
    web: Web,
    request: Request,
    *,
    viewer: Annotated[Viewer, Depends(viewing(Right.AUDIT))],
    deed: Annotated[str, Query(max_length=80)] = "",
    readings: str = "",
    before: int | None = None,
) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        page = await queries.trail(
            tx, viewer, before=before, deed=deed.strip(), readings_only=bool(readings)
        )
    older = request.url.include_query_params(before=page.next_before)
    return web.templates.render(
        request,
        "audit.html",
        lines=[(trace, actor_of(page, trace, words)) for trace in page.traces],
        older_href=f"?{older.query}" if page.next_before else "",
        form=FormData.blank(deed=deed, readings=readings),
    )


enrolment_pages = page_router("/units/nodes")


@enrolment_pages.get("")
async def enrolments_page(web: Web, request: Request, viewer: Keeper) -> Response:
    blank = FormData.blank(enrolled_on=viewer.today)
    return await _draw_enrolments(web, request, viewer, blank)


@enrolment_pages.post("")
async def enrol_node(web: Web, *, request: Request, viewer: Keeper, form: Form) -> Response:
    fields = FormReader(form)
    wanted = _enrolment_in(fields)
    if wanted is None:
        return await _draw_enrolments(web, request, viewer, fields.form)
    try:
        async with web.database.transaction() as tx:
            await must(tx, viewer, Right.ADMINISTER, code=wanted.place)
            await workflows.enrol_node(tx, wanted, viewer)
    except (KeyUnusable, KeyOfAnother, ParentNotAbove, UnitUnknown, NotYours) as no:
        refused = form.refused(FIELD_OF[type(no)], no)
        return await _draw_enrolments(web, request, viewer, refused)
    return see_other("/units/nodes", "flash.units.enrolled", place=wanted.place)


def _draw_new(web: Web, request: Request, form: FormData) -> Response:
    roles = role_options(web.templates.words_for(request))
    return web.templates.render(request, "account_new.html", form=form, roles=roles)


async def _draw(
    web: Web,
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
        account=account,
        held=[(role_said(grant, words, places), grant) for grant in account.grants],
        roles=role_options(words),
        form=form or FormData.blank(unit=viewer.here),
    )


def _draw_secret(
    web: Web, request: Request, account_id: UUID, *, name: str, login: str, secret: OneTime
) -> Response:
    page = web.templates.render(
        request,
        "one_time_password.html",
        name=name,
        login=login,
        password=secret.password,
        back_href=f"/accounts/{account_id}",
    )
    page.headers["Cache-Control"] = "no-store"
    return page


async def _draw_tokens(web: Web, request: Request, viewer: Viewer, form: FormData) -> Response:
    words = web.templates.words_for(request)
    async with web.database.transaction() as tx:
        tokens = await queries.tokens_kept(tx, viewer)
        places = await called_on(tx, {token.unit for token in tokens}, viewer.today)
    lines = [(t, role_said(Grant(t.role, t.unit), words, places)) for t in tokens]
    roles, now = role_options(words, of_machines=True), viewer.now
    return web.templates.render(
        request, "tokens.html", tokens=lines, form=form, roles=roles, now=now
    )


async def _draw_enrolments(
    web: Web, request: Request, viewer: Viewer, form: FormData
) -> Response:
    async with web.database.transaction() as tx:
        nodes = await queries.nodes_kept(tx, viewer)
    return web.templates.render(request, "enrolments.html", nodes=nodes, form=form)


def _grants_in(fields: FormReader) -> tuple[Grant, ...]:
    role, unit = fields.one_of("role", list(Role)), fields.text("unit")
    return () if fields.form.is_refused else (Grant(Role(role), UnitCode(unit)),)


def _token_in(fields: FormReader, viewer: Viewer) -> Token | None:
    name, unit = fields.text("name", most=80), fields.text("unit")
    role = fields.one_of("role", list(ROLES_OF_MACHINES))
    days = fields.whole("days", least=1, most=MOST_DAYS)
    if fields.form.is_refused:
        return None
    expires_at = viewer.now + timedelta(days=days)
    return Token(
        id=uuid7(), name=name, role=Role(role), unit=UnitCode(unit), expires_at=expires_at
    )


def _enrolment_in(fields: FormReader) -> Enrolment | None:
    place, key = fields.text("place", most=64), fields.text("public_key", most=80)
    parent = fields.text("parent", most=64, may_be_empty=True)
    enrolled_on = fields.day("enrolled_on")
    if fields.form.is_refused:
        return None
    return Enrolment(
        place=PlaceCode(place),
        parent=PlaceCode(parent) if parent else None,
        public_key=key,
        enrolled_on=enrolled_on,
    )
