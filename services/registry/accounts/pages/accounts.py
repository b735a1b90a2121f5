"""Keeping the accounts of others."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from uuid_utils.compat import uuid7

from services.registry.accounts.domain.accounts import (
    LoginTaken,
    LoginUnusable,
    NameMissing,
    RoleOutOfReach,
)
from services.registry.accounts.queries import accounts as queries
from services.registry.accounts.scenes import account_line, role_options
from services.registry.accounts.workflows import accounts as workflows
from services.registry.accounts.workflows.accounts import Keeper, NewAccount
from services.registry.accounts.workflows.passwords import one_time
from services.registry.org.queries import Viewer
from services.registry.org.scenes.viewers import viewing
from services.registry.units.queries.units import called_on
from shared.kernel.places import UnitCode
from shared.kernel.roles import Grant, Right, Role
from shared.portal.desk import Desk
from shared.portal.reading import Reading
from shared.portal.saying import see_other
from shared.portal.typed import Typed, typed_in

Form = Annotated[Typed, Depends(typed_in)]
FIELD_OF = {LoginTaken: "login", LoginUnusable: "login", NameMissing: "name"}
FIELD_OF |= {RoleOutOfReach: "unit"}


def keeper_of(viewer: Viewer) -> Keeper:
    """Whoever looks, as one who keeps accounts."""
    return Keeper(asker=viewer.asker, now=viewer.now, today=viewer.today)


def accounts_pages(desk: Desk) -> APIRouter:
    """Everything about the accounts of others; for administrators."""
    router = desk.router("/accounts")
    keeping = Annotated[Viewer, Depends(viewing(desk, Right.ADMINISTER))]
    router.include_router(_new_account_pages(desk))
    router.include_router(_role_pages(desk))
    router.include_router(_state_pages(desk))

    @router.get("")
    async def accounts_page(request: Request, viewer: keeping) -> Response:
        words = desk.easel.words_for(request)
        async with desk.database.transaction() as tx:
            kept = await queries.accounts_kept(tx, viewer)
            named = {grant.unit for account in kept for grant in account.grants}
            places = await called_on(tx, named, viewer.today)
        lines = [account_line(account, words, places) for account in kept]
        return desk.easel.draw(request, "accounts.html", accounts=lines)

    @router.get("/{account_id}")
    async def one_account_page(request: Request, account_id: UUID, viewer: keeping) -> Response:
        return await _draw(desk, request, viewer, account_id=account_id)

    return router


async def _draw(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    *,
    account_id: UUID,
    typed: Typed | None = None,
) -> Response:
    words = desk.easel.words_for(request)
    async with desk.database.transaction() as tx:
        account = await queries.account_kept(tx, account_id, viewer)
        places = await called_on(tx, {grant.unit for grant in account.grants}, viewer.today)
    return desk.easel.draw(
        request,
        "account_kept.html",
        account=account_line(account, words, places),
        roles=role_options(words),
        typed=typed or Typed.blank(unit=viewer.here),
    )


def _new_account_pages(desk: Desk) -> APIRouter:
    router = desk.router()
    keeping = Annotated[Viewer, Depends(viewing(desk, Right.ADMINISTER))]

    def form(request: Request, typed: Typed) -> Response:
        roles = role_options(desk.easel.words_for(request))
        return desk.easel.draw(request, "account_new.html", typed=typed, roles=roles)

    @router.get("/new")
    async def new_account_page(request: Request, viewer: keeping) -> Response:
        return form(request, Typed.blank(unit=viewer.here, role=Role.OFFICER))

    @router.post("/new")
    async def open_account(request: Request, viewer: keeping, typed: Form) -> Response:
        reading = Reading(typed)
        wanted = NewAccount(
            id=uuid7(),
            login=reading.text("login"),
            name=reading.text("name"),
            grants=_grants_in(reading),
        )
        if reading.typed.is_refused:
            return form(request, reading.typed)
        secret = await one_time()
        try:
            async with desk.database.transaction() as tx:
                await workflows.open_account(tx, wanted, keeper_of(viewer), secret=secret)
        except (LoginTaken, LoginUnusable, NameMissing, RoleOutOfReach) as no:
            return form(request, typed.refused(FIELD_OF[type(no)], no))
        return secret_page(
            desk,
            request,
            wanted.name,
            login=wanted.login.lower(),
            password=secret.password,
            back_href=f"/accounts/{wanted.id}",
        )

    return router


def secret_page(
    desk: Desk, request: Request, name: str, *, login: str, password: str, back_href: str
) -> Response:
    """What is shown once; no browser keeps it."""
    page = desk.easel.draw(
        request,
        "one_time_password.html",
        name=name,
        login=login,
        password=password,
        back_href=back_href,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _grants_in(reading: Reading) -> tuple[Grant, ...]:
    role = reading.one_of("role", list(Role))
    unit = reading.text("unit")
    return () if reading.typed.is_refused else (Grant(Role(role), UnitCode(unit)),)


def _role_pages(desk: Desk) -> APIRouter:
    router = desk.router("/{account_id}")
    keeping = Annotated[Viewer, Depends(viewing(desk, Right.ADMINISTER))]

    @router.post("/roles")
    async def give_role(
        request: Request, account_id: UUID, *, viewer: keeping, typed: Form
    ) -> Response:
        reading = Reading(typed)
        grants = _grants_in(reading)
        refused = reading.typed
        try:
            async with desk.database.transaction() as tx:
                for grant in grants:
                    await workflows.give_role(tx, account_id, grant, keeper=keeper_of(viewer))
        except RoleOutOfReach as no:
            refused = typed.refused("unit", no)
        if refused.is_refused:
            return await _draw(desk, request, viewer, account_id=account_id, typed=refused)
        return see_other(f"/accounts/{account_id}", "said.accounts.role_given")

    return router


def _state_pages(desk: Desk) -> APIRouter:
    router = desk.router("/{account_id}")
    keeping = Annotated[Viewer, Depends(viewing(desk, Right.ADMINISTER))]

    @router.post("/roles/take")
    async def take_role(account_id: UUID, viewer: keeping, typed: Form) -> Response:
        for grant in _grants_in(Reading(typed)):
            async with desk.database.transaction() as tx:
                await workflows.take_role(tx, account_id, grant, keeper=keeper_of(viewer))
        return see_other(f"/accounts/{account_id}", "said.accounts.role_taken")

    @router.post("/suspend")
    async def suspend(account_id: UUID, viewer: keeping) -> Response:
        async with desk.database.transaction() as tx:
            await workflows.suspend(tx, account_id, keeper_of(viewer))
        return see_other(f"/accounts/{account_id}", "said.accounts.suspended")

    @router.post("/restore")
    async def restore(account_id: UUID, viewer: keeping) -> Response:
        async with desk.database.transaction() as tx:
            await workflows.restore(tx, account_id, keeper_of(viewer))
        return see_other(f"/accounts/{account_id}", "said.accounts.restored")

    @router.post("/password")
    async def reset_password(request: Request, account_id: UUID, viewer: keeping) -> Response:
        secret = await one_time()
        async with desk.database.transaction() as tx:
            account = await queries.account_kept(tx, account_id, viewer)
            await workflows.reset_password(tx, account_id, keeper_of(viewer), secret=secret)
        return secret_page(
            desk,
            request,
            account.name,
            login=account.login,
            password=secret.password,
            back_href=f"/accounts/{account_id}",
        )

    return router
