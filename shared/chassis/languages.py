"""In which language whoever asks is answered: Vietnamese first, English when asked for."""

from starlette.requests import Request

COOKIE = "kheo_lang"
VIETNAMESE, ENGLISH = "vi", "en"


def language_asked(request: Request) -> str:
    """The language of the address, else the one chosen last time, else Vietnamese.

    Machines say it by `Accept-Language`. A browser sends that whatever its owner would read
    here, so for pages the switch alone counts.
    """
    language = request.query_params.get("lang") or request.cookies.get(COOKIE)
    if language is None and "text/html" not in request.headers.get("accept", ""):
        language = preferred(request.headers.get("accept-language", ""))
    return ENGLISH if language == ENGLISH else VIETNAMESE


def preferred(accepted: str) -> str:
    """The language an `Accept-Language` header (RFC 9110, 12.5.4) ranks first among ours.

    >>> preferred("fr, en-GB;q=0.8, vi;q=0.3"), preferred(""), preferred("en;q=0, vi;q=x")
    ('en', 'vi', 'vi')
    """
    ranked: dict[str, float] = {}
    for part in accepted.split(","):
        tag, _, weight = part.partition(";q=")
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        name = tag.strip().lower().partition("-")[0]
        if name in {VIETNAMESE, ENGLISH} and 0 < quality <= 1:
            ranked[name] = max(quality, ranked.get(name, 0))
    return max(ranked, key=ranked.__getitem__, default=VIETNAMESE)
