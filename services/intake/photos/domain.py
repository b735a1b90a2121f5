"""Photos: what citizens show, sealed as it came, and shown without what it gives away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

from shared.kernel.file_kinds import FileDamaged, FileEmpty, FileKind, FileTooLarge, kind_in
from shared.kernel.rejection import NotFound, Rejection

PhotoId = NewType("PhotoId", UUID)

PHOTO_KINDS = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})
MOST_BYTES = 20_000_000
MOST_PHOTOS = 5
MOST_PARTS = 40
WHOLE = 100


class PhotoUnknown(NotFound):
    """Không có ảnh này ở đây.
    There is no such photo here.
    """


class PhotoTooLarge(FileTooLarge):
    """Ảnh quá lớn: tối đa 20 MB. Hãy chọn cỡ ảnh nhỏ hơn rồi gửi lại.
    The photo is too large: 20 MB at most. Choose a smaller size and send it again.
    """


class PhotoOfNoUse(Rejection):
    """Chỉ nhận ảnh JPEG, PNG hoặc WebP.
    Only JPEG, PNG or WebP pictures are taken.
    """


class TooManyPhotos(Rejection):
    """Mỗi lần gửi được tối đa 5 ảnh.
    At most 5 photos can be sent at a time.
    """


class PhotoHasNoOwner(Rejection):
    """Ảnh phải thuộc về đúng một tin hoặc một vụ việc.
    A photo belongs to exactly one message or one case.
    """


class PartOutside(Rejection):
    """Phần cần che phải nằm trong ảnh: các số từ 0 đến 100 phần trăm, rộng và cao trên 0.
    A part to cover lies within the picture: 0 to 100 per cent, wider and higher than 0.
    """


class NothingToCover(Rejection):
    """Hãy nêu ít nhất một phần của ảnh cần che.
    Name at least one part of the picture to cover.
    """


class TooManyParts(Rejection):
    """Mỗi lần che được tối đa 40 phần của ảnh.
    At most 40 parts can be covered at a time.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo that is kept. Its contents lie beside the database, under their digests."""

    id: PhotoId
    message: UUID | None
    """The message it came with, or none if staff put it to the case as evidence."""
    case: UUID | None
    original: str
    """As it came: place, time and device may be in it, so it is sealed."""
    original_type: str
    shown: str
    width: int
    height: int
    covered: str | None
    """The copy in which parts are blacked out; it takes the place of `shown` for everyone."""
    published_at: datetime | None
    """When an officer looked at it and let anybody see it."""
    kept_at: datetime

    @property
    def seen(self) -> str:
        """What is shown to whoever may see the photo."""
        return self.covered or self.shown

    @property
    def is_covered(self) -> bool:
        """Whether parts of it are blacked out."""
        return self.covered is not None

    @property
    def is_public(self) -> bool:
        """Whether anybody may see it."""
        return self.published_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Contents that are kept and belong to nobody yet, such as those of a draft."""

    original: str
    original_type: str
    shown: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a picture in per cent of its width and height."""

    left: int
    top: int
    width: int
    height: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Its four edges, each as a share of the whole.

        >>> Part(left=10, top=20, width=30, height=40).box
        (0.1, 0.2, 0.4, 0.6)
        """
        right, bottom = self.left + self.width, self.top + self.height
        return self.left / WHOLE, self.top / WHOLE, right / WHOLE, bottom / WHOLE


def accepted_photo(content: bytes) -> FileKind:
    """The kind of picture in `content`; what its name claims does not matter.

    Raises:
        FileEmpty: if there is nothing in it.
        PhotoTooLarge: if it exceeds `MOST_BYTES`.
        PhotoOfNoUse: if it is no picture of a kind we take.

    """
    if not content:
        raise FileEmpty
    if len(content) > MOST_BYTES:
        raise PhotoTooLarge
    try:
        kind = kind_in(content)
    except FileDamaged as other:
        raise PhotoOfNoUse from other
    if kind not in PHOTO_KINDS:
        raise PhotoOfNoUse(
            f"Chỉ nhận ảnh JPEG, PNG hoặc WebP; tệp này là {kind.vi}.",
            f"Only JPEG, PNG or WebP pictures are taken; this is {kind.en}.",
        )
    return kind


def parts_to_cover(parts: Sequence[Part]) -> list[Part]:
    """The parts, if they can be covered.

    Raises:
        NothingToCover: if there is none.
        TooManyParts: if there are more than `MOST_PARTS`.
        PartOutside: if one is empty or reaches beyond the picture.

    """
    if not parts:
        raise NothingToCover
    if len(parts) > MOST_PARTS:
        raise TooManyParts
    for part in parts:
        reaches = (part.left + part.width, part.top + part.height)
        is_inside = min(part.left, part.top) >= 0 and max(reaches) <= WHOLE
        if not is_inside or min(part.width, part.height) <= 0:
            raise PartOutside
    return list(parts)
