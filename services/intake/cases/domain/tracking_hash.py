"""Trails: who holds a tracking number finds the way to its case; nobody finds the number.

A node between two others learns that a case went from here to there, and must be able to say
so to a citizen who asks by number. It is given a slow hash: a number has 40 bits, and trying
them all would take one machine some thousand years.
"""

import hashlib

from services.intake.cases.domain.tracking import TrackingNumber

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
