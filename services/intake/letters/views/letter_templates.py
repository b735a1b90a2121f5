"""A unit's letterhead and the texts of its letters, as people read and set them."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.intake.letters.catalogue import LetterRules
from services.intake.letters.domain.letter_texts import LetterText
from shared.portal.formats import day
from shared.portal.options import Option
from shared.portal.parts import Link
from shared.portal.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """What a kind of letter says here, and since when."""

    kind: str
    since: str
    title: str
    about: str
    opening: str
    closing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatesView:
    """One unit's letters, before anything is written in them."""

    crumbs: Sequence[Link]
    unit: str
    unit_name: str
    units: Sequence[Option]
    has_head: bool
    is_standing: bool
    texts: Sequence[TextLine]
    kinds: Sequence[Option]
    variables: str
    may_set: bool


def text_lines(rules: LetterRules, own: Sequence[LetterText], words: Words) -> list[TextLine]:
    """What each kind of letter says: the unit's own text, or the one that comes along."""
    written = {(text.kind, text.subject_kind): text for text in own}
    return [
        _line(written.get((text.kind, text.subject_kind)), text, words) for text in rules.texts
    ]


def kind_options(words: Words) -> list[Option]:
    """The kinds of letters one may word."""
    kinds = ("apology-dossier", "apology-feedback", "thanks-")
    return [Option(kind, words(f"letters.text.{kind.strip('-')}")) for kind in kinds]


def trigger_options(rules: LetterRules, words: Words) -> list[Option]:
    """What is worth thanks."""
    return [
        Option(one.code, words.pick(vi=one.vi, en=one.en)) for one in rules.triggers.values()
    ]


def _line(own: LetterText | None, shipped: LetterText, words: Words) -> TextLine:
    text = own or shipped
    named = f"{shipped.kind.value}-{shipped.subject_kind}".strip("-")
    since = words("letters.text.shipped")
    if own is not None:
        since = words("letters.text.since", day=day(own.valid_from, words.language))
    return TextLine(
        kind=words(f"letters.text.{named}"),
        since=since,
        title=text.title,
        about=text.about,
        opening=text.opening,
        closing=text.closing,
    )
