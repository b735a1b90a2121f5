"""What a reader sees instead of a page: the reason, and where to go from here."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from shared.chassis.body_limit import TOO_LARGE, BodyTooLarge, too_large_words
from shared.chassis.outage import Outage
from shared.chassis.problems import NOT_NOW_EN, NOT_NOW_VI, RETRY_AFTER_SECONDS, status_of
from shared.kernel.rejection import Rejection
from shared.portal.easel import Easel

NOT_NOW = 503


def refusing_politely(easel: Easel) -> type[APIRoute]:
    """Routes whose refusals are pages, not problem documents; the HTML edge of our failures."""

    class PageRoute(APIRoute):
        """A page, or a page that says why there is none."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            """Answer with the page, or with the reason."""
            answer = super().get_route_handler()

            async def page_or_reason(request: Request) -> Response:
                try:
                    return await answer(request)
                except Rejection as no:
                    return _refusal(easel, request, status_of(no), vi=no.vi, en=no.en)
                except BodyTooLarge as much:
                    vi, en = too_large_words(much.most)
                    return _refusal(easel, request, TOO_LARGE, vi=vi, en=en)
                except Outage:
                    return _outage(easel, request)

            return page_or_reason

    return PageRoute


def _outage(easel: Easel, request: Request) -> Response:
    page = _refusal(easel, request, NOT_NOW, vi=NOT_NOW_VI, en=NOT_NOW_EN)
    page.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return page


def _refusal(easel: Easel, request: Request, status: int, /, *, vi: str, en: str) -> Response:
    reason = easel.words_for(request).pick(vi=vi, en=en)
    return easel.draw(request, "portal/refused.html", status_code=status, reason=reason)
