"""Numbers and dates, as a Vietnamese office writes them, and as English readers expect them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.places import CIVIC_TIME
from shared.portal.ages import how_long_ago
from shared.portal.alphabet import alphabetical
from shared.portal.formats import day, long_day, number, percent
from shared.portal.languages import Language
from shared.portal.words import words_in

VI, EN = Language.VI, Language.EN
NOW = datetime(2018, 10, 16, 2, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0, "0", "0"),
        (10049, "10.049", "10,049"),
        (Decimal("1234.5"), "1.234,5", "1,234.5"),
        (Fraction(1, 3), "0,3", "0.3"),
        (-7, "-7", "-7"),
        (None, "–", "–"),
    ],
)
def test_thousands_are_grouped_and_decimals_cut(value: int, vi: str, en: str) -> None:
    assert (number(value, VI), number(value, EN)) == (vi, en)


def test_a_percentage_keeps_its_sign_on_the_same_line() -> None:
    assert percent(Fraction(7500, 87), VI) == "86,2\u00a0%"
    assert percent(Fraction(7500, 87), EN) == "86.2%"


def test_nothing_to_divide_by_is_a_dash() -> None:
    assert percent(None, VI) == "–"


def test_one_late_dossier_is_never_rounded_away() -> None:
    assert percent(Fraction(10048 * 100, 10049), VI) == "99,99\u00a0%"
    assert percent(Fraction(100), VI) == "100\u00a0%"


def test_a_missed_target_never_looks_met() -> None:
    almost = Fraction(8496, 100)

    assert percent(almost, VI) == "85\u00a0%"
    assert percent(almost, VI, apart_from=[Decimal(85)]) == "84,96\u00a0%"


@given(st.integers(1, 9999))
def test_what_is_not_all_never_looks_like_all(done: int) -> None:
    assert percent(Fraction(done * 100, 10_000), VI) not in {"0\u00a0%", "100\u00a0%"}


def test_days_are_written_the_way_one_reads_them() -> None:
    assert (day(date(2023, 2, 7), VI), day(date(2023, 2, 7), EN)) == (
        "07/02/2023",
        "7 Feb 2023",
    )
    assert long_day(date(2018, 10, 14), VI) == "Chủ nhật, 14/10/2018"


@pytest.mark.parametrize(
    ("ago", "vi", "en"),
    [
        (timedelta(seconds=1), "vừa xong", "just now"),
        (timedelta(seconds=8), "8 giây trước", "8 seconds ago"),
        (timedelta(seconds=61), "1 phút trước", "1 minute ago"),
        (timedelta(hours=3, minutes=12), "3 giờ 12 phút trước", "3 h 12 min ago"),
        (timedelta(hours=17), "16:40 hôm qua", "16:40 yesterday"),
        (timedelta(days=30), "09:40, 16/09/2018", "09:40, 16 Sep 2018"),
        (timedelta(seconds=-30), "vừa xong", "just now"),
    ],
)
def test_near_things_are_told_by_distance_and_far_ones_by_date(
    ago: timedelta, vi: str, en: str
) -> None:
    told = [
        how_long_ago(NOW - ago, now=NOW, words=words_in(language), zone=CIVIC_TIME)
        for language in (VI, EN)
    ]
    assert told == [vi, en]


def test_who_was_never_heard_is_said_so() -> None:
    assert how_long_ago(None, now=NOW, words=words_in(VI), zone=CIVIC_TIME) == "chưa có"


def test_names_stand_in_the_order_of_the_alphabet() -> None:
    wards = ["Việt Hưng", "Đức Giang", "Dịch Vọng", "Ngọc Thụy", "Ngọc Lâm", "Bồ Đề", "Ba Đình"]

    assert sorted(wards, key=alphabetical) == [
        "Ba Đình", "Bồ Đề", "Dịch Vọng", "Đức Giang", "Ngọc Lâm", "Ngọc Thụy", "Việt Hưng",
    ]  # fmt: skip
    assert sorted(["Mả", "Má", "Ma", "Mạ", "Mã", "Mà"], key=alphabetical) == [
        "Ma", "Mà", "Mả", "Mã", "Má", "Mạ",
    ]  # fmt: skip
