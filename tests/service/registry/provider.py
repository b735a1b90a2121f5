"""An office's account system: a small OpenID provider that checks what it gets."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from secrets import token_urlsafe
from time import time
from typing import Any
from urllib.parse import urlencode

import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from deploy.launcher.ports import free_base

CLIENT, SECRET = "kheo-east", "a secret: with % signs"
RETURN = "http://node/sign-in/oidc/return"
KEY_BITS = 2048


def a_key() -> RSAKey:
    return RSAKey.generate_key(KEY_BITS, parameters={"kid": "1", "use": "sig"})


@dataclass(slots=True)
class AccountSystem:
    """Who is signed in there, and what is to be wrong with what it says."""

    issuer: str
    person: str = "hong.anh"
    lies: dict[str, Any] = field(default_factory=dict)
    """Claims that are other than they should be."""
    key: RSAKey = field(default_factory=a_key)
    signs_with: RSAKey | None = None
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )

    async def _discovery(self, _request: Request) -> Response:
        ends = {"authorization": "authorize", "token": "token"}
        found = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in ends.items()}
        return JSONResponse({"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **found})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["redirect_uri"] == RETURN
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = token_urlsafe()
        self._codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}")

    async def _token(self, request: Request) -> Response:
        form = dict(await request.form())
        asked = self._codes.pop(str(form["code"]), None)
        if asked is None or not _is_ours(request) or not _fits(form, asked):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "7",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "preferred_username": self.person,
        }
        signed = jwt.encode(
            {"alg": "RS256", "kid": "1"}, claims | self.lies, self.signs_with or self.key
        )
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": signed})

    async def _keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})


def _is_ours(request: Request) -> bool:
    words = b64encode(b"kheo-east:a%20secret%3A%20with%20%25%20signs").decode()
    return request.headers.get("authorization") == f"Basic {words}"


def _fits(form: dict[str, Any], asked: dict[str, str]) -> bool:
    challenge = create_s256_code_challenge(str(form["code_verifier"]))
    is_same = form["redirect_uri"] == asked["redirect_uri"]
    return bool(is_same and challenge == asked["code_challenge"])


@asynccontextmanager
async def account_system() -> AsyncIterator[AccountSystem]:
    """One that runs until the block ends."""
    port = free_base(1)
    system = AccountSystem(f"http://127.0.0.1:{port}")
    config = uvicorn.Config(system.app(), port=port, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    try:
        yield system
    finally:
        server.should_exit = True
        await running
