"""CSV: whatever an office saves is read, or refused by the name of what is wrong with it."""

import unicodedata

import pytest

from tests.spec.chassis.tables import GOOD, HEADER, ROW, read, refused, the_refusal

DIACRITICS = "Phường Sài Đồng đã hòa giải thành"


def in_windows_1258(text: str) -> bytes:
    """As Vietnamese Windows wrote it: the tone follows its vowel as a character of its own."""
    decomposed = text
    for letter in set(text):
        for tone in "\u0300\u0301\u0303\u0309\u0323":
            for vowel in "aăâeêioôơuưy":
                for one in (vowel, vowel.upper()):
                    if letter == normalised(one + tone):
                        decomposed = decomposed.replace(letter, one + tone)
    return decomposed.encode("cp1258")


def normalised(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def test_windows_1258_is_refused_by_name() -> None:
    content = in_windows_1258(f"{HEADER}{DIACRITICS},post,2018-09-14,1,\n")
    error = the_refusal(content)

    assert error.code == "EncodingWindows1258"
    assert error.vi == "Tệp dùng bảng mã Windows-1258; hãy lưu lại dạng “CSV UTF-8”."


@pytest.mark.parametrize(
    "foreign",
    [b"Ph\xad\xeang S\xb5i \xa7\xe5ng", "Größe ¿".encode("cp1252"), b"\x81\x8d", b"\xa7"],
    ids=["TCVN3", "Western", "undefined", "no letter"],
)
def test_any_other_encoding_is_refused_without_guessing(foreign: bytes) -> None:
    content = HEADER.encode() + foreign + b",post,2018-09-14,1,\n"
    assert the_refusal(content).code == "EncodingUnknown"


def test_rows_in_another_encoding_than_the_rest_are_named() -> None:
    good = f"{DIACRITICS},post,2018-09-14,1,\n"
    content = HEADER.encode() + good.encode() + in_windows_1258(good) + b'"A\n1",,,,\n'
    errors = refused(content + in_windows_1258(good))

    assert [(error.row, error.code) for error in errors] == [
        (3, "EncodingMixed"),
        (5, "EncodingMixed"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_however_the_office_saves_its_csv(delimiter: str, line_end: str, encoding: str) -> None:
    text = (HEADER + GOOD).replace(",", delimiter).replace("\n", line_end)
    assert read(text.encode(encoding)).rows == [ROW]


def test_blank_lines_may_stand_above_the_header() -> None:
    table = f"\r\n\n{HEADER}{GOOD}".replace(",", ";")
    assert read(table).numbers == [4]


def test_a_cell_may_hold_a_line_break_and_still_be_one_row() -> None:
    error = the_refusal(f'{HEADER}"A\n1",post,2018-09-14,1,\n{GOOD}')
    assert (error.row, error.column, error.code) == (2, "code", "CodeUnusable")


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    two_lines_in_one_cell = 'A-0,"post\n",2018-09-14,1,\n'
    assert the_refusal(f"{HEADER}{two_lines_in_one_cell}\nA-1,post,x,1,\n").row == 4


def test_an_unclosed_quote_is_refused_with_its_row() -> None:
    error = the_refusal(f'{HEADER}{GOOD}"A-2,post,2018-09-14,1,\n{GOOD}')
    assert (error.row, error.code) == (3, "QuoteBroken")
