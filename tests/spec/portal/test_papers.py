"""Papers: what was written stands there, letter by letter, and nothing in it is a command."""

import io
from datetime import UTC, date, datetime

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from shared.kernel.typography import NO_BREAK, day_in_full, paragraphs, tidy
from shared.portal.papers.docx import as_docx
from shared.portal.papers.paper import Line, Paper, Signature, office_lines
from shared.portal.papers.pdf import NoFaceForPapers, as_pdf, as_png, faces_among

AT = datetime(2026, 12, 5, 8, 42, tzinfo=UTC)
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
EVERY_SYLLABLE = " ".join(tidy(f"{vowel}{tone}") for vowel in VOWELS for tone in TONES) + " đ"
MARKUP = '#strong[đậm] *nghiêng* $x^2$ #import "x" \\ = Đề mục @nhãn <b>&amp;</b> {{ 7 * 7 }}'


def paper(**other: object) -> Paper:
    told: dict[str, object] = {
        "superior": office_lines("Ủy ban nhân dân thành phố Hà Nội"),
        "issuer": office_lines("Ủy ban nhân dân phường Sài Đồng"),
        "number": "Số: 07/UBND-TTHC",
        "place_and_day": f"Sài Đồng, {day_in_full(date(2026, 12, 5))}",
        "title": "THƯ XIN LỖI",
        "about": "Về việc chậm trả kết quả",
        "to": ["Bà Nguyễn Thị Ẩn"],
        "opening": ["Đến ngày hẹn, hồ sơ chưa có kết quả."],
        "facts": [Line("Ngày hẹn trả lần sau", day_in_full(date(2026, 12, 9)), is_strong=True)],
        "closing": ["Phường chân thành xin lỗi Bà."],
        "signature": Signature(authority="", position="CHỦ TỊCH", name="Trần Văn Thắng"),
        "copies": ["Như trên", "Lưu: VT"],
    }
    return Paper(**(told | other))  # type: ignore[arg-type]  # each part by its name


def said_in_pdf(one: Paper) -> str:
    pages = PdfReader(io.BytesIO(as_pdf(one, at=AT))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def said_in_docx(one: Paper) -> str:
    document = Document(io.BytesIO(as_docx(one, at=AT)))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    inside = [paragraph for cell in cells for paragraph in cell.paragraphs]
    return " ".join(" ".join(p.text for p in [*document.paragraphs, *inside]).split())


@pytest.mark.parametrize("said", [said_in_pdf, said_in_docx])
def test_every_vietnamese_letter_comes_out_as_it_went_in(said: object) -> None:
    assert callable(said)

    upright = said(paper(opening=[EVERY_SYLLABLE, EVERY_SYLLABLE.upper()]))
    bold = said(paper(about=EVERY_SYLLABLE, title=EVERY_SYLLABLE.upper()))
    leaning = said(paper(place_and_day=EVERY_SYLLABLE))

    for text in (upright, bold, leaning):
        assert EVERY_SYLLABLE in text
    assert EVERY_SYLLABLE.upper() in upright
    assert EVERY_SYLLABLE.upper() in bold


@pytest.mark.parametrize("said", [said_in_pdf, said_in_docx])
def test_a_paper_has_every_part_the_law_asks_for(said: object) -> None:
    assert callable(said)

    text = said(paper()).replace(NO_BREAK, " ")

    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "PHƯỜNG SÀI ĐỒNG",
        "Số: 07/UBND-TTHC",
        "Sài Đồng, ngày 05 tháng 12 năm 2026",
        "THƯ XIN LỖI",
        "Kính gửi: Bà Nguyễn Thị Ẩn",
        "Trần Văn Thắng",
        "nhận:",  # the bold slanted ơ is drawn in two strokes, which one reader counts twice
        "- Lưu: VT.",
    ):
        assert part in text, part


@pytest.mark.parametrize("said", [said_in_pdf, said_in_docx])
def test_what_a_citizen_wrote_is_set_as_text_and_never_obeyed(said: object) -> None:
    assert callable(said)

    text = said(paper(to=[MARKUP], opening=[MARKUP], issuer=[MARKUP]))

    assert text.count('#strong[đậm] *nghiêng* $x^2$ #import "x"') == 3
    assert "{{ 7 * 7 }}" in text


@pytest.mark.heavy
@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_no_text_whatever_keeps_a_paper_from_being_set(written: str) -> None:
    one = paper(to=[tidy(written)], opening=paragraphs(written))

    assert as_docx(one, at=AT)
    assert as_pdf(one, at=AT).startswith(b"%PDF-1.7")


def test_the_same_paper_is_the_same_file() -> None:
    assert as_pdf(paper(), at=AT) == as_pdf(paper(), at=AT)


def test_a_draft_is_marked_as_one_on_every_page() -> None:
    long = ["Kính thưa Bà, phường xin giải trình từng việc đã làm. " * 20] * 8

    draft = as_png(paper(opening=long, is_draft=True), dots_per_inch=40)

    assert len(draft) > 1
    assert draft != as_png(paper(opening=long), dots_per_inch=40)


def test_a_machine_without_a_typeface_says_which_package_is_missing() -> None:
    with pytest.raises(NoFaceForPapers, match="fonts-noto-core"):
        faces_among(["Comic Neue"])


def test_letters_typed_in_two_strokes_become_one() -> None:
    assert tidy("Nguye\u0302\u0303n") == "Nguyễn"


def test_a_number_and_its_percent_sign_never_part() -> None:
    assert tidy("đạt 86,2% hồ sơ") == f"đạt 86,2{NO_BREAK}% hồ sơ"
