"""Papers as PDF/A: set in this process, with fonts that are sure to know every letter."""

import json
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from shared.kernel.rejection import Rejection
from shared.portal.papers.paper import (
    COPIES_TO,
    DRAFT,
    MOTTO,
    NATION,
    TO,
    Paper,
    written_copies,
)

LAYOUT = Path(__file__).with_name("official.typ")
PDF = "application/pdf"
FACES = ("Times New Roman", "Liberation Serif", "Tinos", "Libertinus Serif", "Noto Serif")
"""The face the law asks for, those cut to its measure, and two that know every letter.

The library brings Libertinus Serif along, so that a machine without fonts can print, too.
"""


class NoFaceForPapers(Rejection):
    """Máy này không có phông chữ nào để in văn bản; báo người quản trị cài gói fonts-noto-core.
    This machine has no typeface for papers; ask the administrator to install fonts-noto-core.
    """


def as_pdf(paper: Paper, *, at: datetime) -> bytes:
    """The paper as it is printed; the same paper of the same moment is the same file.

    It is PDF/A-2a, unless somebody's name has a sign no typeface here knows: then it is plain
    PDF with an empty box there, for an apology is not to be kept back by that.

    Raises:
        NoFaceForPapers: if the machine has no typeface that will do.

    """
    inputs = {"paper": _told(paper)}
    moment = int(at.timestamp())
    try:
        whole = _compiler().compile(
            format="pdf", sys_inputs=inputs, pdf_standards="a-2a", timestamp=moment
        )
    except typst.TypstError:
        whole = _compiler().compile(format="pdf", sys_inputs=inputs, timestamp=moment)
    return _whole(whole)


def as_png(paper: Paper, *, dots_per_inch: int = 110) -> list[bytes]:
    """The pages of the paper as pictures.

    Raises:
        NoFaceForPapers: if the machine has no typeface that will do.

    """
    inputs = {"paper": _told(paper)}
    pages = _compiler().compile(format="png", ppi=dots_per_inch, sys_inputs=inputs)
    return pages if isinstance(pages, list) else [_whole(pages)]


def faces_among(families: list[str]) -> list[str]:
    """Those of our faces that are there, the best first.

    >>> faces_among(["Noto Serif", "Tinos", "Comic Neue"])
    ['Tinos', 'Noto Serif']

    Raises:
        NoFaceForPapers: if none is.

    """
    installed = [face for face in FACES if face in families]
    if not installed:
        raise NoFaceForPapers
    return installed


def _told(paper: Paper) -> str:
    spoken = {"nation": NATION, "motto": MOTTO, "kindly": TO, "copies_to": COPIES_TO}
    fonts = faces_among(_fonts().families())
    spoken |= {"draft": DRAFT}
    copies = written_copies(paper.copies)
    return json.dumps(asdict(paper) | spoken | {"copies": copies, "fonts": fonts})


def _compiler() -> typst.Compiler:
    """A new one each time: it remembers its inputs, and these are somebody's name."""
    return typst.Compiler(LAYOUT.read_bytes(), font_paths=_fonts())


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def _whole(content: bytes | list[bytes] | None) -> bytes:
    if not isinstance(content, bytes):
        raise TypeError
    return content
