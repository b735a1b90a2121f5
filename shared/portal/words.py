"""The sentences of the pages, kept as data: whole sentences, in every language."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import yaml
from markupsafe import Markup, escape

from shared.portal.formats import number
from shared.portal.languages import Language

FOLDER = Path(__file__).parent / "words"

Sentence = str | Mapping[str, str]
"""A sentence, or its two forms: `one` and `other`, chosen by the value `count`."""


class WordMissing(LookupError):  # noqa: N818 - named as a sentence, like a rejection
    """A page asks for a sentence that no file in shared/portal/words has."""


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
        return sentence["one" if values["count"] == 1 else "other"]

    def _written(self, value: object) -> str:
        is_whole = isinstance(value, int | Fraction)
        return number(value, self.language) if is_whole else str(value)  # type: ignore[arg-type]  # is_whole says so


def words_in(language: Language) -> Words:
    """All the words of the house in `language`."""
    return Words(language, {key: entry[language] for key, entry in catalogue().items()})


@cache
def catalogue() -> Mapping[str, Mapping[str, Sentence]]:
    """Every sentence by key, then by language; a key stands in one file only."""
    found: dict[str, Mapping[str, Sentence]] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        entries = yaml.safe_load(file.read_text(encoding="utf-8"))
        if twice := found.keys() & entries.keys():
            raise ValueError(f"{file.name} says again: {sorted(twice)}")
        found |= entries
    return found
