"""The front desk of a ward, as tests walk up to it."""

import json
from typing import Any

from httpx import AsyncClient, Response

from tests.nodes import OPERATOR, Node

FEEDBACK = "/api/intake/v1/feedback"
DOSSIERS = "/api/intake/v1/dossiers"
WORDS = "Nước tràn vào lớp học, gọi cô Hoa 0912 345 678"
MESSAGE = {"text": WORDS, "category": "env_sanitation"}
HEADER = "dossier_code,procedure_code,unit,channel,received_on,due_on,returned_on"


async def taken_in(door: AsyncClient, **changed: str) -> str:
    """The tracking code of a new case."""
    answer = await door.post(FEEDBACK, json=MESSAGE | changed)
    assert answer.status_code == 201, answer.text
    code: str = answer.json()["tracking_code"]
    return code


def filed(code: str, **changed: str) -> dict[str, str]:
    """A dossier as the one-stop system sends it."""
    return {
        "dossier_code": code,
        "procedure_code": "2.000815.000.00.00.H26",
        "unit": "east",
        "channel": "counter",
        "received_on": "2018-09-14",
        "due_on": "2018-09-21",
    } | changed


def row(code: str, **changed: str) -> str:
    """A dossier as it stands in a file."""
    values = {"returned_on": "2018-09-20"} | filed(code) | changed
    return ",".join(values[name] for name in HEADER.split(","))


def sheet(*rows: str, header: str = HEADER) -> bytes:
    """A file of dossiers."""
    return "\n".join((header, *rows, "")).encode()


async def sent(door: AsyncClient, content: bytes, name: str = "hồ sơ.csv") -> dict[str, Any]:
    """How an import ended."""
    answer = await posted(door, content, name=name)
    assert answer.status_code == 200, answer.text
    last: dict[str, Any] = json.loads(answer.text.splitlines()[-1])
    return last


async def posted(door: AsyncClient, content: bytes, *, name: str = "hồ sơ.csv") -> Response:
    """The whole answer to an import."""
    files = {"file": (name, content)}
    return await door.post(f"{DOSSIERS}/import", files=files, headers=OPERATOR)


async def facts(node: Node, name: str, **about: str) -> list[dict[str, Any]]:
    """What intake has told under a name, about one matter."""
    rows = await node.rows(
        "intake", "SELECT body FROM outbox WHERE name = $1 ORDER BY pos", f"intake.{name}.v1"
    )
    told = [json.loads(row["body"]) for row in rows]
    return [fact for fact in told if about.items() <= fact.items()]


async def counted(node: Node) -> tuple[int, int]:
    """How many dossiers and how many facts there are."""
    rows = await node.rows(
        "intake",
        "SELECT (SELECT count(*) FROM dossiers) AS dossiers,"
        " (SELECT count(*) FROM outbox) AS facts",
    )
    return rows[0]["dossiers"], rows[0]["facts"]


async def id_of(node: Node, tracking_code: str) -> str:
    """The id under which a case is told of."""
    number = tracking_code.split("-", 1)[1].replace("-", "")
    rows = await node.rows("intake", "SELECT id FROM feedback WHERE number = $1", number)
    return str(rows[0]["id"])
