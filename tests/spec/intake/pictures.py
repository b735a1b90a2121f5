"""Pictures as phones take them, made for tests."""

import io
import struct
import zlib

from PIL import Image

GPS = 0x8825
MODEL, OWNER = 0x0110, 0xA430
HA_NOI = {1: "N", 2: (21.0, 1.0, 42.5), 3: "E", 4: (105.0, 51.0, 15.0)}
RED, BLUE = (200, 30, 30), (30, 30, 200)


def photo(
    size: tuple[int, int] = (640, 480), *, kind: str = "JPEG", orientation: int = 1
) -> bytes:
    """A picture, red at the left and blue at the right, that tells where it was taken."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, size[0], size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[MODEL] = "Dien thoai cua chi Hoa"
    exif.get_ifd(GPS).update(HA_NOI)
    written = io.BytesIO()
    image.save(written, kind, exif=exif, comment=b"chup tai nha")
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    """What a viewer sees."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A small file that claims to be enormous."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b""))
        + _chunk(b"IEND", b"")
    )  # fmt: skip


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)
