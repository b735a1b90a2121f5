"""Pictures: decoded and painted anew, so that only what can be seen is passed on.

Whatever a camera writes beside the picture (place, time, device, owner) is not copied. Work
goes on in one thread of its own: a flood of large photos takes long, never much memory.
"""

import asyncio
import io
import struct
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from typing import ParamSpec, TypeVar

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from shared.kernel.rejection import Rejection

MOST_PIXELS = 50_000_000
"""The largest phones take 48 megapixels, and such a picture unpacks to 150 MB."""
LONGEST_SIDE = 2048
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/jpeg"
TENTHS = 10
WHITE, BLACK = "white", "black"
FLAT = "RGB"
BROKEN = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, struct.error,
)  # fmt: skip
"""What Pillow says of a picture that is cut, forged or exotic."""
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a part, each as a share of the whole, from 0 to 1."""

P = ParamSpec("P")
T = TypeVar("T")


class PictureDamaged(Rejection):
    """Không mở được ảnh này: tệp hỏng hoặc chưa tải lên trọn vẹn. Hãy chụp hoặc chọn lại.
    This picture cannot be opened: it is damaged or incomplete. Take it or choose it again.
    """


class PictureTooLarge(Rejection):
    """Ảnh có quá nhiều điểm ảnh (tối đa 50 triệu). Hãy chọn cỡ ảnh nhỏ hơn rồi gửi lại.
    The picture has too many pixels (50 million at most). Choose a smaller size.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as it is shown: JPEG, upright, within measure, and nothing beside it."""

    content: bytes
    width: int
    height: int


async def repainted(content: bytes) -> Picture:
    """The picture in `content`, painted anew.

    Raises:
        PictureDamaged: if it cannot be decoded to its end.
        PictureTooLarge: if it has more than `MOST_PIXELS`.

    """
    return await _beside(_repaint, content)


async def blacked_out(content: bytes, boxes: Sequence[Box]) -> Picture:
    """The picture in `content` with parts of it covered for good.

    Raises:
        PictureDamaged: if it cannot be decoded to its end.
        PictureTooLarge: if it has more than `MOST_PIXELS`.

    """
    return await _beside(_black_out, content, boxes)


async def ruled(content: bytes) -> Picture:
    """The picture in `content` below a grid of tenths, so that a part can be named by hand.

    Raises:
        PictureDamaged: if it cannot be decoded to its end.
        PictureTooLarge: if it has more than `MOST_PIXELS`.

    """
    return await _beside(_rule, content)


async def _beside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_painter(), partial(work, *args, **kwargs))


@cache
def _painter() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")


def _repaint(content: bytes) -> Picture:
    return _saved(_decoded(content))


def _black_out(content: bytes, boxes: Sequence[Box]) -> Picture:
    image = _decoded(content)
    brush = ImageDraw.Draw(image)
    for left, top, right, bottom in boxes:
        corners = (left * image.width, top * image.height)
        brush.rectangle((*corners, right * image.width, bottom * image.height), fill=BLACK)
    return _saved(image)


def _rule(content: bytes) -> Picture:
    image = _decoded(content)
    brush = ImageDraw.Draw(image)
    size = max(12, min(image.size) // 40)
    for tenth in range(1, TENTHS):
        x, y = image.width * tenth // TENTHS, image.height * tenth // TENTHS
        for offset, ink in ((0, BLACK), (1, WHITE)):  # seen on light and on dark ground
            brush.line((x + offset, 0, x + offset, image.height), fill=ink)
            brush.line((0, y + offset, image.width, y + offset), fill=ink)
        for at in ((x + 3, 2), (3, y + 2)):
            _write(brush, str(tenth * 10), at=at, size=size)
    return _saved(image)


def _write(
    brush: ImageDraw.ImageDraw, text: str, *, at: tuple[float, float], size: int
) -> None:
    brush.text(at, text, fill=WHITE, stroke_width=2, stroke_fill=BLACK, font_size=size)


def _decoded(content: bytes) -> Image.Image:
    """The picture upright, within measure, on a canvas of its own."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PictureTooLarge
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded small at once
            return _on_a_fresh_canvas(ImageOps.exif_transpose(image))
    except BOMBS as bomb:
        raise PictureTooLarge from bomb
    except BROKEN as broken:
        raise PictureDamaged from broken


def _on_a_fresh_canvas(image: Image.Image) -> Image.Image:
    """A canvas knows nothing of the camera; what was see-through becomes white."""
    canvas = Image.new(FLAT, image.size, WHITE)
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        canvas.paste(layered, mask=layered)
    else:
        canvas.paste(image.convert(FLAT))
    return canvas


def _saved(image: Image.Image) -> Picture:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=QUALITY, optimize=True)
    return Picture(content=written.getvalue(), width=image.width, height=image.height)
