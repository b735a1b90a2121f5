"""What a node takes in: only about its own units, and nothing of tomorrow."""

from datetime import date, timedelta

import pytest

from shared.kernel.hosting import DateInFuture, UnitNotHosted, not_after, served

TODAY = date(2026, 3, 2)


def test_every_unit_served_here_is_taken_in() -> None:
    assert served("to-dan-pho-1", {"sai-dong", "to-dan-pho-1"}) == "to-dan-pho-1"


def test_a_stranger_is_told_whom_this_node_serves() -> None:
    with pytest.raises(UnitNotHosted) as refused:
        served("hoa-mau", {"sai-dong", "to-dan-pho-1"})

    for words in (refused.value.vi, refused.value.en):
        assert "hoa-mau" in words
        assert "sai-dong, to-dan-pho-1" in words


def test_a_long_list_of_units_is_cut_short() -> None:
    with pytest.raises(UnitNotHosted, match="cell-18, …"):
        served("hoa-mau", {f"cell-{number}" for number in range(10, 30)} | {"cell-0"})


def test_today_has_come_and_tomorrow_has_not() -> None:
    assert not_after(TODAY, TODAY) == TODAY
    with pytest.raises(DateInFuture, match="03/03/2026 chưa tới"):
        not_after(TODAY + timedelta(days=1), TODAY)


@pytest.mark.parametrize("refusal", [UnitNotHosted, DateInFuture])
def test_a_refusal_speaks_both_languages(refusal: type[UnitNotHosted | DateInFuture]) -> None:
    assert refusal().vi != refusal().en
