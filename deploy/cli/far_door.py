"""The door of a node that runs elsewhere: in containers, in a cluster."""

import ssl
from urllib.parse import urlsplit

import httpx

from deploy.cli.doors import SLOW, NodeDoor, NodeSilentError
from deploy.launcher.mistakes import OperatorError

TOKEN_VARIABLE = "KHEO_OPERATOR_TOKEN"  # noqa: S105 - the name of a variable
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class FarDoor(NodeDoor):
    """One node's API, at an address the operator names.

    Raises:
        OperatorError: if the token would travel in the clear.

    """

    def __init__(self, *, address: str, token: str) -> None:
        where = urlsplit(address)
        refuse_unsafe(where.scheme, where.hostname, token=token)
        super().__init__(code=where.netloc, address=address.rstrip("/"), token=token)
        if where.scheme == "https":
            self._client = httpx.AsyncClient(
                base_url=self.address, timeout=SLOW, verify=ssl.create_default_context()
            )

    def silent(self) -> NodeSilentError:
        """Nobody answers there."""
        return NodeSilentError(
            f"Không có nút nào trả lời ở {self.address}. Hãy kiểm tra địa chỉ và xem nút "
            "đã chạy chưa.",
            f"No node answers at {self.address}. Check the address and whether the node runs.",
        )

    def wrong_token(self) -> OperatorError:
        """The token is another node's."""
        return OperatorError(
            f"Nút ở {self.address} không nhận mã vận hành trong {TOKEN_VARIABLE}.",
            f"The node at {self.address} refuses the operator token in {TOKEN_VARIABLE}.",
        )


def refuse_unsafe(scheme: str, host: str | None, *, token: str) -> None:
    """Let pass an address to which a token may be shown.

    Raises:
        OperatorError: if it is none, if there is no token, or if anybody could read along.

    """
    if not host or scheme not in {"http", "https"}:
        raise OperatorError(
            "Địa chỉ có dạng https://… (hoặc http://localhost:8080 trên chính máy này).",
            "An address looks like https://… (or http://localhost:8080 on this machine).",
        )
    if scheme == "http" and host not in THIS_MACHINE:
        raise OperatorError(
            "Mã vận hành chỉ được gửi qua https, trừ trên chính máy này.",
            "The operator token is only sent over https, except on this machine.",
        )
    if not token:
        raise OperatorError(
            f"Thiếu mã vận hành: hãy đặt biến {TOKEN_VARIABLE}.",
            f"The operator token is missing: set {TOKEN_VARIABLE}.",
        )
