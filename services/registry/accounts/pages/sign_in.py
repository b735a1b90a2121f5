"""Signing in and out."""

from dataclasses import asdict
from datetime import UTC, datetime
from secrets import compare_digest
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from uuid_utils.compat import uuid7

from services.registry.accounts.domain import AccountSuspended, NoAccountHere, SignInRefused
from services.registry.accounts.workflows import sessions as workflows
from services.registry.accounts.workflows.sessions import Attempt
from services.registry.org.web import Web
from shared.chassis.access import cookie_of, refuse_other_sites, signed_in, to_anyone
from shared.chassis.oidc import (
    NotBegunHere,
    Provider,
    ProviderRefused,
    ProviderSilent,
    SignInAttempt,
    new_errand,
)
from shared.chassis.principal import Principal
from shared.chassis.sessions import ERRAND_SECONDS
from shared.kernel.backoff import TooManyTries
from shared.portal.flash import SEE_OTHER
from shared.portal.form_data import WHOLE_FORM, FormData, form_data_of
from shared.portal.web_context import page_router

PASSWORD_PAGE = "/account/password"  # noqa: S105 - an address
HOME = "/units"
MOST_LOGIN_CHARS, MOST_PASSWORD_CHARS = 120, 200


Form = Annotated[FormData, Depends(form_data_of)]
ERRAND_COOKIE = "kheo_errand"
TO_PROVIDER = "/sign-in/oidc"
BACK_HERE = f"{TO_PROVIDER}/return"
REFUSALS = (SignInRefused, AccountSuspended, TooManyTries)
PROVIDER_REFUSALS = (
    NotBegunHere, ProviderRefused, ProviderSilent, NoAccountHere, AccountSuspended,
)  # fmt: skip

sign_in_pages = page_router()


@sign_in_pages.get("/sign-in", dependencies=[to_anyone])
async def sign_in_page(web: Web, request: Request) -> Response:
    wanted = safe_next(request.query_params.get("next", ""))
    principal = await _renewed(web, request)
    if principal is not None:
        return _let_in(web, request, principal, wanted)
    return _draw(web, request, FormData.blank(next=wanted))


@sign_in_pages.post("/sign-in", dependencies=[to_anyone])
async def sign_in(web: Web, request: Request, form: Form) -> Response:
    refuse_other_sites(request)
    login = form.text("login").lower()[:MOST_LOGIN_CHARS]
    password = next(iter(form.many("password")), "")[:MOST_PASSWORD_CHARS]
    try:
        principal = await workflows.sign_in(web.database, _attempt(request, login, password))
    except REFUSALS as no:
        return _draw(web, request, form.refused(WHOLE_FORM, no))
    return _let_in(web, request, principal, safe_next(form.text("next")))


@sign_in_pages.get("/sign-in/renew", dependencies=[to_anyone])
async def renew(web: Web, request: Request) -> Response:
    wanted = safe_next(request.query_params.get("next", ""))
    principal = await _renewed(web, request)
    if principal is not None:
        return _let_in(web, request, principal, wanted)
    return _without_cookie(request, f"/sign-in?next={quote(wanted, safe='')}")


@sign_in_pages.post("/sign-out")
async def sign_out(
    web: Web, request: Request, principal: Annotated[Principal, Depends(signed_in)]
) -> Response:
    async with web.database.transaction() as tx:
        await workflows.end(tx, principal.session, now=datetime.now(UTC))
    return _without_cookie(request, "/sign-in")


oidc_pages = page_router()


@oidc_pages.get(TO_PROVIDER, dependencies=[to_anyone])
async def leave_for_provider(web: Web, request: Request) -> Response:
    wanted = safe_next(request.query_params.get("next", ""))
    scheme = "https" if _is_https(request) else "http"
    back = f"{scheme}://{request.headers.get('host', '')}{BACK_HERE}"
    errand = new_errand(back, wanted)
    try:
        address = await _provider(web).address_for(errand)
    except PROVIDER_REFUSALS as no:
        return _draw(web, request, FormData.blank(next=wanted).refused(WHOLE_FORM, no))
    answer = RedirectResponse(address, SEE_OTHER)
    answer.set_cookie(
        ERRAND_COOKIE,
        web.access.sessions.errand(asdict(errand)),
        max_age=ERRAND_SECONDS,
        path=TO_PROVIDER,
        httponly=True,
        samesite="lax",
        secure=_is_https(request),
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@oidc_pages.get(BACK_HERE, dependencies=[to_anyone])
async def come_back(web: Web, request: Request) -> Response:
    kept = web.access.sessions.read_errand(request.cookies.get(ERRAND_COOKIE, ""))
    try:
        errand = _same_attempt(request, kept)
        principal = await _vouched(web, request, errand)
        answer = _let_in(web, request, principal, errand.wanted)
    except PROVIDER_REFUSALS as no:
        form = FormData.blank(next=(kept or {}).get("wanted", ""))
        answer = _draw(web, request, form.refused(WHOLE_FORM, no))
    answer.delete_cookie(ERRAND_COOKIE, path=TO_PROVIDER)
    return answer


def hand_session(
    web: Web, request: Request, principal: Principal, answer: Response
) -> Response:
    """`answer`, with a session no script can read and no other site can send along."""
    cookie, secure = web.access.written(principal), _is_https(request)
    answer.set_cookie(cookie_of(request), cookie, httponly=True, samesite="lax", secure=secure)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def safe_next(address: str) -> str:
    """An address of ours to go on to, or nothing.

    >>> safe_next("/units?as_of=2025-07-01"), safe_next("//evil.example")
    ('/units?as_of=2025-07-01', '')
    """
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    is_plain = address.isprintable() and "\\" not in address
    return address if is_path and is_plain else ""


def _draw(web: Web, request: Request, form: FormData) -> HTMLResponse:
    page = web.templates.render(
        request,
        "sign_in.html",
        form=form,
        next_href=safe_next(form.text("next")),
        has_oidc=web.provider is not None,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _let_in(web: Web, request: Request, principal: Principal, wanted: str) -> Response:
    to = PASSWORD_PAGE if principal.must_change_password else wanted or HOME
    return hand_session(web, request, principal, RedirectResponse(to, SEE_OTHER))


def _without_cookie(request: Request, address: str) -> Response:
    answer = RedirectResponse(address, SEE_OTHER)
    answer.delete_cookie(cookie_of(request))
    return answer


async def _renewed(web: Web, request: Request) -> Principal | None:
    """The principal as things stand now, if the session whose cookie is shown still lives."""
    shown = web.access.shown(request)
    if shown is None:
        return None
    now = datetime.now(UTC)
    async with web.database.transaction() as tx:
        return await workflows.renew(tx, shown.principal.session, place=web.place, now=now)


def _attempt(request: Request, login: str, password: str = "") -> Attempt:
    return Attempt(
        login=login,
        password=password,
        address=request.client.host if request.client else "",
        device=request.headers.get("user-agent", ""),
        session=uuid7(),
        now=datetime.now(UTC),
    )


def _is_https(request: Request) -> bool:
    """Whether the browser speaks https, to us or to the gateway."""
    return "https" in {request.url.scheme, request.headers.get("x-forwarded-proto", "")}


def _provider(web: Web) -> Provider:
    assert web.provider is not None, "these pages stand only where there is a provider"
    return web.provider


def _same_attempt(request: Request, kept: dict[str, str] | None) -> SignInAttempt:
    """What was remembered here, if it is this visit that comes to its end."""
    shown = request.query_params.get("state", "")
    if kept is None or not compare_digest(shown.encode(), kept["state"].encode()):
        raise NotBegunHere
    return SignInAttempt(**kept)


async def _vouched(web: Web, request: Request, errand: SignInAttempt) -> Principal:
    code = request.query_params.get("code", "")
    if not code:
        raise ProviderRefused
    attempt = _attempt(request, await _provider(web).login_by(code, errand))
    async with web.database.transaction() as tx:
        return await workflows.sign_in_vouched(tx, attempt)
