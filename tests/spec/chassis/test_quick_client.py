"""Our reading of headers is nats-py's own."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nats.aio.client import Client
from nats.errors import BadHeaderError

from shared.chassis.quick_client import QuickClient

PIECES = st.sampled_from([
    b"\r\n", b":", b" ", b"\t", b"ce-id", b"Nats-Msg-Id", b"\x00", b"\xc3\xa9", b"\xff", b"\n",
    b"\r", b"a\x1cb", b"\x1c", b"\xc2\xa0", b"",
])  # fmt: skip
BLOCKS = st.lists(PIECES | st.binary(max_size=4), max_size=30).map(b"".join)


@given(BLOCKS)
@example(b"a:\x1c1\x1c\r\n\x1cb: 2\xc2\xa0\r\n")
@example(b"ce-id: 1\r\nce-id: 2\r\nbad name: x\r\n\xc3\xa9: y\r\n: z\r\nno colon\r\n\r\n")
def test_headers_are_read_as_nats_py_reads_them(block: bytes) -> None:
    assert QuickClient._parse_header_lines(block) == Client._parse_header_lines(block)  # noqa: SLF001 - the very thing


NAMES = st.sampled_from(["", " ", "ce-id", " Id ", "x y", "é", "a:b"]) | st.text(max_size=3)
VALUES = st.sampled_from(["", " 1 ", "a\r\nb: c", "\x1c1"]) | st.text(max_size=5)


@pytest.mark.heavy
@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=6))
async def test_headers_are_written_as_nats_py_writes_them(headers: dict[str, str]) -> None:
    assert await sent(QuickClient(), headers) == await sent(Client(), headers)


async def sent(client: Client, headers: dict[str, str]) -> tuple[object, ...]:
    """What an unconnected client would send, or why not."""
    try:
        await client._send_publish("a.b", "r", b"body", 4, headers)  # noqa: SLF001 - the very thing
    except (BadHeaderError, UnicodeEncodeError) as refused:
        return (type(refused),)
    return tuple(map(bytes, client._pending)), dict(client.stats)  # noqa: SLF001 - the very thing


@pytest.mark.parametrize("name", ["_parse_header_lines", "_send_publish", "_send_command"])
def test_nats_py_still_reads_headers_where_we_think(name: str) -> None:
    assert name in vars(Client)
