"""Which language a page speaks: Vietnamese first, English when asked for."""

from enum import StrEnum

from babel import Locale
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "kheo_lang"
YEAR_SECONDS = 365 * 24 * 3600


class Language(StrEnum):
    """A language the pages speak."""

    VI = "vi"
    EN = "en"

    @property
    def locale(self) -> Locale:
        """What Babel knows of how it writes numbers and dates, and counts."""
        return Locale.parse(self.value)

    @property
    def other(self) -> "Language":
        """The language the switch leads to.

        >>> Language.VI.other
        <Language.EN: 'en'>
        """
        return Language.EN if self is Language.VI else Language.VI


def language_of(request: Request) -> Language:
    """The language asked for in the address, else the one chosen last time, else Vietnamese."""
    asked = request.query_params.get("lang") or request.cookies.get(COOKIE)
    return Language.EN if asked == Language.EN else Language.VI


def remember(response: Response, request: Request) -> None:
    """Keep the language chosen in the address for the pages that follow."""
    if "lang" in request.query_params:
        response.set_cookie(
            COOKIE, language_of(request), max_age=YEAR_SECONDS, httponly=True, samesite="lax"
        )
