"""The catalogues of sentences, put into their one form: `python -m deploy.words`.

Sentences that were written side by side (words/<domain>.yaml, {vi, en}) are taken up into the
catalogues first. Every language keeps the order of the first, and shows translators its
sentence above theirs.
"""

import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from shared.portal.languages import Language
from shared.portal.words import FOLDER, Sentence, domains, sentences_of

FIRST = next(iter(Language))
HEADER = "# Khéo, {language}: {domain}. Put into its one form by `python -m deploy.words`."
WIDTH = 0  # a sentence is never broken
LEFT_OUT = (b'"Report-Msgid-Bugs-To', b'"POT-Creation', b'"PO-Revision', b'"Generated-By')
"""Lines of the header that would change by themselves."""

Book = dict[str, dict[str, Sentence]]
"""Sentences by domain, then by key."""


def main() -> int:
    """Write every catalogue in its one form; what was written side by side is taken up."""
    books = {language: _book(language) for language in Language}
    for file in sorted(FOLDER.glob("*.yaml")):
        _take_up(books, file)
        file.unlink()
    for path, text in in_their_one_form(books).items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text)
    return 0


def in_their_one_form(books: Mapping[Language, Book]) -> dict[Path, bytes]:
    """The bytes of every catalogue, by its file."""
    return {
        FOLDER / language / f"{domain}.po": _written(books, language, domain)
        for language in Language
        for domain in books[FIRST]
    }


def books_as_they_stand() -> dict[Language, Book]:
    """All sentences of all languages."""
    return {language: _book(language) for language in Language}


def _book(language: Language) -> Book:
    return {domain: dict(sentences_of(read)) for domain, read in domains(language).items()}


def _take_up(books: Mapping[Language, Book], file: Path) -> None:
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    for language in Language:
        domain = books[language].setdefault(file.stem, {})
        for key, entry in entries.items():
            written = entry[language]
            is_one = isinstance(written, str)
            domain[key] = written if is_one else tuple(written[f] for f in language.forms)


def _written(books: Mapping[Language, Book], language: Language, domain: str) -> bytes:
    catalog = Catalog(
        locale=language.locale,
        header_comment=HEADER.format(language=language.locale.english_name, domain=domain),
        project="Khéo",
        version="1",
        last_translator="Khéo",
        language_team="Khéo",
        fuzzy=False,
    )
    first, own = books[FIRST][domain], books[language].get(domain, {})
    for key, sentence in first.items():
        said = own.get(key, "")
        has_forms = any(isinstance(b[domain].get(key), tuple) for b in books.values())
        if has_forms and isinstance(said, str):
            said = (said,) * len(language.forms)
        shown = [] if language is FIRST else [_plain(sentence)]
        catalog.add((key, key) if has_forms else key, said, auto_comments=shown)
    written = BytesIO()
    write_po(written, catalog, width=WIDTH, no_location=True)
    lines = written.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(LEFT_OUT))


def _plain(sentence: Sentence) -> str:
    return sentence if isinstance(sentence, str) else sentence[-1]


if __name__ == "__main__":
    sys.exit(main())
