"""Enrolments: which unit hosts a node, which node it hangs on, and by which key it is known."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from shared.kernel.places import PlaceCode
from shared.kernel.rejection import Conflict, Rejection

KEY_SHAPE = re.compile(r"U[A-Z2-7]{55}")
"""A user's public nkey: the letter U and 55 more of base32."""


class KeyUnusable(Rejection):
    """Khóa công khai của nút gồm 56 ký tự, bắt đầu bằng chữ U. Hãy chép nguyên từ nút ấy.
    A node’s public key has 56 characters and begins with U. Copy it whole from that node.
    """


class KeyOfAnother(Conflict):
    """Khóa này đã được ghi cho một nút khác; mỗi nút có khóa riêng.
    This key is known as that of another node; every node has its own.
    """


class ParentNotAbove(Rejection):
    """Nút cấp trên phải đặt ở một đơn vị cấp trên của đơn vị này.
    The parent node must stand at a unit above this one.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A place with its node, since a day."""

    place: PlaceCode
    parent: PlaceCode | None
    public_key: str
    enrolled_on: date


def enrol(wanted: Enrolment, *, known: Collection[Enrolment], line: Sequence[str]) -> Enrolment:
    """`wanted`, if it can be; `line` is the unit with all its superiors, itself first.

    Raises:
        KeyUnusable: if the key is not that of a node.
        KeyOfAnother: if another place is known by it.
        ParentNotAbove: if the parent node stands anywhere but above.

    """
    if not KEY_SHAPE.fullmatch(wanted.public_key):
        raise KeyUnusable
    if any(o.public_key == wanted.public_key and o.place != wanted.place for o in known):
        raise KeyOfAnother
    if wanted.parent is not None and wanted.parent not in line[1:]:
        raise ParentNotAbove
    return wanted
