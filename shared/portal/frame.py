"""What stands around every page: who is asking, which rooms are open to them, what was said."""

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.requests import Request

from shared.chassis.access import Principal
from shared.kernel.roles import Right
from shared.portal.flash import flash_of
from shared.portal.languages import language_of
from shared.portal.words import Words


@dataclass(frozen=True, slots=True)
class Room:
    """A part of the house one can walk into from anywhere."""

    code: str
    href: str
    name: str


ROOMS: tuple[tuple[str, str, frozenset[Right]], ...] = (
    ("inbox", "/inbox", frozenset({Right.READ})),
    ("dossiers", "/dossiers", frozenset({Right.READ})),
    ("petitions", "/petitions", frozenset({Right.READ})),
    ("letters", "/letters", frozenset({Right.READ})),
    ("units", "/units", frozenset({Right.READ})),
    ("campaigns", "/campaigns", frozenset({Right.READ})),
    ("models", "/models", frozenset()),
    ("exemplars", "/exemplars", frozenset()),
    ("report", "/reports", frozenset()),
    ("nodes", "/nodes", frozenset()),
    ("accounts", "/accounts", frozenset({Right.ADMINISTER})),
    ("audit", "/audit", frozenset({Right.AUDIT, Right.ADMINISTER})),
)
"""Code, address, and the rights of which one opens it; none named: open to anyone."""


def frame_of(request: Request, words: Words) -> dict[str, object]:
    """The values every page's frame is drawn with."""
    principal: Principal | None = getattr(request.state, "principal", None)
    language = language_of(request)
    return {
        "principal": principal,
        "csrf_token": getattr(request.state, "csrf", ""),
        "rooms": list(rooms_of(principal, words)),
        "flash": flash_of(request, words),
        "here": request.url.path,
        "switch_to": f"?{request.url.include_query_params(lang=language.other.value).query}",
    }


def rooms_of(principal: Principal | None, words: Words) -> Iterator[Room]:
    """The rooms whose door is open to `principal`."""
    for code, href, rights in ROOMS:
        if not rights or (principal and any(principal.has(right) for right in rights)):
            yield Room(code, href, words(f"portal.nav.{code}"))
