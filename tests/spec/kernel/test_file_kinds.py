"""File kinds: a file is what it holds, not what it is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel import file_kinds
from shared.kernel.file_kinds import FileKind, Upload, checked, shown_name
from shared.kernel.rejection import Rejection
from tests.spec.kernel.office_files import OLD_WORD, PDF, WINDOWS_PROGRAM, docx, zipped


def refusal(name: str, content: bytes) -> Rejection:
    with pytest.raises(Rejection) as refused:
        checked(Upload(name=name, content=content))
    return refused.value


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Kế hoạch.pdf", PDF, FileKind.PDF),
        ("Kế hoạch.PDF", PDF, FileKind.PDF),
        ("ke hoach.docx", docx(), FileKind.DOCX),
    ],
)
def test_a_plan_in_pdf_or_word_is_taken(name: str, content: bytes, kind: FileKind) -> None:
    taken = checked(Upload(name=name, content=content))

    assert (taken.name, taken.kind, taken.content) == (name, kind, content)


@pytest.mark.parametrize(
    ("sent", "rejection", "said"),
    [
        (("a.pdf", WINDOWS_PROGRAM), file_kinds.FileNotWhatItSays, "chương trình Windows"),
        (("a.docx", PDF), file_kinds.FileNotWhatItSays, "nội dung là tệp PDF"),
        (("a.pdf", docx()), file_kinds.FileNotWhatItSays, "tệp Word .docx"),
        (("a.docx", OLD_WORD), file_kinds.FileNotWhatItSays, "Office kiểu cũ"),
        (("a.docx", zipped(readme_txt=b"x")), file_kinds.FileNotWhatItSays, "tệp nén (.zip)"),
        (("a.exe", WINDOWS_PROGRAM), file_kinds.FileNotOfUse, "Chỉ nhận tệp .docx, .pdf"),
        (("không đuôi", PDF), file_kinds.FileNotOfUse, "“không đuôi” là tệp PDF"),
        (("a.pdf", b""), file_kinds.FileEmpty, "không có nội dung"),
        (("a.pdf", PDF[:40]), file_kinds.FileDamaged, "chưa tải lên trọn vẹn"),
        (("a.docx", docx()[:120]), file_kinds.FileDamaged, "chưa tải lên trọn vẹn"),
        (("a.docx", docx(word__vbaProject_bin=b"x")), file_kinds.FileCarriesMacros, "macro"),
        (("a.pdf", b"%PDF-" + b"0" * 20_000_000), file_kinds.FileTooLarge, "tối đa 20 MB"),
    ],
)
def test_a_file_that_lies_or_is_of_no_use_is_named_for_what_it_is(
    sent: tuple[str, bytes], rejection: type[Rejection], said: str
) -> None:
    refused = refusal(*sent)

    assert type(refused) is rejection
    assert said in refused.vi


@pytest.mark.heavy
def test_a_word_file_that_would_fill_the_memory_is_refused_unread() -> None:
    bomb = docx(word__media__image1_bin=bytes(310_000_000))

    assert len(bomb) < 1_000_000
    assert "giải nén ra lớn bất thường" in refusal("a.docx", bomb).vi


def test_a_word_file_with_a_broken_document_in_it_is_damaged() -> None:
    whole = docx(word__media__image1_bin=b"x" * 500)
    at = whole.index(b"word/document.xml") + len("word/document.xml")

    broken = whole[:at] + b"\xff" * 8 + whole[at + 8 :]

    assert isinstance(refusal("a.docx", broken), file_kinds.FileDamaged)


@given(st.binary(max_size=400), st.sampled_from(["a.pdf", "a.docx"]))
def test_noise_is_refused_and_never_a_defect(content: bytes, name: str) -> None:
    assert refusal(name, content)
    assert refusal(name, b"PK\x03\x04" + content)


@given(st.text(max_size=300))
def test_a_name_that_is_shown_has_no_folders_and_no_tricks(name: str) -> None:
    shown = shown_name(name)

    assert shown
    assert len(shown) <= file_kinds.MOST_NAME_CHARS
    assert not set(shown) & set("/\\\x00\n\r")
    assert shown_name(shown) == shown
