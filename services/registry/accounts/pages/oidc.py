"""Signing in with the office's own account: to its system and back."""

from dataclasses import asdict
from datetime import UTC, datetime
from secrets import compare_digest

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from uuid_utils.compat import uuid7

from services.registry.accounts.domain import AccountSuspended, NoAccountHere
from services.registry.accounts.pages.sign_in import door_page, is_https, let_in, safe_next
from services.registry.accounts.workflows import sessions as workflows
from services.registry.accounts.workflows.sessions import Attempt
from services.registry.org.web import RegistryContext, Web
from shared.chassis.access import to_anyone
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
from shared.portal.flash import SEE_OTHER
from shared.portal.form_data import WHOLE_FORM, FormData
from shared.portal.web_context import WebContext, page_router

ERRAND_COOKIE = "kheo_errand"
TO_PROVIDER = "/sign-in/oidc"
BACK_HERE = f"{TO_PROVIDER}/return"
NOES = (NotBegunHere, ProviderRefused, ProviderSilent, NoAccountHere, AccountSuspended)


oidc_pages = page_router()


@oidc_pages.get(TO_PROVIDER, dependencies=[to_anyone])
async def leave(web: Web, request: Request) -> Response:
    wanted = safe_next(request.query_params.get("next", ""))
    errand = new_errand(_return_address(request), wanted)
    try:
        address = await _provider(web).address_for(errand)
    except NOES as no:
        form = FormData.blank(next=wanted).refused(WHOLE_FORM, no)
        return door_page(web, request, form, has_oidc=True)
    answer = RedirectResponse(address, SEE_OTHER)
    _remember(answer, request, web.access.sessions.errand(asdict(errand)))
    return answer


@oidc_pages.get(BACK_HERE, dependencies=[to_anyone])
async def come_back(web: Web, request: Request) -> Response:
    kept = web.access.sessions.read_errand(request.cookies.get(ERRAND_COOKIE, ""))
    try:
        errand = _same_errand(request, kept)
        principal = await _vouched(web, _provider(web), request, errand=errand)
        answer = let_in(request, web, principal, errand.wanted)
    except NOES as no:
        form = FormData.blank(next=(kept or {}).get("wanted", ""))
        answer = door_page(web, request, form.refused(WHOLE_FORM, no), has_oidc=True)
    answer.delete_cookie(ERRAND_COOKIE, path=TO_PROVIDER)
    return answer


def _provider(web: RegistryContext) -> Provider:
    assert web.provider is not None, "these pages stand only where there is a provider"
    return web.provider


def _same_errand(request: Request, kept: dict[str, str] | None) -> SignInAttempt:
    """What was remembered here, if it is this visit that comes to its end."""
    shown = request.query_params.get("state", "")
    if kept is None or not compare_digest(shown.encode(), kept["state"].encode()):
        raise NotBegunHere
    return SignInAttempt(**kept)


async def _vouched(
    web: WebContext, provider: Provider, request: Request, *, errand: SignInAttempt
) -> Principal:
    code = request.query_params.get("code", "")
    if not code:
        raise ProviderRefused
    attempt = Attempt(
        login=await provider.login_by(code, errand),
        password="",
        address=request.client.host if request.client else "",
        device=request.headers.get("user-agent", ""),
        session=uuid7(),
        now=datetime.now(UTC),
    )
    async with web.database.transaction() as tx:
        return await workflows.sign_in_vouched(tx, attempt)


def _return_address(request: Request) -> str:
    scheme = "https" if is_https(request) else "http"
    return f"{scheme}://{request.headers.get('host', '')}{BACK_HERE}"


def _remember(answer: Response, request: Request, errand: str) -> None:
    answer.set_cookie(
        ERRAND_COOKIE,
        errand,
        max_age=ERRAND_SECONDS,
        path=TO_PROVIDER,
        httponly=True,
        samesite="lax",
        secure=is_https(request),
    )
    answer.headers["Cache-Control"] = "no-store"
