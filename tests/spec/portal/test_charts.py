"""Small charts: they show what was counted, and only that."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from shared.portal.charts import (
    BOTTOM,
    LEFT,
    LINE_OF_TEXT,
    RIGHT,
    TOP,
    Break,
    Goal,
    Point,
    Spark,
    spark,
)

values = st.none() | st.fractions(0, 200)


def drawn(*series: int | None, goal: int | None = None, as_bars: bool = False) -> Spark:
    points = [
        Point(
            tick=f"T{n}",
            name=f"tháng {n}",
            text=str(v),
            value=None if v is None else Fraction(v),
        )
        for n, v in enumerate(series, start=1)
    ]
    held = None if goal is None else Goal(value=Fraction(goal), text=f"≥ {goal}")
    made = spark(points, goal=held, as_bars=as_bars, least_span=Fraction(2))
    assert made is not None
    return made


def test_a_month_without_a_value_is_not_bridged() -> None:
    assert drawn(90, 91, None, 92, 93).line.count("M") == 2


def test_a_month_alone_between_gaps_is_a_dot() -> None:
    assert len(drawn(90, None, 91, None, 92, 93).dots) == 3


def test_one_month_is_no_series() -> None:
    one = [Point(tick="T1", name="tháng 1", text="90", value=Fraction(90))]
    assert spark(one, goal=None, as_bars=False, least_span=Fraction(2)) is None


def test_months_without_a_single_case_need_no_drawing() -> None:
    none = [Point(tick="", name="", text="0", value=Fraction(0))] * 9
    assert spark(none, goal=None, as_bars=True, least_span=Fraction(4)) is None


def test_a_tenth_of_a_per_cent_is_no_cliff() -> None:
    points = [
        Point(tick="", name="", text="", value=Fraction(value, 10)) for value in (1000, 999)
    ]
    made = spark(points, goal=None, as_bars=False, least_span=Fraction(2))
    assert made is not None
    assert made.end.y - TOP < (BOTTOM - TOP) / 10 + 5


def test_bars_stand_on_nought() -> None:
    assert [bar.height for bar in drawn(0, 3, 6, as_bars=True).bars] == [0, 30, 60]


@given(st.lists(values, min_size=2, max_size=12), st.none() | st.integers(0, 100))
def test_everything_stays_inside_the_frame(
    series: list[Fraction | None], goal: int | None
) -> None:
    points = [Point(tick="", name="", text="", value=value) for value in series]
    held = None if goal is None else Goal(value=Fraction(goal), text="")
    made = spark(points, goal=held, as_bars=False, least_span=Fraction(2))
    if made is None:
        return
    assert all(LEFT <= dot.x <= RIGHT and TOP <= dot.y <= BOTTOM for dot in made.dots)
    if made.goal:
        assert round(abs(made.goal.height - made.end.y), 6) >= LINE_OF_TEXT


def test_a_break_stands_before_the_first_month_of_the_new_series() -> None:
    points = [Point(tick="", name="", text="", value=Fraction(n)) for n in range(5)]
    broken = [Break(at=Fraction(2), text="01/07/2025"), Break(at=Fraction(5, 2), text="16/07")]
    made = spark(points, goal=None, as_bars=False, least_span=Fraction(2), breaks=[*broken])
    assert made is not None

    step = (RIGHT - LEFT) / 4

    assert [mark.text for mark in made.breaks] == ["01/07/2025", "16/07"]
    assert abs(made.breaks[0].x - (LEFT + 1.5 * step)) < 1, "between the second and third point"
    assert abs(made.breaks[1].x - (LEFT + 2 * step)) < 1, "in the middle of the third month"
