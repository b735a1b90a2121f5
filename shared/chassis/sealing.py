"""Sealing: what only the owner of a private key can read, whoever carries it."""

import base64
import binascii
from dataclasses import dataclass, field

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from shared.kernel.rejection import Rejection

STEP = 1024
"""Contents are filled up to whole steps, so that a length tells little of what is inside."""
BLANK = b" "


class SealUnreadable(Rejection):
    """Không mở được niêm phong này bằng khóa đã cho, hoặc nội dung đã bị thay đổi.
    This seal does not open with the key given, or what is inside was changed.
    """


class KeyUnusable(Rejection):
    """Khóa công khai này không đúng định dạng nên không dùng để niêm phong được.
    This public key is malformed; nothing can be sealed to it.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPair:
    """A public key anybody may seal to, and the private one that opens."""

    public: bytes
    private: bytes = field(repr=False)


def new_key_pair() -> KeyPair:
    """A key pair nobody has had before."""
    made = PrivateKey.generate()
    return KeyPair(public=bytes(made.public_key), private=bytes(made))


def seal(content: bytes, public: bytes) -> str:
    """`content` as text that only the owner of the key's private half can read.

    Trailing blanks are not kept: they are what contents are filled up with.

    >>> pair = new_key_pair()
    >>> unseal(seal(b"0912 345 678", pair.public), pair.private)
    b'0912 345 678'

    Raises:
        KeyUnusable: if `public` is no key.

    """
    try:
        box = SealedBox(PublicKey(public))
    except (ValueError, TypeError) as wrong:
        raise KeyUnusable from wrong
    filled = content + BLANK * (-len(content) % STEP)
    return base64.b64encode(box.encrypt(filled)).decode()


def unseal(sealed: str, private: bytes) -> bytes:
    """What was sealed.

    Raises:
        SealUnreadable: if it was sealed to another key, or changed on its way.

    """
    try:
        box = SealedBox(PrivateKey(private))
        return bytes(box.decrypt(base64.b64decode(sealed, validate=True))).rstrip(BLANK)
    except (CryptoError, binascii.Error, ValueError) as wrong:
        raise SealUnreadable from wrong
