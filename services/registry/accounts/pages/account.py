"""One's own account: password, sessions, and acting for one another."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from uuid_utils.compat import uuid7

from services.registry.accounts import queries
from services.registry.accounts.domain import (
    DelegatedToOneself,
    Delegation,
    DelegationTooLong,
    PasswordsDiffer,
    PasswordTooPlain,
    PasswordTooShort,
    RoleNotOnesOwn,
    SignInRefused,
    account_id,
)
from services.registry.accounts.pages.sign_in import HOME, hand_pass
from services.registry.accounts.views import own_view
from services.registry.accounts.workflows import accounts as account_workflows
from services.registry.accounts.workflows import delegations, sessions
from services.registry.accounts.workflows.accounts import PasswordChange
from services.registry.org.queries import Viewer
from services.registry.org.web import Web
from services.registry.units.queries import called_on
from shared.chassis.access import signed_in, staff
from shared.chassis.database import Transaction
from shared.chassis.principal import Principal
from shared.kernel.backoff import TooManyTries
from shared.kernel.places import UnitCode
from shared.kernel.roles import Role
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import WebContext, page_router

Form = Annotated[FormData, Depends(form_data_of)]
BAD_NEW = (PasswordTooPlain, PasswordTooShort)
BAD_DELEGATION = (DelegatedToOneself, DelegationTooLong, RoleNotOnesOwn)
SEPARATOR = "@"


Person = Annotated[Principal, Depends(staff())]
SignedIn = Annotated[Principal, Depends(signed_in)]


password_pages = page_router()


@password_pages.get("/account/password")
async def password_page(web: Web, request: Request, principal: SignedIn) -> Response:
    return web.templates.render(request, "password.html", form=FormData.blank(), who=principal)


@password_pages.post("/account/password")
async def change_password(
    web: Web, *, request: Request, principal: SignedIn, form: Form
) -> Response:
    now = datetime.now(UTC)
    try:
        account = await account_workflows.change_password(
            web.database, principal, _change_in(form), now=now
        )
        async with web.database.transaction() as tx:
            fresh = await sessions.begin_session(
                tx,
                account,
                session=uuid7(),
                device=request.headers.get("user-agent", ""),
                now=now,
            )
    except (SignInRefused, TooManyTries) as no:
        return _refused(web, request, principal, form=form.refused("old", no))
    except BAD_NEW as no:
        return _refused(web, request, principal, form=form.refused("new", no))
    except PasswordsDiffer as no:
        return _refused(web, request, principal, form=form.refused("again", no))
    to = HOME if principal.must_change_password else "/account"
    answer = see_other(to, "flash.account.password")
    hand_pass(answer, request, web.access.written(fresh))
    return answer


delegation_pages = page_router()


@delegation_pages.post("/account/delegations")
async def delegate(web: Web, *, request: Request, principal: Person, form: Form) -> Response:
    viewer = _viewer(web, principal)
    fields = FormReader(form)
    wanted = _delegation_in(fields, principal)
    if wanted is None:
        return await _draw(web, request, principal, form=fields.form)
    try:
        async with web.database.transaction() as tx:
            await delegations.add_delegation(tx, principal, wanted, today=viewer.today)
            name = await _name_of(tx, wanted.deputy, viewer)
    except BAD_DELEGATION as no:
        return await _draw(web, request, principal, form=form.refused(WHOLE_FORM, no))
    return see_other("/account", "flash.delegation.given", name=name)


@delegation_pages.post("/account/delegations/{delegation_id}/take-back")
async def take_back(web: Web, delegation_id: UUID, principal: Person) -> Response:
    async with web.database.transaction() as tx:
        await delegations.take_back(tx, principal, delegation_id, now=datetime.now(UTC))
    return see_other("/account", "flash.delegation.taken_back")


acting_pages = page_router()


@acting_pages.post("/account/act-for/{delegation_id}")
async def act_for(
    web: Web, *, request: Request, delegation_id: UUID, principal: Person
) -> Response:
    return await _go_on(web, request, principal, delegation=delegation_id)


@acting_pages.post("/account/act-for-myself")
async def act_for_myself(web: Web, request: Request, principal: Person) -> Response:
    return await _go_on(web, request, principal, delegation=None)


account_pages = page_router()

account_pages.include_router(password_pages)

account_pages.include_router(delegation_pages)

account_pages.include_router(acting_pages)


@account_pages.get("/account")
async def account_page(web: Web, request: Request, principal: Person) -> Response:
    return await _draw(web, request, principal, form=FormData.blank())


@account_pages.post("/account/sessions/{session_id}/end")
async def end_session(web: Web, session_id: UUID, principal: Person) -> Response:
    viewer = _viewer(web, principal)
    async with web.database.transaction() as tx:
        own = await queries.own_account(tx, viewer)
        if session_id in {session.id for session in own.sessions}:
            await sessions.end(tx, session_id, now=viewer.now)
    return see_other("/account", "flash.account.session")


async def _go_on(
    web: WebContext, request: Request, principal: Principal, *, delegation: UUID | None
) -> Response:
    now = datetime.now(UTC)
    async with web.database.transaction() as tx:
        acting = await sessions.act_for(tx, principal, delegation, place=web.place, now=now)
    said = "flash.acting.begun" if delegation else "flash.acting.ended"
    answer = see_other(HOME if delegation else "/account", said, name=acting.acting_for_name)
    hand_pass(answer, request, web.access.written(acting))
    return answer


async def _draw(
    web: WebContext, request: Request, principal: Principal, *, form: FormData
) -> Response:
    viewer = _viewer(web, principal)
    async with web.database.transaction() as tx:
        own = await queries.own_account(tx, viewer)
        others = await queries.colleagues(tx, viewer)
        named = {grant.unit for grant in own.account.grants}
        named |= {one.unit for one in own.delegations}
        places = await called_on(tx, named, viewer.today)
    words = web.templates.words_for(request)
    view = own_view(own, others, viewer=viewer, words=words, places=places)
    return web.templates.render(request, "account.html", view=view, form=form, now=viewer.now)


def _refused(
    web: WebContext, request: Request, principal: Principal, *, form: FormData
) -> Response:
    return web.templates.render(request, "password.html", form=form, who=principal)


def _viewer(web: WebContext, principal: Principal) -> Viewer:
    return Viewer(principal=principal, place=web.place, now=datetime.now(UTC))


def _change_in(form: FormData) -> PasswordChange:
    """Passwords are taken as they are typed, blanks at their ends included."""
    old, new, again = (next(iter(form.many(n)), "") for n in ("old", "new", "again"))
    return PasswordChange(old=old, new=new, again=again)


def _delegation_in(fields: FormReader, principal: Principal) -> Delegation | None:
    deputy = fields.made("deputy", account_id)
    role, _, unit = fields.text("role").partition(SEPARATOR)
    if role not in set(Role):
        fields.refuse("role", RoleNotOnesOwn())
    first, last = fields.day("first_day"), fields.day("last_day")
    if fields.form.is_refused or deputy is None:
        return None
    return Delegation(
        id=uuid7(),
        principal=principal.account,
        deputy=deputy,
        role=Role(role),
        unit=UnitCode(unit),
        first_day=first,
        last_day=last,
    )


async def _name_of(tx: Transaction, account: UUID, viewer: Viewer) -> str:
    own = await queries.own_account(tx, viewer)
    return own.names.get(account, "")
