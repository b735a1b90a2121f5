"""Using a node's pages as a browser without script does: signing in, choosing a password."""

import re
from html import unescape
from typing import Self

import httpx

from deploy.launcher.loopback import local_client
from deploy.launcher.mistakes import OperatorError

FORM_KEY = re.compile(r'name="csrf" value="([^"]+)"')
PASSWORD_PAGE = "/account/password"  # noqa: S105 - an address
HTML = {"Accept": "text/html"}


class Visitor:
    """Somebody at the door of one node."""

    def __init__(self, address: str) -> None:
        self._client = local_client(address)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def sign_in(self, login: str, password: str) -> None:
        """Come in.

        Raises:
            OperatorError: if the door stays shut.

        """
        fields = {"login": login, "password": password, "next": ""}
        answer = await self._client.post("/sign-in", data=fields, headers=HTML)
        if not answer.is_redirect:
            raise self._shut(answer)

    async def choose_password(self, old: str, new: str) -> None:
        """Put one's own password in the place of the one-time one.

        Raises:
            OperatorError: if it is not taken.

        """
        page = await self.see(PASSWORD_PAGE)
        fields = {"csrf": _form_key(page), "old": old, "new": new, "again": new}
        answer = await self._client.post(PASSWORD_PAGE, data=fields, headers=HTML)
        if not answer.is_redirect:
            raise self._shut(answer)

    async def see(self, path: str) -> str:
        """A page for staff.

        Raises:
            OperatorError: if it is not shown.

        """
        answer = await self._client.get(path, headers=HTML)
        if not answer.is_success:
            raise self._shut(answer)
        return answer.text

    def _shut(self, answer: httpx.Response) -> OperatorError:
        where = f"{answer.request.url} ({answer.status_code})"
        return OperatorError(
            f"Không vào được trang {where}.", f"The page {where} did not open."
        )


def _form_key(page: str) -> str:
    found = FORM_KEY.search(page)
    return unescape(found.group(1)) if found else ""
