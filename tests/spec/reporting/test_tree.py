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


def test_reporters_are_the_lowest_nodes() -> None:
    assert CITY.reporters(UnitCode("city")) == ("east", "west")
    assert CITY.reporters(UnitCode("district")) == ("east", "west")
    assert CITY.reporters(UnitCode("east")) == ("east",)


def test_a_unit_without_a_node_reports_for_itself() -> None:
    assert CITY.reporters(UnitCode("school")) == ("school",)


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
        assert one.reporters(line.code) == other.reporters(line.code)


@given(trees())
def test_children_divide_what_is_below(lines: list[UnitLine]) -> None:
    tree = UnitTree.of(lines)

    for line in lines:
        below = [code for child in tree.children(line.code) for code in tree.below(child)]
        assert sorted([line.code, *below]) == sorted(tree.below(line.code))


@given(trees())
def test_who_reports_for_a_whole_reports_for_one_of_its_parts(lines: list[UnitLine]) -> None:
    tree = UnitTree.of(lines)
    hosts = {line.code for line in lines if str(line.host) == str(line.code)}

    for line in lines:
        nodes = set(tree.below(line.code)) & hosts
        reporters = set(tree.reporters(line.code))
        assert reporters <= (nodes or {line.code})
        assert all(set(tree.below(node)) & reporters for node in nodes)
