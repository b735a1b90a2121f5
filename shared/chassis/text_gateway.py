"""Text messages on their way out: a gateway over HTTP takes them, one by one.

What it is sent is `{"id", "to", "text"}` with a bearer token, and the id once more as
`Idempotency-Key`: the same id means the same message, however often it is sent.
"""

from dataclasses import dataclass
from http import HTTPStatus

from httpx import AsyncClient, HTTPError, InvalidURL
from pydantic import SecretStr

from shared.chassis.outage import Outage
from shared.chassis.sending import SENT, Outcome, deferred, refused

TIMEOUT_SECONDS = 20.0
KNOWN_NOT = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
FOR_GOOD = frozenset({
    HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayPlan:
    """Where text messages are handed in."""

    url: str
    token: SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMessage:
    """One message; `to` is a telephone number or the provider's own name for a person."""

    id: str
    to: str
    text: str


async def hand_over(plan: GatewayPlan, message: TextMessage) -> Outcome:
    """Hand one message to the gateway.

    Raises:
        Outage: if the gateway cannot be reached or does not let us in.

    """
    headers = {
        "Authorization": f"Bearer {plan.token.get_secret_value()}",
        "Idempotency-Key": message.id,
    }
    body = {"id": message.id, "to": message.to, "text": message.text}
    try:
        async with AsyncClient(timeout=TIMEOUT_SECONDS) as client:
            answer = await client.post(plan.url, json=body, headers=headers)
    except (HTTPError, InvalidURL) as error:
        raise Outage(f"gateway: {error}") from error
    if answer.is_success:
        return SENT
    if answer.status_code in KNOWN_NOT:
        raise Outage(f"gateway: HTTP {answer.status_code}")
    reason = f"HTTP {answer.status_code}"
    return refused(reason) if answer.status_code in FOR_GOOD else deferred(reason)
