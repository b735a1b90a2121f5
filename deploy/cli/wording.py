"""What the command line says, Vietnamese first; `KHEO_LANG=en` turns it to English."""

import os
from typing import NamedTuple

from shared.portal.languages import Language

LANGUAGE_VARIABLE = "KHEO_LANG"


class Phrase(NamedTuple):
    """One thing said in both languages."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en if language() is Language.EN else self.vi


def language() -> Language:
    """The language the operator chose."""
    chosen = os.environ.get(LANGUAGE_VARIABLE, "")
    return Language.EN if chosen.lower().startswith("en") else Language.VI


def said(vi: str, en: str) -> str:
    """`vi` or `en`, whichever the operator reads."""
    return str(Phrase(vi, en))


def both(vi: str, en: str) -> str:
    """Vietnamese, then English, on one line; for help texts.

    >>> both("Dừng.", "Stop.")
    'Dừng. · Stop.'
    """
    return f"{vi} · {en}"
