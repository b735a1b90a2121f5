"""Signing in and out."""

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from uuid_utils.compat import uuid7

from services.registry.accounts.domain import AccountSuspended, SignInRefused
from services.registry.accounts.workflows import sessions as workflows
from shared.chassis.access import cookie_of, refuse_other_sites, signed_in, to_anyone
from shared.chassis.principal import Principal
from shared.kernel.backoff import TooManyTries
from shared.portal.flash import SEE_OTHER
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.web_context import WebContext, page_router

PASSWORD_PAGE = "/account/password"  # noqa: S105 - an address
HOME = "/units"
MOST_LOGIN_CHARS, MOST_PASSWORD_CHARS = 120, 200


def sign_in_pages(web: WebContext, *, has_oidc: bool = False) -> APIRouter:
    """The door itself."""
    router = page_router()
    router.include_router(_entering(web, has_oidc=has_oidc))
    router.include_router(_staying_and_leaving(web))
    return router


def _entering(web: WebContext, *, has_oidc: bool) -> APIRouter:
    router = page_router()

    def form_page(request: Request, form: FormData) -> HTMLResponse:
        return door_page(web, request, form, has_oidc=has_oidc)

    @router.get("/sign-in", dependencies=[to_anyone])
    async def sign_in_page(request: Request) -> Response:
        wanted = safe_next(request.query_params.get("next", ""))
        renewed = await renewal(web, request)
        if renewed is not None:
            return let_in(request, web, renewed, wanted)
        return form_page(request, FormData.blank(next=wanted))

    @router.post("/sign-in", dependencies=[to_anyone])
    async def enter(
        request: Request, form: Annotated[FormData, Depends(form_data_of)]
    ) -> Response:
        refuse_other_sites(request)
        try:
            principal = await workflows.sign_in(web.database, attempt_of(request, form))
        except (SignInRefused, AccountSuspended, TooManyTries) as no:
            return form_page(request, form.refused(WHOLE_FORM, no))
        return let_in(request, web, principal, safe_next(form.text("next")))

    return router


def _staying_and_leaving(web: WebContext) -> APIRouter:
    router = page_router()

    @router.get("/sign-in/renew", dependencies=[to_anyone])
    async def renew(request: Request) -> Response:
        wanted = safe_next(request.query_params.get("next", ""))
        renewed = await renewal(web, request)
        if renewed is not None:
            return let_in(request, web, renewed, wanted)
        answer = RedirectResponse(f"/sign-in?next={quote(wanted, safe='')}", SEE_OTHER)
        answer.delete_cookie(cookie_of(request))
        return answer

    @router.post("/sign-out")
    async def leave(
        request: Request, principal: Annotated[Principal, Depends(signed_in)]
    ) -> Response:
        async with web.database.transaction() as tx:
            await workflows.end(tx, principal.session, now=datetime.now(UTC))
        answer = RedirectResponse("/sign-in", SEE_OTHER)
        answer.delete_cookie(cookie_of(request))
        return answer

    return router


def door_page(
    web: WebContext, request: Request, form: FormData, *, has_oidc: bool
) -> HTMLResponse:
    """The form at the door, with what was said no to."""
    page = web.templates.render(
        request,
        "sign_in.html",
        form=form,
        next_href=safe_next(form.text("next")),
        has_oidc=has_oidc,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


async def renewal(web: WebContext, request: Request) -> Principal | None:
    """The principal as things stand now, if the session whose cookie is shown still lives."""
    shown = web.access.shown(request)
    if shown is None:
        return None
    now = datetime.now(UTC)
    async with web.database.transaction() as tx:
        return await workflows.renew(tx, shown.principal.session, place=web.place, now=now)


def attempt_of(request: Request, form: FormData) -> workflows.Attempt:
    """What somebody typed at the door."""
    return workflows.Attempt(
        login=form.text("login").lower()[:MOST_LOGIN_CHARS],
        password=next(iter(form.many("password")), "")[:MOST_PASSWORD_CHARS],
        address=request.client.host if request.client else "",
        device=request.headers.get("user-agent", ""),
        session=uuid7(),
        now=datetime.now(UTC),
    )


def let_in(request: Request, web: WebContext, principal: Principal, wanted: str) -> Response:
    """On to where somebody wanted to go, with a fresh pass."""
    to = PASSWORD_PAGE if principal.must_change_password else wanted or HOME
    answer = RedirectResponse(to, SEE_OTHER)
    hand_pass(answer, request, web.access.written(principal))
    return answer


def hand_pass(answer: Response, request: Request, cookie: str) -> None:
    """Give the browser a pass that no script can read and no other site can send along."""
    secure = is_https(request)
    answer.set_cookie(cookie_of(request), cookie, httponly=True, samesite="lax", secure=secure)
    answer.headers["Cache-Control"] = "no-store"


def is_https(request: Request) -> bool:
    """Whether the browser speaks https, to us or to the gateway."""
    return "https" in {request.url.scheme, request.headers.get("x-forwarded-proto", "")}


def safe_next(address: str) -> str:
    """An address of ours to go on to, or nothing.

    >>> safe_next("/units?as_of=2025-07-01"), safe_next("//evil.example")
    ('/units?as_of=2025-07-01', '')
    """
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    is_plain = address.isprintable() and "\\" not in address
    return address if is_path and is_plain else ""
