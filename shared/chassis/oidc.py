"""Signing in with an account kept elsewhere: OpenID Connect, code flow with PKCE.

Two steps, with a visit to the provider between them. What has to be remembered in between lies
signed in a short-lived cookie (`SignInAttempt`), so that either replica of registry can go on.
"""

from dataclasses import dataclass
from time import time
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

import httpx
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import SecretStr

from shared.kernel.rejection import NotAllowed

PATIENCE = 8.0
"""Seconds one answer of the provider may take: somebody is waiting before a page."""
SIGNED_BY = ("RS256", "PS256", "ES256")
LEEWAY = 60
TOKEN_CHARS = 43
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
WELL_KNOWN = "/.well-known/openid-configuration"
EMAIL = "email"


class ProviderSilent(NotAllowed):
    """Hệ thống tài khoản của cơ quan chưa trả lời được. Xin thử lại sau, hoặc dùng mật khẩu.
    The office's account system does not answer properly. Try later, or use a password.
    """


class ProviderRefused(NotAllowed):
    """Hệ thống tài khoản của cơ quan không xác nhận lần đăng nhập này. Xin bắt đầu lại.
    The office's account system did not confirm this sign-in. Begin again.
    """


class NotBegunHere(NotAllowed):
    """Lần đăng nhập này không bắt đầu từ trình duyệt này, hoặc đã quá lâu. Xin bắt đầu lại.
    This sign-in was not begun in this browser, or too long ago. Begin again.
    """


class UnsafeIssuerError(ValueError):
    """The provider must be reached by https, except on this machine."""


class ProviderSettings(Protocol):
    """The settings that name a provider."""

    @property
    def oidc_issuer(self) -> str:
        """Its address; empty: there is none."""

    @property
    def oidc_client_id(self) -> str:
        """The name it knows us by."""

    @property
    def oidc_client_secret(self) -> SecretStr:
        """Proves that we are we; empty for a client that has none."""

    @property
    def oidc_login_claim(self) -> str:
        """Which claim is the login of an account here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInAttempt:
    """What is remembered while somebody is at the provider."""

    state: str
    nonce: str
    verifier: str
    return_to: str
    """Our own address, to which the provider sends people back."""
    wanted: str = ""
    """The page somebody was on the way to."""


def new_errand(return_to: str, wanted: str) -> SignInAttempt:
    """A visit that nobody can foresee."""
    state, nonce, verifier = (generate_token(TOKEN_CHARS) for _ in range(3))
    return SignInAttempt(
        state=state, nonce=nonce, verifier=verifier, return_to=return_to, wanted=wanted
    )


class Provider:
    """The office's account system."""

    def __init__(self, told: ProviderSettings) -> None:
        self.issuer = told.oidc_issuer.rstrip("/")
        self._client_id = told.oidc_client_id
        self._secret = told.oidc_client_secret.get_secret_value()
        self._login_claim = told.oidc_login_claim
        refuse_unsafe(self.issuer)

    @classmethod
    def of(cls, told: ProviderSettings) -> "Provider | None":
        """The provider a node is told of, if any."""
        return cls(told) if told.oidc_issuer else None

    async def address_for(self, errand: SignInAttempt) -> str:
        """Where to send somebody.

        Raises:
            ProviderSilent: if the provider cannot be asked where that is.

        """
        async with _client() as client:
            endpoints = await self._endpoints(client)
        return str(
            prepare_grant_uri(
                endpoints["authorization_endpoint"],
                client_id=self._client_id,
                response_type="code",
                redirect_uri=errand.return_to,
                scope="openid profile email",
                state=errand.state,
                nonce=errand.nonce,
                code_challenge=create_s256_code_challenge(errand.verifier),
                code_challenge_method="S256",
            )
        )

    async def login_by(self, code: str, errand: SignInAttempt) -> str:
        """The login of whoever came back with `code`.

        Raises:
            ProviderSilent: if the provider does not answer as one.
            ProviderRefused: if it does not vouch for anybody, or not for us and this visit.

        """
        async with _client() as client:
            endpoints = await self._endpoints(client)
            token = await self._id_token(client, endpoints["token_endpoint"], code, errand)
            keys = await _json(client.get(endpoints["jwks_uri"]))
        return self._login_in(self._verified(token, keys, nonce=errand.nonce))

    async def _endpoints(self, client: httpx.AsyncClient) -> dict[str, Any]:
        found = await _json(client.get(self.issuer + WELL_KNOWN))
        wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if str(found.get("issuer", "")).rstrip("/") != self.issuer:
            raise ProviderSilent
        if not all(_is_safe(str(found.get(name, ""))) for name in wanted):
            raise ProviderSilent
        return found

    async def _id_token(
        self, client: httpx.AsyncClient, endpoint: str, code: str, errand: SignInAttempt
    ) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": errand.return_to,
            "code_verifier": errand.verifier,
            "client_id": self._client_id,
        }
        sending = client.post(endpoint, data=form, auth=self._proof())
        token = (await _json(sending)).get("id_token")
        if not isinstance(token, str):
            raise ProviderRefused
        return token

    def _proof(self) -> httpx.Auth:
        """That we are we (RFC 6749, 2.3.1); nothing where no secret was agreed on."""
        if not self._secret:
            return httpx.Auth()
        return httpx.BasicAuth(quote(self._client_id, safe=""), quote(self._secret, safe=""))

    def _verified(self, token: str, keys: Any, *, nonce: str) -> dict[str, Any]:
        rules = jwt.JWTClaimsRegistry(
            now=int(time()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self._client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            read = jwt.decode(token, KeySet.import_key_set(keys), algorithms=SIGNED_BY)
            rules.validate(read.claims)
        except (JoseError, ValueError, KeyError, TypeError) as no:
            raise ProviderRefused from no
        if read.claims.get("azp", self._client_id) != self._client_id:
            raise ProviderRefused
        return read.claims

    def _login_in(self, claims: dict[str, Any]) -> str:
        login = claims.get(self._login_claim)
        is_unproven = self._login_claim == EMAIL and claims.get("email_verified") is not True
        if not isinstance(login, str) or not login or is_unproven:
            raise ProviderRefused
        return login.strip().lower()


def refuse_unsafe(issuer: str) -> None:
    """Let pass an address at which nobody can read along.

    Raises:
        UnsafeIssuerError: if anybody could.

    """
    if not _is_safe(issuer):
        raise UnsafeIssuerError(f"KHEO_OIDC_ISSUER: {UnsafeIssuerError.__doc__}")


def _is_safe(address: str) -> bool:
    where = urlsplit(address)
    is_here = where.scheme == "http" and where.hostname in THIS_MACHINE
    return bool(where.hostname) and (where.scheme == "https" or is_here)


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=PATIENCE)


async def _json(asking: Any) -> dict[str, Any]:
    """What the provider says; a refusal of its own is no silence."""
    try:
        answer: httpx.Response = await asking
        told = answer.json()
    except (httpx.HTTPError, ValueError) as silent:
        raise ProviderSilent from silent
    if httpx.codes.is_client_error(answer.status_code):
        raise ProviderRefused
    if answer.is_error or not isinstance(told, dict):
        raise ProviderSilent
    return told
