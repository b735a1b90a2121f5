"""Sheets: an uploaded table is taken whole, or every error in it is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.chassis.sheets import Sheet, SheetRefused, read_sheet
from shared.kernel.rejection import Rejection
from tests.spec.chassis.tables import (
    COLUMNS,
    GOOD,
    HEADER,
    ROW,
    read,
    refused,
    the_refusal,
    workbook,
)


def test_a_plain_table_is_read() -> None:
    assert read(HEADER + GOOD) == Sheet(rows=[ROW], numbers=[2])


def test_columns_come_in_any_order_and_any_case() -> None:
    table = "COUNT, Kind ,code,returned_on,received_on\n3,counter,A-1,,14/09/2018\n"
    assert read(table).rows == [ROW]


def test_blank_lines_are_passed_over_but_keep_their_number() -> None:
    sheet = read(f"{HEADER}\n,,,,\n{GOOD}  , \n")

    assert sheet.rows == [ROW]
    assert sheet.numbers == [4]


def test_all_errors_are_named_at_once_each_with_its_row() -> None:
    bad = "A-2,post,2018-13-01,x,\n"
    errors = refused(f"{HEADER}{GOOD}{bad}\n{bad}")

    assert [(error.row, error.column) for error in errors] == [
        (3, "received_on"),
        (3, "count"),
        (5, "received_on"),
        (5, "count"),
    ]


def test_a_long_list_of_errors_is_cut_but_counted_to_the_end() -> None:
    with pytest.raises(SheetRefused, match="1200 lỗi") as refusal:
        read(HEADER + "A-1,post,never,x,\n" * 600)

    assert len(refusal.value.errors) == 500
    assert refusal.value.error_count == 1200


def test_a_repeated_key_names_the_first_row_that_has_it() -> None:
    again = "A-1,post,2018-01-02,1,\n"
    table = f"{HEADER}{GOOD}A-2,post,14/09/2018,1,\n{again}{again}"
    errors = refused(table, key=("code",))

    assert [(error.row, error.code) for error in errors] == [
        (4, "RowRepeated"),
        (5, "RowRepeated"),
    ]
    assert all("dòng 2" in error.vi and "row 2" in error.en for error in errors)


def test_a_key_is_compared_by_meaning_and_not_by_spelling() -> None:
    table = f"{HEADER}A-1,post,14/9/2018,1,\nA-1,post,2018-09-14,2,\nA-1,post,2018-09-15,2,\n"
    assert the_refusal(table, key=("code", "received_on")).row == 3


def test_a_row_with_a_cell_too_many_is_refused() -> None:
    error = the_refusal(f"{HEADER}{GOOD}A-2,post,2018-09-14,1,,gì đó\n")
    assert (error.row, error.code) == (3, "RowTooLong")


def test_a_row_may_be_checked_as_a_whole() -> None:
    class ReturnedTooSoon(Rejection):
        """Ngày trả trước ngày nhận.
        Returned before it was received.
        """

    def not_before_receipt(row: dict[str, object]) -> None:
        returned, received = row["returned_on"], row["received_on"]
        if isinstance(returned, date) and isinstance(received, date) and returned < received:
            raise ReturnedTooSoon

    table = f"{HEADER}{GOOD}A-2,post,2018-09-14,1,2018-09-13\nA-3,post,x,1,2018-09-13\n"
    with pytest.raises(SheetRefused) as refusal:
        read_sheet("a.csv", table.encode(), COLUMNS, checks={"returned_on": not_before_receipt})

    assert [(error.row, error.code) for error in refusal.value.errors] == [
        (3, "ReturnedTooSoon"),
        (4, "DateUnreadable"),
    ]


@pytest.mark.parametrize("at", range(4))
def test_a_required_cell_is_not_empty(at: int) -> None:
    cells = ["A-1", "post", "2018-09-14", "3", ""]
    cells[at] = " "
    error = the_refusal(f"{HEADER}{','.join(cells)}\n")
    assert (error.row, error.column, error.code) == (2, COLUMNS[at].name, "CellEmpty")


def test_a_misspelt_column_is_named_with_what_was_meant() -> None:
    errors = refused((HEADER + GOOD).replace("returned_on", "returnd_on"))

    assert {(error.row, error.column, error.code) for error in errors} == {
        (1, "returnd_on", "ColumnUnknown"),
        (1, "returned_on", "ColumnMissing"),
    }
    assert "có phải là “returned_on”?" in errors[0].vi
    assert "did you mean “returned_on”?" in errors[0].en


def test_a_column_of_somebody_elses_is_refused() -> None:
    error = the_refusal("code,kind,received_on,count,returned_on,họ tên\n" + GOOD)
    assert (error.column, error.code) == ("họ tên", "ColumnUnknown")


def test_a_column_given_twice_is_refused() -> None:
    error = the_refusal("code,kind,received_on,count,returned_on,Code\n" + GOOD)
    assert (error.column, error.code) == ("Code", "ColumnRepeated")


def test_data_under_no_heading_is_not_lost_without_a_word() -> None:
    table = "code,,kind,received_on,count,returned_on\nA-1,ghi chú,post,2018-09-14,1,\n"
    assert the_refusal(table).code == "RowTooLong"


def test_progress_is_told_from_the_first_row_to_the_last() -> None:
    heard: list[tuple[str, int, int]] = []
    read_sheet(
        "a.csv",
        (HEADER + GOOD * 1200).encode(),
        COLUMNS,
        on_progress=lambda *step: heard.append(step),
    )

    reading = [done for stage, done, _ in heard if stage == "reading"]
    checking = [done for stage, done, _ in heard if stage == "checking"]
    assert reading == sorted(reading)
    assert reading[-1] == 1201
    assert checking == [0, 500, 1000, 1200]
    assert all(done <= total for _, done, total in heard)


def test_an_empty_file_is_refused() -> None:
    for content in (b"", b"\xef\xbb\xbf", b"\n\n ,\n", HEADER.encode(), workbook()):
        assert the_refusal(content).code == "FileEmpty"


def test_a_file_too_large_is_refused_before_it_is_read() -> None:
    assert the_refusal(b"x" * 20_000_001).code == "FileTooLarge"


def test_a_table_too_long_is_refused() -> None:
    assert the_refusal(HEADER + "\n" * 200_001).code == "TooManyRows"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n\0\0\xff", "NotATable"),
        (b"\xff\xfe\0\0c\0\0\0", "NotATable"),
        (b"\xff\xfea", "EncodingUnknown"),
        (b"PK\x03\x04 not a zip at all", "WorkbookBroken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "WorkbookLocked"),
    ],
)
def test_what_is_not_a_table_is_refused_by_what_it_is(content: bytes, code: str) -> None:
    assert the_refusal(content).code == code


@given(st.binary(max_size=300))
def test_arbitrary_bytes_never_end_in_a_traceback(content: bytes) -> None:
    with pytest.raises(SheetRefused):
        read(HEADER.encode() + content + b"\n;\n")
