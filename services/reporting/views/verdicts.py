"""Why a figure stands where it stands, in one or two sentences."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from services.reporting.domain.figures import Figure, Status, Target
from services.reporting.domain.rounding import whole
from services.reporting.views.naming import target_text
from shared.portal.words import Words

KINDS = {">=": "at_least", "=": "exactly", "<=": "at_most"}
WORST_NAMED = 2


def reason(figure: Figure, words: Words, *, lines: Sequence[tuple[str, Figure]] = ()) -> str:
    """The reason for the verdict; `lines` are the same indicator by child unit, with names."""
    target = figure.indicator.target
    if figure.status is Status.NO_DATA:
        return _unknown(figure, words)
    if target is None or figure.status not in {Status.MET, Status.MISSED}:
        return words(f"reason.{figure.status}")
    said = _judged(figure, target, words)
    if figure.status is Status.MET or target.op == ">=":
        return said
    return f"{said} {_worst(lines, words)}".strip()


def misses(figure: Figure) -> int:
    """How many cases stand on the wrong side: what was not done, or what should not be."""
    target = figure.indicator.target
    if figure.denominator is None or (target and target.op == "<="):
        return whole(figure.numerator)
    return whole(max(0, figure.denominator - figure.numerator))


def distance(figure: Figure, target: Target) -> int:
    """How many cases lie between the figure and its target."""
    marked: Fraction = Fraction(target.value)
    if figure.denominator is not None:
        marked = marked * figure.denominator / 100
    edge = floor(marked) if target.op == "<=" else ceil(marked)
    return ceil(abs(Fraction(figure.numerator) - edge))


def _judged(figure: Figure, target: Target, words: Words) -> str:
    kind = KINDS[target.op]
    counted = "count" if figure.denominator is None else "ratio"
    count = distance(figure, target)
    is_just_met = count == 0 and kind != "exactly"
    return words(
        "reason.met.just" if is_just_met else f"reason.{figure.status}.{kind}.{counted}",
        count=count,
        all=whole(figure.denominator or 0),
        number=whole(figure.numerator),
        target=target_text(figure.indicator, target, words),
    )


def _unknown(figure: Figure, words: Words) -> str:
    told = figure.completeness
    if told.reported == 0:
        return words("reason.no_data.nobody")
    return words("reason.no_data.few", reported=told.reported, expected=told.expected)


def _worst(lines: Sequence[tuple[str, Figure]], words: Words) -> str:
    found = [(name, misses(figure)) for name, figure in lines]
    worst = sorted((pair for pair in found if pair[1]), key=lambda pair: -pair[1])[:WORST_NAMED]
    named = ", ".join(words("reason.unit", name=name, count=count) for name, count in worst)
    return words("reason.worst", units=named) if named else ""
