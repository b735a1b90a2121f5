"""Letterheads: what stands at the head and the foot of a unit's letters, from a day on."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.kernel.places import UnitCode
from shared.kernel.rejection import Conflict, Rejection

SYMBOL = re.compile(r"[A-ZĐƯ]{2,10}(-[A-ZĐƯ]{1,10}){1,2}")
MOST_CHARS = 200


class LetterheadMissing(Conflict):
    """Đơn vị chưa có mẫu đầu thư và người ký; hãy lập ở trang Mẫu thư trước khi ký.
    The unit has no letterhead and no signer yet; set them on the Templates page first.
    """


class SymbolUnusable(Rejection):
    """Ký hiệu phải như UBND-TTHC: chữ viết tắt tên cơ quan, gạch nối, chữ viết tắt bộ phận.
    The symbol must look like UBND-TTHC: letters for the office, a hyphen, letters for its part.
    """


class LineMissing(Rejection):
    """Tên đơn vị, địa danh, chức vụ và họ tên người ký không được để trống.
    The name of the unit, the place, the position and the name of the signer must be given.
    """


class LineTooLong(Rejection):
    """Mỗi dòng của đầu thư dài tối đa 200 ký tự.
    A line of a letterhead has at most 200 characters.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The head and the foot of a unit's letters, valid until the next one is."""

    unit: UnitCode
    valid_from: date
    superior: str
    name: str
    place_name: str
    symbol: str
    authority: str
    position: str
    signer: str
    contact: str
    standing_from: date | None
    """From then on the head's standing signature issues what nobody has signed in time."""
    set_by: UUID | None = None

    def stands_for(self, promised_on: date) -> bool:
        """Whether the standing signature covers a promise for that day."""
        return self.standing_from is not None and promised_on >= self.standing_from


def sound(letterhead: Letterhead) -> Letterhead:
    """The letterhead, if letters can bear it.

    Raises:
        LineMissing, LineTooLong: if a line is empty or too long.
        SymbolUnusable: if no register could use the symbol.

    """
    needed = (letterhead.name, letterhead.place_name, letterhead.position, letterhead.signer)
    if not all(needed):
        raise LineMissing
    lines = (*needed, letterhead.superior, letterhead.authority, letterhead.contact)
    if any(len(line) > MOST_CHARS for line in lines):
        raise LineTooLong
    if not SYMBOL.fullmatch(letterhead.symbol):
        raise SymbolUnusable
    return letterhead
