"""Files as people hand them in, and files that pretend to be such."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
WINDOWS_PROGRAM = b"MZ\x90\x00" + b"\x00" * 60
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 60


def zipped(**parts: bytes) -> bytes:
    """A zip file; two underscores in a name stand for a slash, one for the dot."""
    held = io.BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return held.getvalue()


def docx(**more: bytes) -> bytes:
    """A Word file with one empty document in it."""
    held = io.BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", b"<Types/>")
        packed.writestr("word/document.xml", b"<w:document/>")
        for name, content in more.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return held.getvalue()
