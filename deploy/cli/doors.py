"""The HTTP door of each running node, with the operator's token in hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import httpx

from deploy.launcher.loopback import local_client
from deploy.launcher.mistakes import OperatorError
from deploy.launcher.state import NodeFolder, StateFolder
from deploy.launcher.topology import Topology, load_topology

SLOW = 600.0
"""Seconds an import or a recount may take between two answers."""


class NodeSilentError(OperatorError):
    """A node does not answer."""


class NodeDoor:
    """One node's API."""

    def __init__(self, *, code: str, address: str, token: str) -> None:
        self.code = code
        self.address = address
        self._token = token
        self._client = local_client(self.address, timeout=SLOW)

    @classmethod
    def of(cls, folder: NodeFolder) -> Self:
        """The door of a node on this machine."""
        token = folder.secrets.operator_token
        return cls(code=folder.code, address=folder.address, token=token)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def get(self, path: str, **asked: str) -> Any:
        """The JSON found at `path`."""
        return await self._call("GET", path, params=asked)

    async def post(self, path: str, **body: Any) -> Any:
        """The JSON answered to `body`."""
        return await self._call("POST", path, json=body)

    @asynccontextmanager
    async def upload(
        self, path: str, name: str, content: bytes
    ) -> AsyncIterator[httpx.Response]:
        """Send a file; the answer is read while the node works on it."""
        try:
            async with self._client.stream(
                "POST", path, files={"file": (name, content)}, headers=self._credentials
            ) as answer:
                if answer.is_error:
                    await answer.aread()
                self._refuse(answer)
                yield answer
        except httpx.TransportError as silent:
            raise self.silent() from silent

    def silent(self) -> NodeSilentError:
        """The mistake of asking a node that does not run."""
        return NodeSilentError(
            f"Nút “{self.code}” không trả lời ở {self.address}. "
            "Hãy xem: kheo status; khởi động: kheo up.",
            f"Node “{self.code}” does not answer at {self.address}. "
            "Look: kheo status; start: kheo up.",
        )

    @property
    def _credentials(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    async def _call(self, method: str, path: str, **more: Any) -> Any:
        try:
            answer = await self._client.request(method, path, headers=self._credentials, **more)
        except httpx.TransportError as silent:
            raise self.silent() from silent
        self._refuse(answer)
        return answer.json() if answer.content else None

    def _refuse(self, answer: httpx.Response) -> None:
        if not answer.is_error:
            return
        if answer.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            raise self.wrong_token()
        reason, code = _reason(answer)
        raise OperatorError(
            f"Nút “{self.code}” không nhận yêu cầu ({answer.status_code}): {reason}",
            f"Node “{self.code}” refused the request ({answer.status_code}, {code}).",
        )

    def wrong_token(self) -> OperatorError:
        """The mistake of showing a token that is another node's."""
        return OperatorError(
            f"Nút “{self.code}” không nhận mã vận hành trong secrets.json. Có lẽ nút đang chạy "
            "từ một thư mục trạng thái khác; hãy kiểm tra --state.",
            f"Node “{self.code}” refuses the operator token in secrets.json. It probably runs "
            "from another state folder; check --state.",
        )


def _reason(answer: httpx.Response) -> tuple[str, str]:
    """What the node says, in Vietnamese as we ask it, and the rule's name."""
    try:
        problem = answer.json()
    except ValueError:
        return answer.text[:200], str(answer.status_code)
    return str(problem.get("detail") or problem), str(problem.get("code", answer.status_code))


def known_topology(state: StateFolder) -> Topology:
    """The topology of the federation kept in `state`.

    Raises:
        OperatorError: if nothing was ever started there.

    """
    if not state.topology.exists():
        raise OperatorError(
            f"Chưa có gì trong {state.path}. Hãy khởi động trước: kheo up (hoặc kheo demo).",
            f"There is nothing in {state.path} yet. Start first: kheo up (or kheo demo).",
        )
    return load_topology(state.topology)


def door(state: StateFolder, code: str) -> NodeDoor:
    """The door of the node `code`.

    Raises:
        OperatorError: if there is no such place.

    """
    known_topology(state).entry(code)
    return NodeDoor.of(state.node(code))


@asynccontextmanager
async def all_doors(state: StateFolder) -> AsyncIterator[dict[str, NodeDoor]]:
    """The doors of all nodes, the top first."""
    codes: tuple[str, ...] = known_topology(state).codes
    doors = {code: NodeDoor.of(state.node(code)) for code in codes}
    try:
        yield doors
    finally:
        for one in doors.values():
            await one.__aexit__()
