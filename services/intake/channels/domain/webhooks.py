"""Webhooks: whether what claims to come from a provider does, and is not an old copy."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from shared.kernel.rejection import Rejection

SMS_WINDOW = timedelta(minutes=5)
ZALO_WINDOW = timedelta(hours=13)
"""Zalo repeats for up to twelve hours what was not answered, under its first time."""
MILLISECONDS = 1000
LATEST_SECONDS = 253_402_300_799


class SignatureRefused(Rejection):
    """Chữ ký của tin không đúng nên tin bị từ chối.
    The signature of the message is not right; it is refused.
    """


class ChannelClosed(SignatureRefused):
    """Kênh này chưa được mở: quản trị chưa đặt khóa chữ ký.
    This channel is closed: no signing key has been set.
    """


class MessageStale(SignatureRefused):
    """Thời điểm ghi trên tin lệch quá xa giờ hiện tại nên tin bị từ chối.
    The time on the message is too far from now; it is refused.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What came in: the body as it was sent, the time it gives, and its signature."""

    body: bytes
    timestamp: str
    signature: str


def refuse_forged_sms(signed: Signed, secret: str, *, now: datetime) -> None:
    """Let pass what the gateway signed just now: HMAC-SHA256 of `<timestamp>.<body>`.

    Raises:
        ChannelClosed: if no secret was agreed on.
        SignatureRefused: if the signature is missing or wrong.
        MessageStale: if it was signed too long ago.

    """
    _refuse_closed(secret)
    content = signed.timestamp.encode() + b"." + signed.body
    wanted = hmac.new(secret.encode(), content, sha256).hexdigest()
    _compare(signed.signature.removeprefix("sha256="), wanted)
    _refuse_stale(_seconds(signed.timestamp), SMS_WINDOW, now=now)


def refuse_forged_zalo(signed: Signed, app_id: str, secret: str, *, now: datetime) -> None:
    """Let pass what Zalo signed: SHA-256 of app id, body, time and the account's secret.

    Raises:
        ChannelClosed: if no secret was agreed on.
        SignatureRefused: if the signature is missing or wrong.
        MessageStale: if it was signed too long ago.

    """
    _refuse_closed(app_id and secret)
    content = app_id.encode() + signed.body + signed.timestamp.encode() + secret.encode()
    _compare(signed.signature.removeprefix("mac="), sha256(content).hexdigest())
    _refuse_stale(_seconds(signed.timestamp) / MILLISECONDS, ZALO_WINDOW, now=now)


def _refuse_closed(secret: str) -> None:
    if not secret:
        raise ChannelClosed


def _compare(given: str, wanted: str) -> None:
    if not hmac.compare_digest(given.strip().lower().encode(), wanted.encode()):
        raise SignatureRefused


def _seconds(timestamp: str) -> int:
    if not (timestamp.isascii() and timestamp.isdecimal()):
        raise MessageStale
    return int(timestamp[:20])


def _refuse_stale(seconds: float, window: timedelta, *, now: datetime) -> None:
    """Too early is as wrong as too late: it would stay good for longer than the window."""
    if seconds > LATEST_SECONDS:
        raise MessageStale
    if abs(now - datetime.fromtimestamp(seconds, UTC)) > window:
        raise MessageStale
