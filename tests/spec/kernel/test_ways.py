"""Ways through the tree: each node knows the next step, and no message goes in a circle."""

import pytest

from shared.kernel.tree_routes import HostLine, Towards

WEST = HostLine(("west", "district", "city"))
TWO_LEVELS = HostLine(("west", "city"))


@pytest.mark.parametrize(
    ("here", "way"),
    [
        ("west", Towards.HERE),
        ("district", Towards.DOWN),
        ("city", Towards.DOWN),
        ("east", Towards.UP),
        ("other-district", Towards.UP),
    ],
)
def test_a_unit_lies_here_below_or_above(here: str, way: Towards) -> None:
    assert WEST.towards(here) is way


def test_nobody_knows_the_way_to_a_unit_nobody_knows() -> None:
    assert HostLine(()).towards("city") is Towards.NOWHERE
    assert HostLine(()).host is None


def test_every_step_down_ends_at_the_unit() -> None:
    here, steps = "city", []
    while (step := WEST.next_below(here)) is not None:
        steps.append(here := step)
    assert steps == ["district", "west"]


def test_a_level_may_be_missing() -> None:
    assert TWO_LEVELS.next_below("city") == "west"
    assert TWO_LEVELS.next_below("district") is None
