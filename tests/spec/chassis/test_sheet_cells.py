"""Cells: what may stand in a column, and what is said of anything else."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.chassis.sheet_cells import CodeUnusable, CountOutOfRange, CountUnreadable
from shared.chassis.sheets import a_code, a_count, a_date, between, one_of
from shared.kernel.rejection import Rejection


def the_fault(parse: Callable[[str], object], text: str) -> Rejection:
    with pytest.raises(Rejection) as refusal:
        parse(text)
    return refusal.value


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("2018-02-29", "DateImpossible", "tháng 2 năm 2018 có 28 ngày"),
        ("31/04/2018", "DateImpossible", "tháng 4 năm 2018 có 30 ngày"),
        ("09/14/2018", "DateImpossible", "ngày trước, tháng sau"),
        ("2018-00-10", "DateImpossible", "Không có tháng 0"),
        ("2018-01-00", "DateImpossible", "Không có ngày 0/1/2018"),
        ("0018-01-02", "DateImpossible", "Năm 0018"),
        ("14.9.2018", "DateUnreadable", "“14.9.2018” không phải ngày"),
        ("14/9/18", "DateUnreadable", "14/09/2018"),
        ("43357", "DateUnreadable", "“43357”"),
        ("2018-09-14 10:30:00", "DateUnreadable", "không phải ngày"),
        ("٢٠١٨-٠٩-١٤", "DateUnreadable", "không phải ngày"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_the_reason(
    text: str, code: str, reason: str
) -> None:
    error = the_fault(a_date, text)

    assert type(error).__name__ == code
    assert reason in error.vi


@pytest.mark.parametrize("text", ["-1", "1.5", "1.000", "ba", "1e3", "٣", "+3", "0x1"])
def test_a_count_is_digits_only(text: str) -> None:
    assert isinstance(the_fault(a_count, text), CountUnreadable)


@pytest.mark.parametrize("text", ["1000000000", "9" * 5000])
def test_a_count_no_ward_could_reach_is_refused(text: str) -> None:
    assert isinstance(the_fault(a_count, text), CountOutOfRange)


@pytest.mark.parametrize("text", ["A 1", "Đ-1", "=A1", "A-1\u200b", "x" * 65])
def test_a_code_holds_nothing_strange(text: str) -> None:
    assert isinstance(the_fault(a_code, text), CodeUnusable)


def test_a_value_outside_the_list_is_refused_and_the_near_one_named() -> None:
    error = the_fault(one_of("counter", "online", "post"), "onlin")

    assert "có phải là “online”?" in error.vi
    assert "counter, online, post" in error.en


def test_a_level_lies_between_its_ends() -> None:
    level = between(1, 5)

    assert [level(text) for text in "15"] == [1, 5]
    for outside in ("0", "6"):
        with pytest.raises(Rejection, match="từ 1 đến 5"):
            level(outside)


@given(st.dates(min_value=date(1945, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_reads_the_same_in_both_spellings(day: date) -> None:
    assert a_date(day.isoformat()) == a_date(f"{day.day}/{day.month}/{day.year}") == day
