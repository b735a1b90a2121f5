"""Dialling other servers: whatever they answer, we neither break nor hang nor believe it."""

import asyncio
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.open311.workflows import dialling
from services.intake.open311.workflows.dialling import Declined, Silent
from tests.service.intake.open311.foreign import (
    begun_and_never_ended,
    foreign_server,
    line_to,
    page,
    said,
    without_end,
)

LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">' + b"".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">'.encode() for n in range(1, 10)
)
BOMBS = {
    "billion laughs": page(LAUGHS + b"]><services>&a9;</services>"),
    "quadratic": page(
        b'<!DOCTYPE a [<!ENTITY a "' + b"x" * 50_000 + b'">]><a>' + b"&a;" * 50_000 + b"</a>"
    ),
    "external entity": page(
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><services>&x;</services>'
    ),
    "external declaration": page(b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><services/>'),
    "parameter entity": page(
        b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1/a">%p;]><services/>'
    ),
    "no end": without_end,
    "a beginning and silence": begun_and_never_ended,
    "too large": page(b"<services>" + b"<service/>" * 500_000 + b"</services>"),
    "nothing": said(b""),
    "no protocol": said(b"220 mail.example.vn ESMTP\r\n"),
    "half a document": page(b"<services><service>"),
    "a page": page(b"<!DOCTYPE html><html><body>Oops</body></html>", kind="text/html"),
    "json": page(b"[]", kind="application/json"),
    "packed": page(b"\x1f\x8b\x08rubbish", more="Content-Encoding: gzip\r\n"),
    "unknown encoding": page(b'<?xml version="1.0" encoding="klingon"?><services/>'),
    "control characters": page(b"<services>\x00\x01</services>"),
    "elsewhere": page(b"", status="302 Found", more="Location: http://127.0.0.1:1/\r\n"),
    "broken over there": page(b"<errors/>", status="500 Oops"),
    "length that lies": said(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n<services/>"),
}


@pytest.mark.parametrize("name", BOMBS)
async def test_what_is_no_answer_is_silence_and_comes_to_an_end(name: str) -> None:
    async with foreign_server() as foreign, line_to(foreign.url) as line:
        foreign.answers["GET services.xml"] = BOMBS[name]
        async with asyncio.timeout(15):
            with pytest.raises(Silent) as silence:
                await line.ask("services.xml", {})
    assert not silence.value.is_unheard


async def test_a_server_that_is_gone_was_never_heard_by() -> None:
    async with line_to("http://127.0.0.1:1") as line:
        with pytest.raises(Silent) as silence:
            await line.ask("services.xml", {})
    assert silence.value.is_unheard


@pytest.mark.parametrize(
    ("status", "may_change"), [("400 No", False), ("403 No", True), ("429 No", True)]
)
async def test_a_no_is_heard_with_its_reason(status: str, *, may_change: bool) -> None:
    body = b"<errors><error><code>1</code><description>Because</description></error></errors>"
    async with foreign_server() as foreign, line_to(foreign.url) as line:
        foreign.answers["POST requests.xml"] = page(body, status=status)
        with pytest.raises(Declined, match="Because") as refusal:
            await line.send("requests.xml", [("service_code", "T1")], reference="r")
    assert refusal.value.may_change is may_change


async def test_a_key_goes_to_nobody_but_the_server_it_is_for() -> None:
    async with foreign_server() as foreign, foreign_server() as thief:
        elsewhere = page(b"", status="307 Over there", more=f"Location: {thief.url}/\r\n")
        foreign.answers["POST requests.xml"] = elsewhere
        async with line_to(foreign.url, key="secret") as line:
            with pytest.raises(Silent):
                await line.send("requests.xml", [], reference="r")
        assert not thief.asked
        assert b"api_key=secret" in foreign.bodies[0]


@given(body=st.binary(max_size=300), status=st.sampled_from(["200 OK", "404 No", "503 No"]))
def test_any_bytes_at_all_are_an_answer_a_no_or_silence(body: bytes, status: str) -> None:
    with suppress(Silent, Declined):
        dialling._document(int(status[:3]), body)  # noqa: SLF001 - what every answer goes through
