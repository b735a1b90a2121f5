"""Searching models: by words with or without marks, and by everything a list is sifted by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.registry.models.domain.models import Model
from shared.kernel.folding import folded_words, is_marked, marked_words

MARKED = "="
PUBLIC = "p:1"
LEAST_PREFIX_CHARS = 2
MOST_WORDS = 12
COUNTED_UP_TO = 1000
CODE_PREFIX = "MH"
CODE_DIGITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelQuery:
    """What somebody looks for; what is empty does not sift."""

    text: str = ""
    within: str = ""
    """A unit: it and everything below it."""
    scopes: tuple[str, ...] | None = None
    """The units one may read of, each with everything below; None: of all."""
    field: str = ""
    theme: str = ""
    state: str = ""
    year: int | None = None
    kind: str = ""
    novelty: str = ""
    owner: str = ""
    is_public: bool = False
    """Only what anybody may find."""


@dataclass(frozen=True, slots=True)
class Needle:
    """Two questions to the index: with the marks as typed, and without any.

    The first is empty if nothing was typed with marks; what answers it is listed first.
    """

    marked: str
    folded: str


def code_of(model_id: UUID) -> str:
    """How people call a model on paper and on the telephone.

    >>> code_of(UUID(int=7))
    'MH0000000007'
    """
    return f"{CODE_PREFIX}{model_id.int % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def tokens_of(model: Model, line: Iterable[str]) -> list[str]:
    """Everything a model is found by; `line` is its unit with all superiors."""
    content = model.content
    words = {*folded_words(content.title), *folded_words(code_of(model.id))}
    marked = {MARKED + word for word in marked_words(content.title)}
    codes = {
        f"f:{content.field}",
        f"k:{content.kind}",
        f"n:{content.novelty}",
        f"o:{content.owner}",
        f"s:{model.state}",
        f"y:{content.year}",
    }
    themes = {f"t:{theme}" for theme in content.themes}
    units = {f"u:{unit}" for unit in line}
    public = {PUBLIC} if model.is_public else set()
    return sorted(words | marked | codes | themes | units | public)


def needle_of(sought: ModelQuery) -> Needle:
    """The questions that find what is sought; empty ones find everything.

    >>> needle_of(ModelQuery(text="rác", field="F2"))
    Needle(marked="'=2rac' & 'f:F2'", folded="'rac':* & 'f:F2'")
    >>> needle_of(ModelQuery(text="rac"))
    Needle(marked='', folded="'rac':*")
    """
    codes = [_any_of(names) for names in _codes(sought)]
    words = _words(sought.text)
    plain = _last_begun(_all_folded(words))
    has_marks = any(is_marked(word) for word in words)
    exact = _as_typed(words) if has_marks else []
    return Needle(
        marked=" & ".join([*exact, *codes]) if exact else "",
        folded=" & ".join([*plain, *codes]),
    )


def _codes(sought: ModelQuery) -> Iterable[Sequence[str]]:
    named = {
        "f": sought.field,
        "k": sought.kind,
        "n": sought.novelty,
        "o": sought.owner,
        "s": sought.state,
        "t": sought.theme,
        "u": sought.within,
        "y": str(sought.year or ""),
    }
    yield from ([f"{letter}:{value}"] for letter, value in named.items() if value)
    if sought.is_public:
        yield [PUBLIC]
    if sought.scopes is not None:
        yield [f"u:{unit}" for unit in sought.scopes] or ["u:"]


def _words(text: str) -> list[str]:
    return text.split()[:MOST_WORDS]


def _all_folded(words: Sequence[str]) -> list[str]:
    return [word for written in words for word in folded_words(written)]


def _as_typed(words: Sequence[str]) -> list[str]:
    """What has marks must have the same ones; what has none may have any."""
    marked = [
        MARKED + marked_word
        for word in words
        if is_marked(word)
        for marked_word in marked_words(word)
    ]
    plain = _last_begun(_all_folded([word for word in words if not is_marked(word)]))
    return [*(_quoted(word) for word in marked), *plain]


def _last_begun(words: Sequence[str]) -> list[str]:
    """Whole words, but for the last one, which may still be typed.

    The beginnings of several words at once make the index read long lists.
    """
    whole = [_quoted(word) for word in words]
    if words and len(words[-1]) >= LEAST_PREFIX_CHARS:
        whole[-1] += ":*"
    return whole


def _any_of(names: Sequence[str]) -> str:
    quoted = [_quoted(name) for name in names]
    return quoted[0] if len(quoted) == 1 else f"({' | '.join(quoted)})"


def _quoted(name: str) -> str:
    safe = name.replace("\x00", "").replace("\\", "\\\\").replace("'", "''")
    return f"'{safe}'"
