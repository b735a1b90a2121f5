"""Sending files to a node as an officer does."""

import json
from typing import Any

from httpx import AsyncClient

from tests.nodes import OPERATOR

Line = dict[str, Any]


async def send(client: AsyncClient, path: str, content: str | bytes) -> list[Line]:
    """Every line of the answer."""
    file = ("tệp.csv", content.encode() if isinstance(content, str) else content)
    answer = await client.post(path, files={"file": file}, headers=OPERATOR)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def refusals(lines: list[Line]) -> list[tuple[int, str, str]]:
    """Where the file is wrong, and how; nothing else may have been said at the end."""
    last = lines[-1]
    assert last["stage"] == "refused", last
    assert last["error_count"] == len(last["errors"])
    assert all(error["detail_vi"] != error["detail_en"] for error in last["errors"])
    return [(error["row"], error["column"], error["code"]) for error in last["errors"]]
