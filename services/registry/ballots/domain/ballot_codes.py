"""One-time codes: what stands on a slip of paper, and what is kept of it.

    code     eighty random bits, on the slip only
    receipt  made from the code; published beside the choice after closing
    mark     made from the receipt; all marks are published before the first vote

Nobody comes back from a mark to its receipt, or from a receipt to its code.
"""

import re
from hashlib import sha256
from typing import NewType

from shared.kernel.rejection import Rejection

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that is read as a digit, and none too many for a phone."""
CODE_BYTES = 10
CODE_CHARS = 16
GROUP = 4
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
SHAPE = re.compile(rf"[{ALPHABET}]{{{CODE_CHARS}}}")

Code = NewType("Code", str)
Receipt = NewType("Receipt", str)
Mark = NewType("Mark", str)


class CodeUnreadable(Rejection):
    """Mã phiếu gồm 16 chữ và số, in thành 4 nhóm. Xin ông/bà xem lại phiếu và nhập đủ.
    A ballot code has 16 letters and digits in 4 groups. Please look at your slip again.
    """


def code_from(chance: bytes) -> Code:
    """The code that ten random bytes make.

    >>> code_from(bytes(range(10)))
    '000G40R40M30E209'
    """
    number, chars = int.from_bytes(chance[:CODE_BYTES], "big"), ""
    for _ in range(CODE_CHARS):
        number, digit = divmod(number, len(ALPHABET))
        chars = ALPHABET[digit] + chars
    return Code(chars)


def read_code(text: str) -> Code:
    """A code as people type it: in any case, with any dashes and blanks, O for 0.

    >>> read_code("ooog-40r4 om30.e2o9")
    '000G40R40M30E209'

    Raises:
        CodeUnreadable: if it cannot be one.

    """
    form = re.sub(r"[\W_]", "", text).upper().translate(LOOK_ALIKES)
    if not SHAPE.fullmatch(form):
        raise CodeUnreadable
    return Code(form)


def in_groups(text: str) -> str:
    """Four by four, as it is printed.

    >>> in_groups("000G40R40M30E209")
    '000G-40R4-0M30-E209'
    """
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def receipt_of(code: Code) -> Receipt:
    """What the holder of a code finds the own ballot by."""
    digest = sha256(f"kheo receipt {code}".encode()).digest()
    return Receipt(in_groups(code_from(digest)))


def mark_of(receipt: Receipt) -> Mark:
    """What is kept of a ballot that nobody has used."""
    return Mark(sha256(f"kheo ballot {receipt}".encode()).hexdigest())
