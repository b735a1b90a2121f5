"""Papers as DOCX, for offices that finish and file them in their word processor."""

import io
from collections.abc import Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from shared.portal.papers.paper import (
    COPIES_TO,
    DRAFT,
    MOTTO,
    NATION,
    TO,
    Line,
    Paper,
    Signature,
    written_copies,
)

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FACE = "Times New Roman"
"""What Nghị định 30/2020/NĐ-CP asks for; a word processor brings it, or its twin."""
LEFT_MM, RIGHT_MM, WHOLE_MM = 62, 98, 160
LABEL_MM, VALUE_MM = 58, 92
WIDE, MIDDLING = 0.62, 0.4
LINE_EIGHTHS = "4"
MOST_PROPERTY_CHARS = 255


def as_docx(paper: Paper, *, at: datetime) -> bytes:
    """The paper as a document that a word processor opens."""
    document = _blank(paper, at)
    _head(document, paper)
    _title(document, paper)
    _address(document, paper.to)
    for said in paper.opening:
        _body(document, said)
    if paper.facts:
        _facts(document, paper.facts)
    for said in paper.closing:
        _body(document, said)
    _foot(document, paper)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _blank(paper: Paper, at: datetime) -> DocumentType:
    document = Document()
    properties = document.core_properties
    properties.title = f"{paper.title} {paper.about}".strip()[:MOST_PROPERTY_CHARS]
    properties.author = " ".join(paper.issuer)[:MOST_PROPERTY_CHARS]
    properties.language = "vi-VN"
    properties.created = properties.modified = at.replace(tzinfo=None)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = page.right_margin = Mm(20)
    page.left_margin = Mm(30)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(script), FACE)
    style.paragraph_format.space_after = Pt(0)
    return document


def _head(document: DocumentType, paper: Paper) -> None:
    left, right = _columns(document, LEFT_MM, RIGHT_MM)
    lines = [(one, False) for one in paper.superior] + [(one, True) for one in paper.issuer]
    for nth, (one, is_bold) in enumerate(lines):
        _said(_next(left, nth), one, size=12, bold=is_bold)
    _rule(left.add_paragraph(), LEFT_MM, MIDDLING)
    _said(left.add_paragraph(), paper.number, size=13)
    _said(right.paragraphs[0], NATION, size=12, bold=True)
    _said(right.add_paragraph(), MOTTO, size=13.5, bold=True)
    _rule(right.add_paragraph(), RIGHT_MM, WIDE)
    for _ in lines[2:]:
        _said(right.add_paragraph(), "", size=12)
    _said(right.add_paragraph(), paper.place_and_day, size=13.5, italic=True)


def _title(document: DocumentType, paper: Paper) -> None:
    if paper.is_draft:
        _said(document.add_paragraph(), DRAFT, size=13, bold=True)
    title = document.add_paragraph()
    title.paragraph_format.space_before = Pt(18)
    _said(title, paper.title, size=15, bold=True)
    _said(document.add_paragraph(), paper.about, size=14, bold=True)
    _rule(document.add_paragraph(), WHOLE_MM, MIDDLING / 2)


def _address(document: DocumentType, to: Sequence[str]) -> None:
    lines = [f"{TO} {one}" for one in to] if len(to) == 1 else [TO, *(f"- {one}" for one in to)]
    for nth, line in enumerate(lines):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(10 if nth == 0 else 2)
        _said(paragraph, line, size=14)
    document.paragraphs[-1].paragraph_format.space_after = Pt(8)


def _body(document: DocumentType, said: str) -> None:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.first_line_indent, shape.space_after, shape.line_spacing = Mm(10), Pt(6), 1.15
    _said(paragraph, said, size=14, align=ALIGN.JUSTIFY)


def _facts(document: DocumentType, facts: Sequence[Line]) -> None:
    table = document.add_table(rows=0, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.RIGHT
    for fact in facts:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Mm(LABEL_MM), Mm(VALUE_MM)
        for cell, text in ((cells[0], f"{fact.label}:"), (cells[1], fact.value)):
            is_bold = fact.is_strong and cell is cells[1]
            cell.paragraphs[0].paragraph_format.space_after = Pt(3)
            _said(cell.paragraphs[0], text, size=14, bold=is_bold, align=ALIGN.LEFT)
    document.add_paragraph().paragraph_format.line_spacing = Pt(4)


def _foot(document: DocumentType, paper: Paper) -> None:
    left, right = _columns(document, WHOLE_MM - RIGHT_MM + 10, RIGHT_MM - 10)
    first = left.paragraphs[0]
    _said(first, COPIES_TO, size=12, bold=True, italic=True, align=ALIGN.LEFT)
    for written_copy in written_copies(paper.copies):
        _said(left.add_paragraph(), written_copy, size=11, align=ALIGN.LEFT)
    _signature(right, paper.signature)


def _signature(cell: _Cell, signature: Signature) -> None:
    offices = [one for one in (signature.authority, signature.position) if one]
    for nth, one in enumerate(offices):
        _said(_next(cell, nth), one, size=14, bold=True)
    note = cell.add_paragraph()
    note.paragraph_format.space_before = note.paragraph_format.space_after = Pt(22)
    _said(note, signature.note, size=11, italic=True)
    _said(cell.add_paragraph(), signature.name, size=14, bold=True)


def _columns(document: DocumentType, left_mm: float, right_mm: float) -> tuple[_Cell, _Cell]:
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    left.width, right.width = Mm(left_mm), Mm(right_mm)
    return left, right


def _next(cell: _Cell, nth: int) -> Paragraph:
    """A cell is never without its first paragraph."""
    first: Paragraph = cell.paragraphs[0]
    return first if nth == 0 else cell.add_paragraph()


def _said(
    paragraph: Paragraph,
    text: str,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
    align: ALIGN = ALIGN.CENTER,
) -> None:
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic


def _rule(paragraph: Paragraph, width_mm: float, part: float) -> None:
    """A line as wide as a part of its column: the upper edge of a paragraph of no height."""
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Mm(width_mm * (1 - part) / 2)
    shape.space_before, shape.line_spacing = Pt(2), Pt(5)
    edges = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", LINE_EIGHTHS), ("space", "1")):
        top.set(qn(f"w:{name}"), value)
    edges.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - has no public name
        edges, *AFTER_EDGES
    )


AFTER_EDGES = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc")
"""What the schema of a paragraph's properties has after its borders."""
