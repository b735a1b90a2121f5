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
from services.registry.accounts.pages.sign_in import HOME, hand_session
from services.registry.accounts.views import own_view
from services.registry.accounts.workflows import sessions
from services.registry.accounts.workflows.sessions import PasswordChange
from services.registry.org.queries import Viewer
from services.registry.org.web import Web
from services.registry.units.queries import called_on
from shared.chassis.access import signed_in, staff
from shared.chassis.principal import Principal
from shared.kernel.backoff import TooManyTries
from shared.kernel.places import UnitCode
from shared.kernel.rejection import Rejection
from shared.kernel.roles import Role
from shared.portal.flash import see_other
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.form_reader import FormReader
from shared.portal.web_context import page_router

Form = Annotated[FormData, Depends(form_data_of)]
Person = Annotated[Principal, Depends(staff())]
SignedIn = Annotated[Principal, Depends(signed_in)]
FIELD_OF: dict[type[Rejection], str] = {
    SignInRefused: "old",
    TooManyTries: "old",
    PasswordTooPlain: "new",
    PasswordTooShort: "new",
    PasswordsDiffer: "again",
}
BAD_DELEGATION = (DelegatedToOneself, DelegationTooLong, RoleNotOnesOwn)
SEPARATOR = "@"

account_pages = page_router("/account")


@account_pages.get("/password")
async def password_page(web: Web, request: Request, principal: SignedIn) -> Response:
    return web.templates.render(request, "password.html", form=FormData.blank(), who=principal)


@account_pages.post("/password")
async def change_password(
    web: Web, *, request: Request, principal: SignedIn, form: Form
) -> Response:
    now, device = datetime.now(UTC), request.headers.get("user-agent", "")
    try:
        account = await sessions.change_password(
            web.database, principal, _change_in(form), now=now
        )
    except tuple(FIELD_OF) as no:
        refused = form.refused(FIELD_OF[type(no)], no)
        return web.templates.render(request, "password.html", form=refused, who=principal)
    async with web.database.transaction() as tx:
        fresh = await sessions.begin_session(
            tx, account, session=uuid7(), device=device, now=now
        )
    to = HOME if principal.must_change_password else "/account"
    return hand_session(web, request, fresh, see_other(to, "flash.account.password"))


@account_pages.post("/delegations")
async def delegate(web: Web, *, request: Request, principal: Person, form: Form) -> Response:
    viewer, fields = _viewer(web, principal), FormReader(form)
    wanted = _delegation_in(fields, principal)
    if wanted is None:
        return await _draw(web, request, principal, form=fields.form)
    try:
        async with web.database.transaction() as tx:
            await sessions.add_delegation(tx, principal, wanted, today=viewer.today)
            own = await queries.own_account(tx, viewer)
    except BAD_DELEGATION as no:
        return await _draw(web, request, principal, form=form.refused(WHOLE_FORM, no))
    name = own.names.get(wanted.deputy, "")
    return see_other("/account", "flash.delegation.given", name=name)


@account_pages.post("/delegations/{delegation_id}/take-back")
async def take_back(web: Web, delegation_id: UUID, principal: Person) -> Response:
    async with web.database.transaction() as tx:
        await sessions.take_back(tx, principal, delegation_id, now=datetime.now(UTC))
    return see_other("/account", "flash.delegation.taken_back")


@account_pages.post("/act-for/{delegation_id}")
async def act_for(
    web: Web, *, request: Request, delegation_id: UUID, principal: Person
) -> Response:
    return await _go_on(web, request, principal, delegation=delegation_id)


@account_pages.post("/act-for-myself")
async def act_for_myself(web: Web, request: Request, principal: Person) -> Response:
    return await _go_on(web, request, principal, delegation=None)


@account_pages.get("")
async def account_page(web: Web, request: Request, principal: Person) -> Response:
    return await _draw(web, request, principal, form=FormData.blank())


@account_pages.post("/sessions/{session_id}/end")
async def end_session(web: Web, session_id: UUID, principal: Person) -> Response:
    viewer = _viewer(web, principal)
    async with web.database.transaction() as tx:
        own = await queries.own_account(tx, viewer)
        if session_id in {session.id for session in own.sessions}:
            await sessions.end(tx, session_id, now=viewer.now)
    return see_other("/account", "flash.account.session")


async def _go_on(
    web: Web, request: Request, principal: Principal, *, delegation: UUID | None
) -> Response:
    now = datetime.now(UTC)
    async with web.database.transaction() as tx:
        acting = await sessions.act_for(tx, principal, delegation, place=web.place, now=now)
    flash = "flash.acting.begun" if delegation else "flash.acting.ended"
    answer = see_other(HOME if delegation else "/account", flash, name=acting.acting_for_name)
    return hand_session(web, request, acting, answer)


async def _draw(
    web: Web, request: Request, principal: Principal, *, form: FormData
) -> Response:
    viewer = _viewer(web, principal)
    async with web.database.transaction() as tx:
        own = await queries.own_account(tx, viewer)
        others = await queries.colleagues(tx, viewer)
        named = {grant.unit for grant in own.account.grants}
        named |= {delegation.unit for delegation in own.delegations}
        places = await called_on(tx, named, viewer.today)
    words = web.templates.words_for(request)
    view = own_view(own, others, viewer=viewer, words=words, places=places)
    return web.templates.render(request, "account.html", view=view, form=form, now=viewer.now)


def _viewer(web: Web, principal: Principal) -> Viewer:
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
