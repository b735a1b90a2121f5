"""Workbooks: real dates and numbers are read, damage and bombs are refused."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.chassis.sheets import SheetRefused
from tests.spec.chassis.tables import (
    GOOD,
    HEADER,
    ROW,
    SHEET_PART,
    read,
    repacked,
    saved,
    the_refusal,
    workbook,
)


def test_a_workbook_is_read_with_its_real_dates_and_numbers() -> None:
    content = workbook(
        ("A-1", "counter", datetime(2018, 9, 14), 3, None),  # noqa: DTZ001 - cells know no zone
        ("A-2", "post", date(2018, 9, 14), 4.0, "15/09/2018"),
        ("A-3", " post ", "2018-09-14", "5", None),
    )

    rows = read(content, "hồ sơ.xlsx").rows

    assert rows[0] == ROW
    assert rows[1]["count"] == 4
    assert rows[1]["returned_on"] == date(2018, 9, 15)
    assert rows[2]["kind"] == "post"


def test_content_counts_and_not_the_name_of_the_file() -> None:
    assert read(HEADER + GOOD, "bảng.xlsx").rows == [ROW]
    assert read(workbook(("A-1", "counter", "2018-09-14", 3, None)), "bảng.csv").rows == [ROW]


def test_only_the_first_sheet_of_a_workbook_counts() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(("A-1", "counter", "2018-09-14", 3))))
    book.create_sheet("Ghi chú").append(["không phải số liệu"])
    assert read(saved(book)).rows == [ROW]


def test_a_workbook_that_claims_a_million_rows_is_not_believed() -> None:
    honest = workbook(("A-1", "counter", "2018-09-14", 3, None))
    boasting = repacked(honest, b'<dimension ref="A1:E2"', b'<dimension ref="A1:XFD1048576"')
    assert read(boasting).rows == [ROW]


def test_a_formula_with_its_result_is_a_value() -> None:
    content = workbook(("A-1", "counter", "2018-09-14", "=1+2", None))
    worked_out = repacked(content, b"<f>1+2</f><v></v>", b"<f>1+2</f><v>3</v>")
    assert read(worked_out).rows == [ROW]


def test_a_code_the_spreadsheet_turned_into_a_number_is_not_guessed() -> None:
    error = the_refusal(workbook((2.00105, "counter", "2018-09-14", 3, None)))
    assert (error.row, error.column, error.code) == (2, "code", "CodeBecameNumber")


def test_a_formula_nobody_worked_out_is_not_an_empty_cell() -> None:
    error = the_refusal(workbook(("A-1", "counter", "2018-09-14", 3, "=C2")))
    assert (error.row, error.column, error.code) == (2, "returned_on", "FormulaWithoutValue")


def test_a_zip_that_is_not_a_workbook_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("readme.txt", "không phải bảng tính")
    assert the_refusal(target.getvalue()).code == "WorkbookBroken"


@pytest.mark.heavy
def test_a_workbook_that_unpacks_to_too_much_is_never_unpacked() -> None:
    target = io.BytesIO(workbook(("A-1", "counter", "2018-09-14", 3, None)))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet2.xml", b"\0" * 101_000_000)
    assert len(target.getvalue()) < 200_000
    assert the_refusal(target.getvalue()).code == "WorkbookTooLarge"


def test_a_workbook_of_nested_entities_is_not_expanded() -> None:
    laughs = b'<!DOCTYPE w [<!ENTITY a0 "' + b"ha" * 50 + b'">'
    for depth in range(1, 10):
        laughs += b'<!ENTITY a%d "%s">' % (depth, b"&a%d;" % (depth - 1) * 10)
    good = workbook(("A-1", "counter", "2018-09-14", 3, None))
    bomb = repacked(good, b"<worksheet", laughs + b"]><worksheet")
    bomb = repacked(bomb, b"<v>3</v>", b"<v>&a9;</v>")
    assert the_refusal(bomb).code == "WorkbookBroken"


def test_a_sheet_with_a_cell_in_the_last_column_of_all_is_refused() -> None:
    wide = repacked(workbook(("A-1", "counter", "2018-09-14", 3, None)), b'r="D2"', b'r="XFD2"')
    assert the_refusal(wide).code == "TooManyColumns"


def test_a_sheet_with_a_row_far_below_is_refused() -> None:
    deep = repacked(
        workbook(("A-1", "counter", "2018-09-14", 3, None)),
        b'<row r="2"',
        b'<row r="999999999"',
    )
    assert the_refusal(deep).code == "TooManyRows"


SOUND = workbook(*[(f"A-{at}", "counter", date(2018, 9, 14), at, "=C2") for at in range(20)])


@pytest.mark.filterwarnings("ignore")  # openpyxl warns of oddities before it gives up
@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_never_ends_in_a_traceback(at: int, noise: bytes) -> None:
    damaged = SOUND[:at] + noise + SOUND[at + len(noise) :]
    with pytest.raises(SheetRefused):
        read(damaged)


NONSENSE = [
    (SHEET_PART, b"<v>0</v>", b"<v>x</v>"),
    (SHEET_PART, b'r="A2"', b'r="2A"'),
    (SHEET_PART, b'r="A2"', b'r="ZZZZ2"'),
    (SHEET_PART, b't="n"', b't="s"'),
    (SHEET_PART, b"<worksheet", b"<w"),
    ("xl/styles.xml", b'borderId="0"', b'borderId="d"'),
    ("xl/styles.xml", b"<styleSheet", b"\xff"),
    ("xl/workbook.xml", b'r:id="rId1"', b'r:id="rId99"'),
    ("[Content_Types].xml", b"sheet.main+xml", b"slide+xml"),
]


@pytest.mark.filterwarnings("ignore")  # openpyxl warns of oddities before it gives up
@pytest.mark.parametrize(("part", "sense", "nonsense"), NONSENSE)
def test_nonsense_in_any_part_of_a_workbook_is_refused(
    part: str, sense: bytes, nonsense: bytes
) -> None:
    assert the_refusal(repacked(SOUND, sense, nonsense, part=part)).code == "WorkbookBroken"


@pytest.mark.parametrize(
    ("at", "mark"), [(6, b"\x01\x00"), (8, b"\x63\x00")], ids=["encrypted", "unknown packing"]
)
def test_a_zip_we_cannot_open_is_refused(at: int, mark: bytes) -> None:
    locked = bytearray(workbook(("A-1", "counter", "2018-09-14", 3, None)))
    for signature, shift in ((b"PK\x03\x04", 0), (b"PK\x01\x02", 2)):
        start = locked.find(signature)
        while start >= 0:
            locked[start + at + shift : start + at + shift + 2] = mark
            start = locked.find(signature, start + 4)
    assert the_refusal(bytes(locked)).code == "WorkbookBroken"
