"""The tree of units: who is below whom, and who must have reported."""

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.figures import UnitLine
from services.reporting.domain.tree import UnitTree
from shared.kernel.places import PlaceCode, UnitCode


def unit(code: str, parent: str | None, *, host: str | None = None) -> UnitLine:
    return UnitLine(
        code=UnitCode(code),
        vi=code,
        en=code,
        kind="ward",
        parent=UnitCode(parent) if parent else None,
        host=PlaceCode(host or code),
    )


CITY = UnitTree.of([
    unit("city", None),
    unit("district", "city"),
    unit("east", "district"),
    unit("west", "district"),
    unit("school", "east", host="east"),
    unit("office", "city", host="city"),
])  # fmt: skip


def test_the_lowest_nodes_are_those_without_a_node_below() -> None:
    assert CITY.lowest_nodes() == {"east", "west"}


def test_whoever_stands_over_all_is_common_to_them() -> None:
    assert CITY.common([UnitCode("east"), UnitCode("west")]) == "district"
    assert CITY.common([UnitCode("school"), UnitCode("office")]) == "city"
    assert CITY.common([UnitCode("east"), UnitCode("school")]) == "east"
    assert CITY.common([]) is None


def test_below_is_the_unit_and_all_under_it() -> None:
    assert set(CITY.below(UnitCode("district"))) == {"district", "east", "west", "school"}
    assert CITY.children(UnitCode("city")) == ("district", "office")


def test_a_ring_of_parents_ends() -> None:
    ring = UnitTree.of([unit("a", "b"), unit("b", "a")])

    assert sorted(ring.below(UnitCode("a"))) == ["a", "b"]


@st.composite
def trees(draw: st.DrawFn) -> list[UnitLine]:
    size = draw(st.integers(1, 12))
    lines = []
    for number in range(size):
        parent = f"u{draw(st.integers(0, number - 1))}" if number else None
        hosted = parent and draw(st.booleans())
        lines.append(unit(f"u{number}", parent, host=parent if hosted else None))
    return lines


@given(trees(), st.randoms(use_true_random=False))
def test_the_order_in_which_units_are_told_does_not_matter(
    lines: list[UnitLine], dice: object
) -> None:
    mixed = list(lines)
    dice.shuffle(mixed)  # type: ignore[attr-defined] # hypothesis' own Random
    one, other = UnitTree.of(lines), UnitTree.of(mixed)

    for line in lines:
        assert set(one.below(line.code)) == set(other.below(line.code))
    assert one.lowest_nodes() == other.lowest_nodes()


@given(trees())
def test_children_divide_what_is_below(lines: list[UnitLine]) -> None:
    tree = UnitTree.of(lines)

    for line in lines:
        below = [code for child in tree.children(line.code) for code in tree.below(child)]
        assert sorted([line.code, *below]) == sorted(tree.below(line.code))


@given(trees())
def test_under_every_node_stands_a_lowest_one(lines: list[UnitLine]) -> None:
    tree = UnitTree.of(lines)
    hosts = {line.code for line in lines if str(line.host) == str(line.code)}

    lowest = tree.lowest_nodes()

    assert lowest <= hosts
    for node in hosts:
        below = set(tree.below(node))
        assert below & lowest
        assert node not in lowest or not (below - {node}) & hosts
