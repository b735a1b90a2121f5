"""Tracking codes: what a citizen keeps, reads out on the phone, and nobody can guess."""

import hashlib
import re
from typing import NewType

from shared.kernel.places import PlaceCode
from shared.kernel.rejection import NotFound

TrackingNumber = NewType("TrackingNumber", str)
"""Eight characters, drawn by chance; what a case is found by."""

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0 and O, no 1 and I: nobody has to ask which was meant."""

LENGTH = 8
BITS_PER_CHARACTER = 5
ENTROPY_BITS = LENGTH * BITS_PER_CHARACTER
HALF = LENGTH // 2
MAX_INITIALS = 3
DASHES_AND_BLANKS = str.maketrans("", "", "-–—_. \t")


NAMED = re.compile(
    rf"(?<![A-Z0-9])[A-Z]{{1,{MAX_INITIALS}}}"
    rf"[-–— ]?([{ALPHABET}]{{{HALF}}})[-–— ]?([{ALPHABET}]{{{HALF}}})(?![A-Z0-9])"
)
MOST_NAMED = 20


class TrackingCodeUnreadable(NotFound):
    """Mã tra cứu gồm 8 ký tự sau phần đầu, ví dụ SD-7K3M-9QF2, không có số 0, 1 và chữ O, I.
    A tracking code ends in 8 characters, as in SD-7K3M-9QF2, without 0, 1, O and I.
    """


def tracking_number(entropy: int) -> TrackingNumber:
    """The number for `entropy`, of which the lowest 40 bits count.

    >>> tracking_number(0), tracking_number(2**40 - 1)
    ('22222222', 'ZZZZZZZZ')
    """
    places = range(0, ENTROPY_BITS, BITS_PER_CHARACTER)
    return TrackingNumber("".join(ALPHABET[entropy >> place & 31] for place in places))


def tracking_code(number: TrackingNumber, place: PlaceCode) -> str:
    """The number as it is printed and spoken, begun with the initials of the place.

    >>> tracking_code(TrackingNumber("7K3M9QF2"), PlaceCode("sai-dong"))
    'SD-7K3M-9QF2'
    """
    initials = "".join(word[0] for word in place.split("-"))[:MAX_INITIALS].upper()
    return f"{initials}-{number[:HALF]}-{number[HALF:]}"


def number_in(text: str) -> TrackingNumber:
    """The number in what somebody typed; letter case, blanks and dashes do not matter.

    >>> number_in(" sd 7k3m 9qf2 ")
    '7K3M9QF2'

    Raises:
        TrackingCodeUnreadable: if it cannot be a code of ours.

    """
    form = text.translate(DASHES_AND_BLANKS).upper()
    number, initials = form[-LENGTH:], form[:-LENGTH]
    if len(number) < LENGTH or not set(number) <= set(ALPHABET) or len(initials) > MAX_INITIALS:
        raise TrackingCodeUnreadable
    return TrackingNumber(number)


def numbers_named(text: str) -> list[TrackingNumber]:
    """The numbers of everything in a text that looks like a code; whether they are is not said.

    >>> numbers_named("Re: [SD-7K3M-9QF2] chưa xong; sd 7k3m9qf3")
    ['7K3M9QF2', '7K3M9QF3']
    """
    found = [TrackingNumber("".join(halves)) for halves in NAMED.findall(text.upper())]
    return list(dict.fromkeys(found))[:MOST_NAMED]


SALT = b"kheo tracking number"
COST, BLOCK, LANES, SIZE = 2**13, 8, 1, 32
MEMORY = 64 * 1024 * 1024


def tracking_hash_of(number: TrackingNumber) -> str:
    """What is told of a number in its place.

    >>> len(tracking_hash_of(TrackingNumber("7K3M9QF2")))
    64
    """
    digest = hashlib.scrypt(
        number.encode(), salt=SALT, n=COST, r=BLOCK, p=LANES, dklen=SIZE, maxmem=MEMORY
    )
    return digest.hex()
