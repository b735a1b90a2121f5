"""The sentences of the pages: whole sentences, in gettext catalogues, a folder per language.

A message's id is its key, its translation the sentence; forms for numbers are CLDR's. Any
editor of .po files opens them, and `python -m deploy.words` puts them into their one form.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from shared.portal.formats import number
from shared.portal.languages import Language

FOLDER = Path(__file__).parent / "words"

Sentence = str | tuple[str, ...]
"""A sentence, or its forms for different numbers; the value `count` chooses among them."""


class WordMissing(LookupError):  # noqa: N818 - named as a sentence, like a rejection
    """A page asks for a sentence that no catalogue in shared/portal/words has."""


@dataclass(frozen=True, slots=True)
class Words:
    """Every sentence, in one language. Whole numbers are written the way it writes them."""

    language: Language
    sentences: Mapping[str, Sentence]

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence `key`, with its gaps filled."""
        filled = {name: self._written(value) for name, value in values.items()}
        return self._form(key, values).format(**filled)

    def rich(self, key: str, /, **values: object) -> Markup:
        """The sentence `key` with its own mark-up; what fills the gaps is escaped."""
        filled = {name: escape(self._written(value)) for name, value in values.items()}
        return Markup(self._form(key, values)).format(**filled)  # noqa: S704 - our own sentence

    def knows(self, key: str) -> bool:
        """Whether there is such a sentence: codes from events may be newer than our words."""
        return key in self.sentences

    def pick(self, *, vi: str, en: str) -> str:
        """The one of two texts that is in this language."""
        return en if self.language is Language.EN else vi

    def _form(self, key: str, values: Mapping[str, object]) -> str:
        try:
            sentence = self.sentences[key]
        except KeyError:
            raise WordMissing(key) from None
        if isinstance(sentence, str):
            return sentence
        count = values["count"]
        assert isinstance(count, int | Fraction)
        return sentence[self.language.form_of(count)]

    def _written(self, value: object) -> str:
        is_whole = isinstance(value, int | Fraction)
        return number(value, self.language) if is_whole else str(value)  # type: ignore[arg-type]  # is_whole says so


@cache
def words_in(language: Language) -> Words:
    """All the words of the house in `language`."""
    return Words(language, {key: entry[language] for key, entry in catalogue().items()})


@cache
def catalogue() -> Mapping[str, Mapping[Language, Sentence]]:
    """Every sentence by key, then by language; a key stands in one domain only."""
    sentences: dict[str, dict[Language, Sentence]] = {}
    for language in Language:
        for domain, read in domains(language).items():
            for key, sentence in sentences_of(read):
                _take_up(sentences.setdefault(key, {}), language, sentence, where=domain)
    for file in sorted(FOLDER.glob("*.yaml")):
        sentences |= _written_side_by_side(file)
    return sentences


def domains(language: Language) -> dict[str, Catalog]:
    """The catalogues of a language, by domain."""
    sentences = {}
    for file in sorted((FOLDER / language).glob("*.po")):
        with file.open("rb") as opened:
            sentences[file.stem] = read_po(opened, locale=language.locale, abort_invalid=True)
    return sentences


def sentences_of(read: Catalog) -> Iterator[tuple[str, Sentence]]:
    """The sentences of a catalogue by key; what is marked as unsure counts as missing."""
    for message in read:
        if message.id and message.string and not message.fuzzy:
            yield _key(message.id), _sentence(message.string)


def _take_up(
    entry: dict[Language, Sentence], language: Language, sentence: Sentence, *, where: str
) -> None:
    if language in entry:
        raise ValueError(f"{where} says again: {sentence}")
    entry[language] = sentence


def _key(of: str | list[str] | tuple[str, ...]) -> str:
    return of if isinstance(of, str) else of[0]


def _sentence(of: str | list[str] | tuple[str, ...]) -> Sentence:
    return of if isinstance(of, str) else tuple(of)


def _written_side_by_side(file: Path) -> dict[str, dict[Language, Sentence]]:
    read = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {
        key: {
            language: said if isinstance(said, str) else tuple(said.values())
            for language, said in ((one, entry[one]) for one in Language)
        }
        for key, entry in read.items()
    }
