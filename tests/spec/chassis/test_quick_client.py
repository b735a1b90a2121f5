"""Our reading of headers is nats-py's own."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nats.aio.client import Client

from shared.chassis.quick_client import QuickClient

PIECES = st.sampled_from([
    b"\r\n", b":", b" ", b"\t", b"ce-id", b"Nats-Msg-Id", b"\x00", b"\xc3\xa9", b"\xff", b"\n",
    b"\r", b"a\x1cb", b"",
])  # fmt: skip
BLOCKS = st.lists(PIECES | st.binary(max_size=4), max_size=30).map(b"".join)


@given(BLOCKS)
@example(b"ce-id: 1\r\nce-id: 2\r\nbad name: x\r\n\xc3\xa9: y\r\n: z\r\nno colon\r\n\r\n")
def test_headers_are_read_as_nats_py_reads_them(block: bytes) -> None:
    assert QuickClient._parse_header_lines(block) == Client._parse_header_lines(block)  # noqa: SLF001 - the very thing


@pytest.mark.parametrize("name", ["_parse_header_lines"])
def test_nats_py_still_reads_headers_where_we_think(name: str) -> None:
    assert name in vars(Client)
