"""Folding: Vietnamese without its marks, and words told apart by them."""

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
TONES = {"\u0300": "1", "\u0301": "2", "\u0303": "3", "\u0309": "4", "\u0323": "5"}
"""Grave, acute, tilde, hook, dot below."""
NO_TONE = "0"
BARRED = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})
"""A stroke is no mark of its own in Unicode; keyboards also send the Icelandic letter."""


def folded(text: str) -> str:
    """`text` in small letters without marks and punctuation, one blank between words.

    >>> folded("  Phường KHÔNG xả rác; Đường sạch ")
    'phuong khong xa rac duong sach'
    """
    return " ".join(WORD.findall(_bare(text)))


def folded_words(text: str) -> tuple[str, ...]:
    """The words of `text`, folded, in their order.

    >>> folded_words("Hòa giải – cơ sở")
    ('hoa', 'giai', 'co', 'so')
    """
    return tuple(folded(text).split())


def marked_words(text: str) -> tuple[str, ...]:
    """The words of `text` with their marks: the tone first, wherever it was written.

    >>> marked_words("hòa hoà Hoa") == ("1hoa", "1hoa", "0hoa")
    True
    """
    plain = unicodedata.normalize("NFC", text).casefold()
    return tuple(_marked(word) for word in WORD.findall(plain.replace("ð", "đ")))


def is_marked(word: str) -> bool:
    """Whether a word was written with any mark.

    >>> is_marked("rác"), is_marked("đi"), is_marked("rac")
    (True, True, False)
    """
    small = unicodedata.normalize("NFC", word).casefold()
    return small != folded(small)


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold().translate(BARRED))
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()


def _marked(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    tone = next((TONES[sign] for sign in apart if sign in TONES), NO_TONE)
    letters = "".join(sign for sign in apart if sign not in TONES)
    return tone + unicodedata.normalize("NFC", letters)
