"""Texts of notices: templates by kind and language, filled with what is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from services.intake.notices.domain.mail_replies import REPLY_ABOVE
from shared.kernel.rejection import Rejection

LANGUAGES = ("vi", "en")
FACTS = frozenset({
    "name", "unit", "code", "promised_on", "words", "link", "reopen_until", "to",
})  # fmt: skip
PARTS = ("subject", "letter", "text")


class TemplateWrong(Rejection):
    """Mẫu tin báo có chỗ trống không ai điền được, hoặc thiếu phần.
    A template of a notice has a gap nobody can fill, or lacks a part.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One notice in one language, with gaps."""

    subject: str
    letter: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around every letter of a language."""

    opening: str
    closing: str
    nameless: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """Every notice that can be told, in every language."""

    kinds: Mapping[tuple[str, str], Template]
    others: Mapping[str, Template]
    frames: Mapping[str, Frame]

    def of(self, kind: str, language: str) -> Template:
        """The template of a notice; news of an unknown kind is told as news."""
        return self.kinds.get((kind, language)) or self.others[language]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A notice, ready to be sent."""

    subject: str
    letter: str
    text: str


def templates_in(read: Mapping[str, Any]) -> Templates:
    """The templates in a file.

    Raises:
        TemplateWrong: if one lacks a part, or has a gap nobody can fill.

    """
    try:
        frames = {
            language: Frame(
                opening=read["opening"][language],
                closing=read["closing"][language],
                nameless=read["nameless"][language],
            )
            for language in LANGUAGES
        }
        kinds = {
            (kind, language): _template(texts[language])
            for kind, texts in read["kinds"].items()
            for language in LANGUAGES
        }
        others = {language: _template(read["others"][language]) for language in LANGUAGES}
    except KeyError as missing:
        raise TemplateWrong from missing
    for frame in frames.values():
        _refuse_unknown_gaps(frame.opening + frame.closing)
    return Templates(kinds=kinds, others=others, frames=frames)


def composed(
    templates: Templates, kind: str, language: str, *, facts: Mapping[str, str]
) -> Written:
    """A notice with its gaps filled, and the code where an answer will bring it back."""
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    template, frame = templates.of(kind, spoken), templates.frames[spoken]
    known = {name: facts.get(name, "") for name in FACTS}
    known["name"] = known["name"] or frame.nameless
    parts = (frame.opening, template.letter, frame.closing)
    code = known["code"]
    return Written(
        subject=filled(template.subject, known) + (f" [{code}]" if code else ""),
        letter="\n\n".join([REPLY_ABOVE, *(filled(part, known) for part in parts)]),
        text=" ".join(filled(template.text, known).split()),
    )


def filled(template: str, facts: Mapping[str, str]) -> str:
    r"""`template` with its gaps filled; a line that needs what is not known is left out.

    >>> filled("Mã {code}.\nXem {link}\nHết.", {"code": "SD-1", "link": ""})
    'Mã SD-1.\nHết.'
    """
    lines = template.strip().split("\n")
    kept = [line.format_map(facts) for line in lines if all(facts[gap] for gap in _gaps(line))]
    return "\n".join(kept).replace("\n\n\n", "\n\n").strip()


def _template(texts: Mapping[str, str]) -> Template:
    parts = {name: texts[name] for name in PARTS}
    _refuse_unknown_gaps("".join(parts.values()))
    return Template(**parts)


def _refuse_unknown_gaps(text: str) -> None:
    if not set(_gaps(text)) <= FACTS:
        raise TemplateWrong


def _gaps(text: str) -> Iterator[str]:
    return (gap for _, gap, _, _ in Formatter().parse(text) if gap is not None)
