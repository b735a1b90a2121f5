"""Mail on its way out: handed to one SMTP server, letter by letter."""

from dataclasses import dataclass
from email.message import EmailMessage

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from pydantic import SecretStr

from shared.chassis.mailbox import Tls
from shared.chassis.outage import Outage
from shared.chassis.sending import SENT, Outcome, deferred, refused

TIMEOUT_SECONDS = 30.0
FOR_GOOD = 500
"""From here on a reply code is final (RFC 5321)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpPlan:
    """Where letters are handed in."""

    host: str
    port: int
    tls: Tls
    user: str
    """Empty: the server knows us by where we are."""
    password: SecretStr


async def hand_in(plan: SmtpPlan, letter: EmailMessage) -> Outcome:
    """Hand one letter to the server.

    Raises:
        Outage: if the server cannot be reached or does not let us in.

    """
    try:
        async with _client(plan) as server:
            return await _handed_in(server, letter)
    except (SMTPException, OSError, ValueError) as error:
        raise Outage(f"smtp: {error}") from error


def _client(plan: SmtpPlan) -> SMTP:
    return SMTP(
        hostname=plan.host,
        port=plan.port,
        username=plan.user or None,
        password=plan.password.get_secret_value() if plan.user else None,
        use_tls=plan.tls is Tls.IMPLICIT,
        start_tls=plan.tls is Tls.STARTTLS,
        timeout=TIMEOUT_SECONDS,
    )


async def _handed_in(server: SMTP, letter: EmailMessage) -> Outcome:
    try:
        await server.send_message(letter)
    except SMTPRecipientsRefused as no:
        return _judged(no.recipients[0])
    except SMTPAuthenticationError:
        raise
    except SMTPNotSupported as no:
        return refused(str(no))
    except SMTPResponseException as no:
        return _judged(no)
    return SENT


def _judged(no: SMTPResponseException) -> Outcome:
    reason = f"{no.code} {no.message}"
    return refused(reason) if no.code >= FOR_GOOD else deferred(reason)
