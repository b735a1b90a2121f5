"""Webhooks: only what a provider signed, only just now, is let in."""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from services.intake.channels.domain.webhooks import (
    ChannelClosed,
    MessageStale,
    SignatureRefused,
    Signed,
    refuse_forged_sms,
    refuse_forged_zalo,
)

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
SECRET, APP = "khoa-chung", "3254"
BODY = '{"text":"Đèn hỏng"}'.encode()


def sms(*, at: datetime = NOW, body: bytes = BODY, secret: str = SECRET) -> Signed:
    stamp = str(int(at.timestamp()))
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + BODY, sha256).hexdigest()
    return Signed(body=body, timestamp=stamp, signature=f"sha256={mac}")


def zalo(*, at: datetime = NOW, body: bytes = BODY, secret: str = SECRET) -> Signed:
    stamp = str(int(at.timestamp() * 1000))
    mac = sha256(APP.encode() + BODY + stamp.encode() + secret.encode()).hexdigest()
    return Signed(body=body, timestamp=stamp, signature=f"mac={mac}")


def test_what_was_signed_just_now_is_let_in() -> None:
    refuse_forged_sms(sms(), SECRET, now=NOW)
    refuse_forged_zalo(zalo(), APP, SECRET, now=NOW)


@pytest.mark.parametrize("made", [sms, zalo])
@pytest.mark.parametrize("change", ["body", "secret", "signature", "timestamp"])
def test_what_was_signed_otherwise_is_refused(made: object, change: str) -> None:
    changed = {
        "body": lambda: made(body=BODY + b" "),
        "secret": lambda: made(secret="another"),
        "signature": lambda: Signed(body=BODY, timestamp=made().timestamp, signature=""),
        "timestamp": lambda: Signed(
            body=BODY, timestamp=made().timestamp[:-1] + "0x", signature=made().signature
        ),
    }[change]()
    with pytest.raises(SignatureRefused):
        _judged(made, changed, now=NOW)


@pytest.mark.parametrize(
    ("made", "window"), [(sms, timedelta(minutes=5)), (zalo, timedelta(hours=13))]
)
def test_an_old_copy_is_refused_and_so_is_one_from_the_future(
    made: object, window: timedelta
) -> None:
    for off in (window, -window):
        _judged(made, made(at=NOW + off), now=NOW)
        with pytest.raises(MessageStale):
            _judged(made, made(at=NOW + off * 1.01), now=NOW)


@pytest.mark.parametrize("stamp", ["", "x", "-5", "1e9", "٣", "9" * 400])
def test_a_time_that_is_none_is_refused(stamp: str) -> None:
    mac = hmac.new(SECRET.encode(), f"{stamp}.".encode() + BODY, sha256).hexdigest()
    signed = Signed(body=BODY, timestamp=stamp, signature=mac)
    with pytest.raises(MessageStale):
        refuse_forged_sms(signed, SECRET, now=NOW)


def test_without_a_secret_the_door_is_shut() -> None:
    with pytest.raises(ChannelClosed):
        refuse_forged_sms(sms(secret=""), "", now=NOW)
    with pytest.raises(ChannelClosed):
        refuse_forged_zalo(zalo(secret=""), "", "", now=NOW)


def test_a_signature_of_strange_letters_is_refused() -> None:
    with pytest.raises(SignatureRefused):
        refuse_forged_sms(
            Signed(body=BODY, timestamp=sms().timestamp, signature="sha256=ký"), SECRET, now=NOW
        )


def _judged(made: object, signed: Signed, *, now: datetime) -> None:
    if made is sms:
        refuse_forged_sms(signed, SECRET, now=now)
    else:
        refuse_forged_zalo(signed, APP, SECRET, now=now)
