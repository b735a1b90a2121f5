"""Where scenes become pages: one Jinja environment per language, nothing undefined."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.loaders import ChoiceLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from shared.kernel.places import CIVIC_TIME
from shared.portal.ages import how_long_ago
from shared.portal.flash import forget_flash
from shared.portal.form_data import FormData, said_why
from shared.portal.formats import clock, day, long_day, number, percent
from shared.portal.frame import frame_of
from shared.portal.languages import Language, language_of, remember
from shared.portal.options import groups
from shared.portal.statics import address_of
from shared.portal.words import Words, words_in

HERE = Path(__file__).parent
Folders = Path | Sequence[Path]
"""Where templates lie; the slices of one service have a folder each, and no name twice."""
OK, REFUSED = 200, 422
GUARDS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Cookie",
    "Cache-Control": "no-cache",
}


class Templates:
    """Draws the templates of one service in the frame all services share."""

    def __init__(
        self, templates: Folders, *, place_name: str, zone: tzinfo = CIVIC_TIME
    ) -> None:
        self.place_name = place_name
        self._drawers = {
            language: environment(templates, language, zone) for language in Language
        }

    def words_for(self, request: Request) -> Words:
        """The words in which the reader of `request` is spoken to."""
        return words_in(language_of(request))

    def render(
        self, request: Request, template: str, *, status_code: int = 0, **values: object
    ) -> HTMLResponse:
        """The whole page, in the reader's language.

        A form that was refused, given as `form`, makes page and status say so.
        """
        language = language_of(request)
        form = values.get("form")
        is_refused = isinstance(form, FormData) and form.is_refused
        frame = frame_of(request, self.words_for(request)) | {
            "place_name": self.place_name,
            "is_refused": is_refused,
        }
        page = self._drawers[language].get_template(template).render(**frame, **values)
        status = status_code or (REFUSED if is_refused else OK)
        response = HTMLResponse(page, status, headers=_headers(language))
        remember(response, request)
        forget_flash(response, request)
        return response


def environment(templates: Folders, language: Language, zone: tzinfo) -> Environment:
    """Templates that escape everything and stop at anything undefined."""
    ours = FileSystemLoader(HERE / "templates")
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(templates), PrefixLoader({"portal": ours})]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = words_in(language)
    made.globals |= {"w": words, "language": language, "address_of": address_of}
    made.filters |= _filters(words, zone)
    return made


def _filters(words: Words, zone: tzinfo) -> Mapping[str, object]:
    def at(moment: datetime) -> str:
        return clock(moment.astimezone(zone))

    def on(moment: datetime | date) -> str:
        if isinstance(moment, datetime):
            moment = moment.astimezone(zone).date()
        return long_day(moment, words.language)

    def in_language(text: Any) -> str:
        return words.pick(vi=text.vi, en=text.en)

    return {
        "in_language": in_language,
        "so": partial(number, language=words.language),
        "phan_tram": partial(percent, language=words.language),
        "ngay": partial(day, language=words.language),
        "thu_ngay": on,
        "gio": at,
        "tuoi": partial(how_long_ago, words=words, zone=zone),
        "groups": groups,
        "why": partial(said_why, words=words),
    }


def _headers(language: Language) -> dict[str, str]:
    return {**GUARDS, "Content-Language": language.value}
