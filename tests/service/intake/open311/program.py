"""A program of somebody else that speaks Open311: it sends, asks, and reads both formats."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from httpx import AsyncClient, Response

from tests.nodes import OPERATOR, Node

V2, TRIAL = "/open311/v2", "/open311/test/v2"
KEYS = "/api/intake/v1/open311/keys"
HOLE: Mapping[str, str] = {
    "service_code": "env_waste",
    "lat": "21.028511",
    "long": "105.804817",
    "address_string": "Ngõ 12, phố Sài Đồng",
    "description": "Rác đổ trộm sau chợ",
    "first_name": "Hoa",
    "last_name": "Nguyễn Thị",
    "email": "hoa.nguyen@example.vn",
}


@dataclass(frozen=True)
class Program:
    """One key at one node."""

    door: AsyncClient
    node: Node
    key: str
    key_id: str

    async def send(self, form: str = "json", at: str = V2, **changed: str) -> Response:
        """A request like the one above, with some fields changed or emptied."""
        fields = {**HOLE, "api_key": self.key, **changed}
        return await self.door.post(f"{at}/requests.{form}", data=fields)

    async def sent(self, **changed: str) -> str:
        """The number of a request just sent."""
        answer = await self.send(**changed)
        assert answer.status_code == 201, answer.text
        return str(answer.json()[0]["service_request_id"])

    async def ask(self, resource: str, **asked: str) -> Response:
        """What a resource says."""
        return await self.door.get(f"{V2}/{resource}", params=asked)

    async def told(self, resource: str, **asked: str) -> Any:
        """The JSON a resource says."""
        answer = await self.ask(f"{resource}.json", **asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def one(self, number: str, **asked: str) -> dict[str, Any]:
        """One request."""
        found: Sequence[dict[str, Any]] = await self.told(f"requests/{number}", **asked)
        return found[0]

    async def work(self, number: str, step: str, **form: str) -> None:
        """What an officer does with the case behind a request."""
        rows = await self.node.rows(
            "intake", "SELECT number FROM feedback WHERE id = $1", number
        )
        code = rows[0]["number"]
        answer = await self.door.post(
            f"/api/intake/v1/feedback/{code}/{step}", json=form, headers=OPERATOR
        )
        assert answer.is_success, answer.text


async def program_with_key(door: AsyncClient, node: Node, **asked: object) -> Program:
    """A program that has just been given a key."""
    wish = {"label": "FixMyStreet thử", "owner": "Tổ công nghệ số"} | asked
    answer = await door.post(KEYS, json=wish, headers=OPERATOR)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    return Program(door, node, told["key"], told["id"])


def xml(answer: Response) -> Element:
    """The document of an answer."""
    document: Element = fromstring(answer.content, forbid_dtd=True)
    return document


def texts(document: Element, name: str) -> list[str]:
    """What every element of a name says."""
    return [one.text or "" for one in document.iter(name)]


def numbers(requests: Iterable[Mapping[str, Any]]) -> set[str]:
    """The numbers of some requests."""
    return {one["service_request_id"] for one in requests}
