"""File kinds: what a file is by its content, whatever its name claims."""

import io
import struct
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from shared.kernel.rejection import Rejection

MOST_BYTES = 20_000_000
MOST_UNPACKED_BYTES = 300_000_000
MOST_PARTS = 5_000
MOST_NAME_CHARS = 120
TAIL_BYTES = 2_048
CHUNK_BYTES = 65_536
HEIC_MARKS = frozenset({b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"})
ENCRYPTED = 0x1
CONTENT_TYPES = "[Content_Types].xml"
BROKEN_ZIP = (
    BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error, struct.error,
)  # fmt: skip
"""What the standard library says of a zip file that is cut, forged or exotic."""


class FileMissing(Rejection):
    """Hãy chọn một tệp.
    Choose a file.
    """


class FileEmpty(Rejection):
    """Tệp không có nội dung. Hãy kiểm tra tệp trên máy rồi chọn lại.
    The file is empty. Check it on your computer, then choose it again.
    """


class FileTooLarge(Rejection):
    """Tệp quá lớn: tối đa 20 MB. Hãy giảm dung lượng ảnh trong văn bản rồi nộp lại.
    The file is too large: 20 MB at most. Shrink the pictures in it, then hand it in again.
    """


class FileNotWhatItSays(Rejection):
    """Nội dung tệp không đúng với đuôi tệp.
    The content of the file is not what its name says.
    """


class FileNotOfUse(Rejection):
    """Loại tệp này không nộp được ở đây.
    Files of this kind cannot be handed in here.
    """


class FileDamaged(Rejection):
    """Tệp hỏng hoặc chưa tải lên trọn vẹn. Hãy mở thử trên máy, lưu lại rồi nộp lại.
    The file is damaged or incomplete. Open it on your computer, save it again, send it again.
    """


class FileCarriesMacros(Rejection):
    """Tệp Word có macro. Hãy lưu lại thành .docx không macro, hoặc PDF, rồi nộp lại.
    The Word file carries macros. Save it as a .docx without them, or as PDF, and send again.
    """


class FileKind(Enum):
    """The kinds of file that are kept: extension, media type, what people call it."""

    PDF = ("pdf", "application/pdf", "tệp PDF", "a PDF file")
    DOCX = (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "tệp Word .docx",
        "a Word .docx file",
    )
    XLSX = (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "tệp Excel .xlsx",
        "an Excel .xlsx file",
    )
    PNG = ("png", "image/png", "ảnh PNG", "a PNG picture")
    JPEG = ("jpg", "image/jpeg", "ảnh JPEG", "a JPEG picture")
    WEBP = ("webp", "image/webp", "ảnh WebP", "a WebP picture")

    def __init__(self, extension: str, media_type: str, vi: str, en: str) -> None:
        self.extension = extension
        self.media_type = media_type
        self.vi = vi
        self.en = en


DOCUMENTS = frozenset({FileKind.PDF, FileKind.DOCX})
SPELLINGS = {"jpeg": FileKind.JPEG} | {kind.extension: kind for kind in FileKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as somebody sent it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file that is what it says."""

    name: str
    content: bytes
    kind: FileKind


@dataclass(frozen=True, slots=True)
class UnknownFileType:
    """A kind of file that is recognised and never kept."""

    vi: str
    en: str


OLD_OFFICE = UnknownFileType(
    "tệp Office kiểu cũ (.doc, .xls) hoặc có mật khẩu",
    "an old Office file (.doc, .xls) or one with a password",
)
ARCHIVE = UnknownFileType("tệp nén (.zip)", "a zip archive")
HEIC = UnknownFileType("ảnh HEIC của iPhone", "a HEIC picture of an iPhone")
UNKNOWN = UnknownFileType("tệp không nhận ra được", "a file of no known kind")
STRANGERS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
    (b"MZ", UnknownFileType("chương trình Windows (.exe)", "a Windows program (.exe)")),
    (b"\x7fELF", UnknownFileType("chương trình Linux", "a Linux program")),
    (b"{\\rtf", UnknownFileType("tệp RTF", "an RTF file")),
    (b"Rar!", UnknownFileType("tệp nén (.rar)", "a rar archive")),
    (b"7z\xbc\xaf", UnknownFileType("tệp nén (.7z)", "a 7z archive")),
    (b"\x1f\x8b", UnknownFileType("tệp nén (.gz)", "a gzip archive")),
    (b"GIF8", UnknownFileType("ảnh GIF", "a GIF picture")),
    (b"<", UnknownFileType("trang web hoặc tệp XML", "a web page or XML")),
)


def checked(upload: Upload, allowed: Collection[FileKind] = DOCUMENTS) -> Checked:
    """`upload`, if it is whole, of an allowed kind, and of the kind its name says.

    Raises:
        FileEmpty: if there is nothing in it.
        FileTooLarge: if it exceeds `MOST_BYTES`.
        FileNotOfUse: if neither its name nor its content is of an allowed kind.
        FileNotWhatItSays: if the name claims one kind and the content is another.
        FileDamaged: if it is cut short or cannot be unpacked.
        FileCarriesMacros: if it is a Word file with macros in it.

    """
    if not upload.content:
        raise FileEmpty
    if len(upload.content) > MOST_BYTES:
        raise FileTooLarge
    name = shown_name(upload.name)
    claimed, found = _claimed(name), kind_in(upload.content)
    if claimed is None or claimed not in allowed:
        raise _not_of_use(name, found, allowed)
    if found is not claimed:
        raise FileNotWhatItSays(
            f"Tệp “{name}” có đuôi .{_extension(name)} nhưng nội dung là {found.vi}."
            f" Hãy chọn đúng {claimed.vi}.",
            f"“{name}” ends in .{_extension(name)}, but its content is {found.en}."
            f" Choose {claimed.en}.",
        )
    return Checked(name=name, content=upload.content, kind=claimed)


def shown_name(name: str) -> str:
    r"""`name` without folders and unprintable characters, short enough to show.

    >>> shown_name("C:\\hồ sơ\\kế\x00 hoạch.pdf"), shown_name("  ")
    ('kế hoạch.pdf', 'tep')
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c for c in last if c.isprintable()).strip() or "tep"
    stem, dot, extension = plain.rpartition(".")
    return plain if len(plain) <= MOST_NAME_CHARS else f"{stem[:100]}{dot}{extension[:10]}"


def kind_in(content: bytes) -> FileKind | UnknownFileType:
    """What `content` is, by its own marks.

    Raises:
        FileDamaged: if it begins as something and does not end as such.
        FileCarriesMacros: if it is a Word file with macros in it.

    """
    if content.startswith(b"%PDF-"):
        return _whole_pdf(content)
    if content.startswith(b"PK"):
        return _in_zip(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    return _by_inner_mark(content) or next(
        (kind for mark, kind in STRANGERS if content.startswith(mark)), UNKNOWN
    )


def _by_inner_mark(content: bytes) -> FileKind | UnknownFileType | None:
    """Containers whose own mark stands behind a length."""
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileKind.WEBP
    return HEIC if content[4:12] in HEIC_MARKS else None


def _whole_pdf(content: bytes) -> FileKind:
    if b"%%EOF" not in content[-TAIL_BYTES:]:
        raise FileDamaged
    return FileKind.PDF


def _in_zip(content: bytes) -> FileKind | UnknownFileType:
    """A zip file by its parts; it is unpacked in small pieces and never kept."""
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            parts = {part.filename: part for part in packed.infolist()}
            kind = _by_parts(parts)
            if isinstance(kind, FileKind):
                _refuse_bomb(parts.values())
                _read_through(packed, [CONTENT_TYPES, *_bodies(parts)])
    except BROKEN_ZIP as broken:
        raise FileDamaged from broken
    return kind


def _by_parts(parts: Collection[str]) -> FileKind | UnknownFileType:
    if CONTENT_TYPES not in parts:
        return ARCHIVE
    if any(PurePosixPath(part.lower()).name == "vbaproject.bin" for part in parts):
        raise FileCarriesMacros
    bodies = _bodies(parts)
    if not bodies:
        return UnknownFileType("tệp Office loại khác", "another kind of Office file")
    return FileKind.DOCX if bodies[0].startswith("word") else FileKind.XLSX


def _bodies(parts: Collection[str]) -> list[str]:
    return [name for name in ("word/document.xml", "xl/workbook.xml") if name in parts]


def _refuse_bomb(parts: Collection[ZipInfo]) -> None:
    """A file that unpacks to a hundred times its size is nobody's plan."""
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_BYTES:
        raise FileDamaged(
            "Tệp Word này giải nén ra lớn bất thường nên không nhận. Hãy xuất thành PDF.",
            "This file unpacks to an unreasonable size. Export it as PDF.",
        )


def _read_through(packed: ZipFile, names: list[str]) -> None:
    """Whether the parts that matter can be read to their end; checksums are compared."""
    for name in names:
        if packed.getinfo(name).flag_bits & ENCRYPTED:
            raise FileDamaged
        with packed.open(name) as part:
            while part.read(CHUNK_BYTES):
                pass


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower()[:10]


def _claimed(name: str) -> FileKind | None:
    return SPELLINGS.get(_extension(name)) if "." in name else None


def _not_of_use(
    name: str, found: FileKind | UnknownFileType, allowed: Collection[FileKind]
) -> FileNotOfUse:
    kinds = sorted(kind.extension for kind in allowed)
    wanted = ", ".join(f".{extension}" for extension in kinds)
    return FileNotOfUse(
        f"Chỉ nhận tệp {wanted}; “{name}” là {found.vi}.",
        f"Only {wanted} are taken; “{name}” is {found.en}.",
    )
