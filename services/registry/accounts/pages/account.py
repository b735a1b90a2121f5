"""One's own account: password, sessions, and acting for one another."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from uuid_utils.compat import uuid7

from services.registry.accounts.domain.accounts import (
    PasswordsDiffer,
    PasswordTooPlain,
    PasswordTooShort,
    SignInRefused,
    account_id,
)
from services.registry.accounts.domain.delegations import (
    DelegatedToOneself,
    Delegation,
    DelegationTooLong,
    RoleNotOnesOwn,
)
from services.registry.accounts.pages.sign_in import HOME, hand_pass
from services.registry.accounts.queries import accounts as queries
from services.registry.accounts.scenes import own_scene
from services.registry.accounts.workflows import accounts as account_workflows
from services.registry.accounts.workflows import delegations, sessions
from services.registry.accounts.workflows.accounts import PasswordChange
from services.registry.org.queries import Viewer
from services.registry.units.queries.units import called_on
from shared.chassis.asker import Asker
from shared.chassis.database import Transaction
from shared.kernel.patience import TooManyTries
from shared.kernel.places import UnitCode
from shared.kernel.roles import Role
from shared.portal.desk import Desk
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import WHOLE_FORM, Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]
BAD_NEW = (PasswordTooPlain, PasswordTooShort)
BAD_DELEGATION = (DelegatedToOneself, DelegationTooLong, RoleNotOnesOwn)
SEPARATOR = "@"


def account_pages(desk: Desk) -> APIRouter:
    """What everybody may do with the own account."""
    router = desk.router()
    router.include_router(_password_pages(desk))
    router.include_router(_delegation_pages(desk))
    router.include_router(_acting_pages(desk))
    person = Annotated[Asker, Depends(desk.access.staff())]

    @router.get("/account")
    async def account_page(request: Request, asker: person) -> Response:
        return await _draw(desk, request, asker, typed=Typed.blank())

    @router.post("/account/sessions/{session_id}/end")
    async def end_session(session_id: UUID, asker: person) -> Response:
        viewer = _viewer(desk, asker)
        async with desk.database.transaction() as tx:
            own = await queries.own_account(tx, viewer)
            if session_id in {session.id for session in own.sessions}:
                await sessions.end(tx, session_id, now=viewer.now)
        return see_other("/account", "said.account.session")

    return router


def _password_pages(desk: Desk) -> APIRouter:
    router = desk.router()
    signed_in = Annotated[Asker, Depends(desk.access.signed_in)]

    @router.get("/account/password")
    async def password_page(request: Request, asker: signed_in) -> Response:
        return desk.easel.draw(request, "password.html", typed=Typed.blank(), who=asker)

    @router.post("/account/password")
    async def change_password(request: Request, asker: signed_in, typed: Form) -> Response:
        now = datetime.now(UTC)
        try:
            account = await account_workflows.change_password(
                desk.database, asker, _change_in(typed), now=now
            )
            async with desk.database.transaction() as tx:
                fresh = await sessions.begin_session(
                    tx,
                    account,
                    session=uuid7(),
                    device=request.headers.get("user-agent", ""),
                    now=now,
                )
        except (SignInRefused, TooManyTries) as no:
            return _refused(desk, request, asker, typed=typed.refused("old", no))
        except BAD_NEW as no:
            return _refused(desk, request, asker, typed=typed.refused("new", no))
        except PasswordsDiffer as no:
            return _refused(desk, request, asker, typed=typed.refused("again", no))
        to = HOME if asker.must_change_password else "/account"
        answer = see_other(to, "said.account.password")
        hand_pass(answer, request, desk.access.written(fresh))
        return answer

    return router


def _delegation_pages(desk: Desk) -> APIRouter:
    router = desk.router()
    person = Annotated[Asker, Depends(desk.access.staff())]

    @router.post("/account/delegations")
    async def delegate(request: Request, asker: person, typed: Form) -> Response:
        viewer = _viewer(desk, asker)
        reading = Reading(typed)
        wanted = _delegation_in(reading, asker)
        if wanted is None:
            return await _draw(desk, request, asker, typed=reading.typed)
        try:
            async with desk.database.transaction() as tx:
                await delegations.add_delegation(tx, asker, wanted, today=viewer.today)
                name = await _name_of(tx, wanted.deputy, viewer)
        except BAD_DELEGATION as no:
            return await _draw(desk, request, asker, typed=typed.refused(WHOLE_FORM, no))
        return see_other("/account", "said.delegation.given", name=name)

    @router.post("/account/delegations/{delegation_id}/take-back")
    async def take_back(delegation_id: UUID, asker: person) -> Response:
        async with desk.database.transaction() as tx:
            await delegations.take_back(tx, asker, delegation_id, now=datetime.now(UTC))
        return see_other("/account", "said.delegation.taken_back")

    return router


def _acting_pages(desk: Desk) -> APIRouter:
    router = desk.router()
    person = Annotated[Asker, Depends(desk.access.staff())]

    @router.post("/account/act-for/{delegation_id}")
    async def act_for(request: Request, delegation_id: UUID, asker: person) -> Response:
        return await _go_on(desk, request, asker, delegation=delegation_id)

    @router.post("/account/act-for-myself")
    async def act_for_myself(request: Request, asker: person) -> Response:
        return await _go_on(desk, request, asker, delegation=None)

    return router


async def _go_on(
    desk: Desk, request: Request, asker: Asker, *, delegation: UUID | None
) -> Response:
    now = datetime.now(UTC)
    async with desk.database.transaction() as tx:
        acting = await sessions.act_for(tx, asker, delegation, place=desk.place, now=now)
    said = "said.acting.begun" if delegation else "said.acting.ended"
    answer = see_other(HOME if delegation else "/account", said, name=acting.acting_for_name)
    hand_pass(answer, request, desk.access.written(acting))
    return answer


async def _draw(desk: Desk, request: Request, asker: Asker, *, typed: Typed) -> Response:
    viewer = _viewer(desk, asker)
    async with desk.database.transaction() as tx:
        own = await queries.own_account(tx, viewer)
        others = await queries.colleagues(tx, viewer)
        named = {grant.unit for grant in own.account.grants}
        named |= {one.unit for one in own.delegations}
        places = await called_on(tx, named, viewer.today)
    words = desk.easel.words_for(request)
    scene = own_scene(own, others, viewer=viewer, words=words, places=places)
    return desk.easel.draw(request, "account.html", scene=scene, typed=typed, now=viewer.now)


def _refused(desk: Desk, request: Request, asker: Asker, *, typed: Typed) -> Response:
    return desk.easel.draw(request, "password.html", typed=typed, who=asker)


def _viewer(desk: Desk, asker: Asker) -> Viewer:
    now = datetime.now(UTC)
    return Viewer(asker=asker, here=desk.place.code, now=now, today=desk.place.day_of(now))


def _change_in(typed: Typed) -> PasswordChange:
    """Passwords are taken as they are typed, blanks at their ends included."""
    old, new, again = (next(iter(typed.many(n)), "") for n in ("old", "new", "again"))
    return PasswordChange(old=old, new=new, again=again)


def _delegation_in(reading: Reading, asker: Asker) -> Delegation | None:
    deputy = reading.made("deputy", account_id)
    role, _, unit = reading.text("role").partition(SEPARATOR)
    if role not in set(Role):
        reading.refuse("role", RoleNotOnesOwn())
    first, last = reading.day("first_day"), reading.day("last_day")
    if reading.typed.is_refused or deputy is None:
        return None
    return Delegation(
        id=uuid7(),
        principal=asker.account,
        deputy=deputy,
        role=Role(role),
        unit=UnitCode(unit),
        first_day=first,
        last_day=last,
    )


async def _name_of(tx: Transaction, account: UUID, viewer: Viewer) -> str:
    own = await queries.own_account(tx, viewer)
    return own.names.get(account, "")
