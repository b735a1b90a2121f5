"""Texts of mail: headers and bodies in whatever encoding, HTML as plain words."""

from email.errors import HeaderParseError
from email.header import decode_header
from email.message import EmailMessage, Message
from html.parser import HTMLParser
from typing import ClassVar
from unicodedata import normalize

MOST_BODY_BYTES = 1_000_000
MOST_HEADER_CHARS = 16_000
"""Decoding takes time by the square of the length; no mailer writes this much."""
FALLBACKS = ("utf-8", "cp1258")
ALTERNATIVES = "multipart/alternative"
HTML = "text/html"
NOT_OF_USE = (ValueError, LookupError, AttributeError, TypeError, HeaderParseError)


def header(letter: Message, name: str) -> str:
    """One header as people read it; empty if it is not there or makes no sense.

    Read from the raw value: the library's own reading fails on what real mailers write.
    """
    raw = next((str(v) for k, v in letter.raw_items() if k.lower() == name), "")
    return decoded(" ".join(raw.split()))


def decoded(text: str) -> str:
    """`text` with its encoded words spelled out.

    >>> decoded("=?utf-8?b?UGjhuqNuIMOhbmg=?= 12")
    'Phản ánh 12'
    """
    try:
        parts = decode_header(text[:MOST_HEADER_CHARS])
    except NOT_OF_USE:
        parts = [(text[:MOST_HEADER_CHARS], None)]
    words = (
        part if isinstance(part, str) else in_charset(part, charset or "")
        for part, charset in parts
    )
    return _repaired("".join(words))


def in_charset(content: bytes, charset: str) -> str:
    r"""`content` in words; a wrong or unknown charset is guessed, never refused.

    >>> in_charset(b"\xd0\xea\xec", "windows-1258")
    'Đế'
    """
    for candidate in (charset.strip("\"' "), *FALLBACKS):
        try:
            return normalize("NFC", content.decode(candidate))
        except NOT_OF_USE:
            continue
    return content.decode("utf-8", "replace")


def body_of(letter: EmailMessage) -> str:
    """The words of a letter: its plain text, or its HTML as plain text."""
    texts = [text for text in _texts(letter) if text.strip()]
    words = "\n\n".join(texts).replace("\r\n", "\n").replace("\r", "\n")
    return normalize("NFC", words.replace("\x00", "")).strip()


def _texts(part: Message) -> list[str]:
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        inner = [_texts(child) for child in part.iter_parts()]  # type: ignore[attr-defined] # EmailMessage's
        if part.get_content_type() != ALTERNATIVES:
            return [text for texts in inner for text in texts]
        return next((texts for texts in inner if any(t.strip() for t in texts)), [])
    is_words = part.get_content_maintype() == "text" and not part.get_filename()
    return [_text(part)] if is_words else []


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    words = in_charset(content[:MOST_BODY_BYTES], str(part.get_param("charset", "") or ""))
    return plain(words) if part.get_content_type() == HTML else words


def _repaired(text: str) -> str:
    """Raw bytes in a header come as halves of surrogate pairs."""
    return in_charset(text.encode("utf-8", "surrogateescape"), "utf-8")


def plain(html: str) -> str:
    r"""HTML as plain words; what is quoted in it begins with “> ”.

    >>> plain("<p>Đèn <b>hỏng</b></p><style>p{}</style><blockquote>cũ</blockquote>")
    'Đèn hỏng\n> cũ'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.words()


class _Reader(HTMLParser):
    """Collects lines; knows what breaks one, what is quoted and what is no text."""

    SILENT: ClassVar = frozenset({"script", "style", "head", "title", "template"})
    BREAKS: ClassVar = frozenset(
        {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table", "blockquote", "hr"}
    )
    QUOTES: ClassVar = "blockquote"

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[int, str]] = []
        self._line = ""
        self._silent = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        self._turn(tag, by=1)

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        self._turn(tag, by=-1)

    def handle_data(self, data: str) -> None:
        """Words, or the inside of what is no text."""
        if not self._silent:
            self._line += data

    def words(self) -> str:
        """What was read, line by line."""
        self._break()
        lines = (f"{'> ' * depth}{line}" for depth, line in self._lines if line)
        return "\n".join(lines)

    def _turn(self, tag: str, *, by: int) -> None:
        if tag in self.SILENT:
            self._silent = max(0, self._silent + by)
        if tag in self.BREAKS:
            self._break()
        if tag == self.QUOTES:
            self._quoted = max(0, self._quoted + by)

    def _break(self) -> None:
        self._lines.append((self._quoted, " ".join(self._line.split())))
        self._line = ""
