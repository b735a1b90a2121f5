"""Which language a page speaks: Vietnamese first, English when asked for."""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache

from babel import Locale
from starlette.requests import Request
from starlette.responses import Response

from shared.chassis.languages import COOKIE, language_asked

FORMS = ("zero", "one", "two", "few", "many", "other")
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
    def forms(self) -> tuple[str, ...]:
        """The forms it has for different numbers, by CLDR's names and in CLDR's order.

        >>> Language.VI.forms, Language.EN.forms
        (('other',), ('one', 'other'))
        """
        return _forms(self.value)

    def form_of(self, count: int | Fraction) -> int:
        """Which of its forms goes with `count`.

        >>> Language.EN.form_of(1), Language.EN.form_of(0), Language.VI.form_of(1)
        (0, 1, 0)
        """
        return self.forms.index(self.locale.plural_form(Decimal(float(count))))

    @property
    def other(self) -> "Language":
        """The language the switch leads to.

        >>> Language.VI.other
        <Language.EN: 'en'>
        """
        return Language.EN if self is Language.VI else Language.VI


@cache
def _forms(language: str) -> tuple[str, ...]:
    known = {*Locale.parse(language).plural_form.tags, "other"}
    return tuple(name for name in FORMS if name in known)


def language_of(request: Request) -> Language:
    """The language asked for in the address, else the one chosen last time, else Vietnamese."""
    return Language(language_asked(request))


def remember(response: Response, request: Request) -> None:
    """Keep the language chosen in the address for the pages that follow."""
    if "lang" in request.query_params:
        response.set_cookie(
            COOKIE, language_of(request), max_age=YEAR_SECONDS, httponly=True, samesite="lax"
        )
