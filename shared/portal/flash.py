"""Flash: what the next page says once, after a form was sent."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.portal.words import Words

COOKIE = "kheo_flash"
PREFIX = "flash."
"""Only these sentences can be said so; nobody can make a page say just anything."""
KEPT_SECONDS = 60
SEE_OTHER = 303
LONGEST = 2000


def see_other(address: str, flash: str = "", **values: str | int) -> RedirectResponse:
    """Send the reader to `address`, where the sentence `flash` is said once.

    >>> see_other("/units/to-1", "flash.saved", name="Tổ 1").status_code
    303
    """
    assert not flash or flash.startswith(PREFIX), flash
    answer = RedirectResponse(address, SEE_OTHER)
    if flash:
        packed = urlsafe_b64encode(json.dumps([flash, values]).encode()).decode()
        answer.set_cookie(COOKIE, packed, max_age=KEPT_SECONDS, httponly=True, samesite="lax")
    return answer


def flash_of(request: Request, words: Words) -> str:
    """The sentence to be said on this page, if any."""
    packed = request.cookies.get(COOKIE, "")
    if not packed or len(packed) > LONGEST:
        return ""
    try:
        key, values = json.loads(urlsafe_b64decode(packed))
        is_ours = str(key).startswith(PREFIX) and words.knows(key)
        return words(key, **values) if is_ours else ""
    except (ValueError, TypeError, KeyError):
        return ""


def forget_flash(response: Response, request: Request) -> None:
    """Forget it, now that it is said."""
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
