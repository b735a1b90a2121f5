"""Small charts, measured out: numbers in, coordinates out; the macro only writes them down."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

WIDTH, HEIGHT = 280, 96
LEFT, RIGHT, TOP, BOTTOM = 10.0, 226.0, 14.0, 74.0
GUTTER = RIGHT + 12
LINE_OF_TEXT = 12.0
HALF_CAPITAL = 4.0
BAR = 14.0
LEAST_TO_DRAW = 2
HALF_A_MONTH = 0.5
TOP_OF_TEXT = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One month: what to write under it, what to say of it, and its value if it has one."""

    tick: str
    name: str
    value: Fraction | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A target, drawn across the months."""

    value: Fraction
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A day from which on the series is another: `at` counts months from the first point."""

    at: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the drawing, with the words or the length that belong to it."""

    x: float
    y: float
    text: str = ""
    height: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """A series by month, ready to draw. Months without a value are left open, not bridged."""

    points: tuple[Point, ...]
    line: str
    bars: tuple[Mark, ...]
    dots: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    goal: Mark | None
    end: Mark
    breaks: tuple[Mark, ...] = ()


def spark(
    points: Sequence[Point],
    *,
    goal: Goal | None,
    as_bars: bool,
    least_span: Fraction,
    breaks: Iterable[Break] = (),
) -> Spark | None:
    """The drawing of `points`; nothing if fewer than two have a value, or no bar would stand.

    `least_span` keeps noise small: a tenth of a per cent must not look like a cliff.
    """
    known = [point.value for point in points if point.value is not None]
    if len(known) < LEAST_TO_DRAW or (as_bars and not any(known)):
        return None
    scale = _scale([*known, *([goal.value] if goal else [])], as_bars, least_span)
    across = _across(len(points))
    marks = [
        Mark(x, scale.height_of(point.value), point.text)
        for x, point in zip(across, points, strict=True)
        if point.value is not None
    ]
    runs = list(_runs(points, across, scale))
    return Spark(
        points=tuple(points),
        line="" if as_bars else "".join(_path(run) for run in runs),
        bars=tuple(_bar(mark) for mark in marks) if as_bars else (),
        dots=() if as_bars else _dots(runs),
        ticks=tuple(_ticks(points, across)),
        goal=_goal(goal, scale, marks[-1]),
        end=Mark(GUTTER, marks[-1].y + HALF_CAPITAL, marks[-1].text),
        breaks=tuple(_break(one, across) for one in breaks),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    low: Fraction
    high: Fraction

    def height_of(self, value: Fraction) -> float:
        share = float((value - self.low) / (self.high - self.low))
        return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _scale(values: list[Fraction], as_bars: bool, least_span: Fraction) -> _Scale:  # noqa: FBT001 - private, passed on
    high = max(values)
    low = min(Fraction(0), *values) if as_bars else min(*values, high - least_span)
    return _Scale(low, max(high, low + least_span))


def _across(count: int) -> list[float]:
    step = (RIGHT - LEFT) / (count - 1)
    return [round(LEFT + step * nth, 1) for nth in range(count)]


def _runs(
    points: Sequence[Point], across: Sequence[float], scale: _Scale
) -> Iterator[list[Mark]]:
    pairs = zip(across, points, strict=True)
    for has_value, run in groupby(pairs, key=lambda pair: pair[1].value is not None):
        if has_value:
            yield [Mark(x, scale.height_of(point.value or Fraction(0))) for x, point in run]


def _path(run: list[Mark]) -> str:
    first, *rest = run
    return f"M{first.x} {first.y}" + "".join(f"L{mark.x} {mark.y}" for mark in rest)


def _dots(runs: list[list[Mark]]) -> tuple[Mark, ...]:
    alone = [run[0] for run in runs if len(run) == 1]
    newest = runs[-1][-1]
    return (*(mark for mark in alone if mark != newest), newest)


def _bar(mark: Mark) -> Mark:
    return Mark(mark.x - BAR / 2, mark.y, height=round(BOTTOM - mark.y, 1))


def _ticks(points: Sequence[Point], across: Sequence[float]) -> Iterator[Mark]:
    for nth in sorted({0, (len(points) - 1) // 2, len(points) - 1}):
        yield Mark(across[nth], HEIGHT - 6, points[nth].tick)


def _break(broken: Break, across: Sequence[float]) -> Mark:
    """A line before the month that is the first of its own, with the day written on top."""
    step = across[1] - across[0]
    x = across[0] + step * (float(broken.at) - HALF_A_MONTH)
    return Mark(round(max(x, LEFT), 1), TOP_OF_TEXT, broken.text)


def _goal(goal: Goal | None, scale: _Scale, end: Mark) -> Mark | None:
    """The goal's line (y) and where its words stand (height), clear of the last value's."""
    if goal is None:
        return None
    y = scale.height_of(goal.value)
    apart = y - end.y
    if abs(apart) >= LINE_OF_TEXT:
        return Mark(GUTTER, y, goal.text, y + HALF_CAPITAL)
    above = apart < 0 or (apart == 0 and end.y + LINE_OF_TEXT > BOTTOM)
    words_y = end.y - LINE_OF_TEXT if above else end.y + LINE_OF_TEXT
    return Mark(GUTTER, y, goal.text, words_y + HALF_CAPITAL)
