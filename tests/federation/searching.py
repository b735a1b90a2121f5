"""Searching everything a node keeps for words it must not know, however they are disguised.

Files are searched as they lie there; tables and streams once more through their own servers,
since both compress what they store.
"""

import base64
import gzip
import json
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg

from shared.federation import streams
from tests.nodes import Node

SCHEMAS = """
SELECT schemaname, tablename FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"""
FEWEST_BYTES = 8
"""A disguise shorter than that would be found everywhere."""


def disguises(said: str) -> set[bytes]:
    """How `said` may stand in a file: in the usual encodings, in base64 however it begins."""
    plain = [said.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    escaped = json.dumps(said).strip('"').encode()
    ways = {*plain, escaped, *(code.hex().encode() for code in plain)}
    for code in plain:
        ways |= set(_in_base64(code))
    return {way for way in ways if len(way) >= FEWEST_BYTES}


def _in_base64(content: bytes) -> Iterator[bytes]:
    """The part that is the same whatever stands before and after."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + content)
        first = (before * 8 + 5) // 6
        yield coded[first : len(coded.rstrip(b"=")) - 1]


def unpacked(content: bytes) -> Iterator[bytes]:
    """The content, and what becomes visible when it is unpacked."""
    yield content
    for way in (zlib.decompress, gzip.decompress):
        try:
            yield way(content)
        except (zlib.error, OSError, EOFError):
            continue


def found_in(content: bytes, words: list[str]) -> set[str]:
    """Which of the words stand in there."""
    return {
        said
        for said in words
        if any(way in part for part in unpacked(content) for way in disguises(said))
    }


def found_in_files(folder: Path, words: list[str]) -> dict[str, set[str]]:
    """In which files below a folder they stand."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (seen := found_in(path.read_bytes(), words)):
            found[str(path.relative_to(folder))] = seen
    return found


async def found_in_tables(node: Node, words: list[str]) -> dict[str, set[str]]:
    """In which tables of a node they stand, every value taken out of its wrapping."""
    connection = await asyncpg.connect(node.admin_url)
    found = {}
    try:
        await connection.execute("CHECKPOINT")
        for schema, table in await connection.fetch(SCHEMAS):
            rows = await connection.fetch(f'SELECT * FROM "{schema}"."{table}"')
            if seen := found_in(b"\n".join(_values(rows)), words):
                found[f"{schema}.{table}"] = seen
    finally:
        await connection.close()
    return found


def _values(rows: list[Any]) -> Iterator[bytes]:
    for row in rows:
        for value in row.values():
            yield value if isinstance(value, bytes) else str(value).encode()


async def found_in_streams(node: Node, words: list[str]) -> dict[str, set[str]]:
    """In which streams of a node they stand, every message read as it was said."""
    found: dict[str, set[str]] = {}
    async for stream, content in _messages(node):
        if seen := found_in(content, words):
            found.setdefault(stream, set()).update(seen)
    return found


async def _messages(node: Node) -> AsyncIterator[tuple[str, bytes]]:
    nc = await node.connect()
    js = nc.jetstream()
    try:
        for config in streams.streams_of(node.place):
            info = await js.stream_info(config["name"])
            for seq in range(max(info.state.first_seq, 1), info.state.last_seq + 1):
                message = await js.get_msg(config["name"], seq)
                head = json.dumps(dict(message.headers or {})) + (message.subject or "")
                yield config["name"], head.encode() + b"\n" + (message.data or b"")
    finally:
        await nc.close()
