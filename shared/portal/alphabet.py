"""The order of the Vietnamese alphabet, for lists of names."""

import unicodedata

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng; no tone comes first


def alphabetical(name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """A sort key: letters first, tones only between names that are otherwise the same.

    >>> sorted(["Đức Giang", "Việt Hưng", "Bồ Đề", "Cự Khối", "Dịch Vọng"], key=alphabetical)
    ['Bồ Đề', 'Cự Khối', 'Dịch Vọng', 'Đức Giang', 'Việt Hưng']
    """
    parts = unicodedata.normalize("NFD", name.casefold())
    bare = unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES))
    tones = tuple(TONES.find(c) + 1 for c in parts if c in TONES)
    return tuple(LETTERS.find(letter) for letter in bare), tones
